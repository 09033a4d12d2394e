import { setTimeout as pause } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { GatewayBase, SubscribeMessage, UseGuards, WebSocketException, WebSocketGateway } from '../../src';
import { type GatewayTracing, traceGateways } from '../../src/opentelemetry';
import type { TestApplication } from '../support/application';
import { RecordingLogger } from '../support/recording-logger';

const tracer = trace.getTracer('the application');

/** A call that a handler makes, such as one to a database. */
function call(name: string): Promise<void> {
  return tracer.startActiveSpan(name, async (span) => {
    await pause(1);
    span.end();
  });
}

@WebSocketGateway({ path: '/traced', namespace: '/rooms/:id' })
@UseGuards(async () => {
  await call('the guard asks');
  return true;
})
class TracedGateway extends GatewayBase {
  @SubscribeMessage
  async works() {
    await pause(20);
    await call('the handler asks');
    return 'done';
  }

  @SubscribeMessage
  async fails() {
    await Promise.resolve();
    throw new Error('a fault');
  }

  @SubscribeMessage
  refuses() {
    throw new WebSocketException(4001, 'No');
  }
}

export async function createTraced(
  application: TestApplication,
): Promise<{ application: TestApplication; tracing: GatewayTracing }> {
  const host = application.attach({ gateways: [TracedGateway], logger: new RecordingLogger() });
  const tracing = traceGateways(host);
  await application.listen();
  return { application, tracing };
}
