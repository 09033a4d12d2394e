import { GatewayBase, OnConnected, OnDisconnected, SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import { type TestContext, TestGateway } from '../../../src/testing';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import type { Transport } from '../../support/transports';

/** A gateway whose @OnConnected is held until `hold` is settled, and what happens in it. */
export function heldGateway(maxPendingEvents?: number) {
  const hold = deferred();
  const log: string[] = [];

  @WebSocketGateway(maxPendingEvents === undefined ? {} : { maxPendingEvents })
  class HeldGateway extends GatewayBase {
    @OnConnected()
    async connected(): Promise<void> {
      log.push('connecting');
      await hold.promise;
      log.push('connected');
    }

    @SubscribeMessage()
    count(@WsBody() number: number): number {
      log.push(`count ${number}`);
      return number;
    }

    @OnDisconnected()
    disconnected(): void {
      log.push('disconnected');
    }
  }
  const logger = new RecordingLogger();
  return {
    hold,
    log,
    kit: TestGateway.createTestModule({
      gateways: [HeldGateway],
      options: { logger },
    }),
  };
}

/** Connects, emits `count` numbers as soon as the client is connected, and resolves when the server has got them. */
export async function emitOnConnect(ctx: TestContext, transport: Transport, count: number): Promise<void> {
  const arrived = deferred();
  let missing = count;
  ctx.host.servers.get('/socket.io')!.on('connection', (socket) => {
    socket.onAny(() => {
      missing -= 1;
      if (missing === 0) arrived.resolve();
    });
  });
  ctx.sio.on('connect', () => {
    for (let number = 1; number <= count; number += 1) ctx.sio.emit('count', number);
  });
  await ctx.connect({ transports: [transport] });
  await arrived.promise;
}

/** How the client's connection ends. */
export function disconnected(ctx: TestContext): Promise<string> {
  return new Promise((resolve) => ctx.sio.once('disconnect', resolve));
}
