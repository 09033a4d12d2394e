import 'reflect-metadata';
import { createServer } from 'node:http';
import express from 'express';
import { Container, injectable } from 'inversify';
import {
  attachGateways,
  type GatewayContext,
  type Guard,
  GatewayBase,
  type Interceptor,
  SubscribeMessage,
  UseGuards,
  UseInterceptors,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from '../../src';
import { traceGateways } from '../../src/opentelemetry';
import { gatewayMetrics } from '../../src/prometheus';
import { createSchema, Latency, type Message, messageSchema, TOKEN } from './message';
import { refusingSchema } from './refused';
import { eventNames, scenario } from './scenario';
import { serve } from './serve';

@injectable()
class SignedIn implements Guard {
  canActivate({ environment }: GatewayContext): boolean {
    return environment.auth.token === TOKEN;
  }
}

@injectable()
class Timed implements Interceptor {
  readonly #latency = new Latency();

  async intercept(_context: GatewayContext, next: () => Promise<unknown>): Promise<unknown> {
    const started = performance.now();
    try {
      return await next();
    } finally {
      this.#latency.record(performance.now() - started);
    }
  }
}

@WebSocketGateway()
class DispatchGateway extends GatewayBase {
  @SubscribeMessage('message')
  echo(@WsBody(messageSchema) message: Message) {
    return message;
  }
}

@WebSocketGateway()
class AroundGateway extends GatewayBase {
  @SubscribeMessage('message')
  @UseGuards(SignedIn)
  @UseInterceptors(Timed)
  echo(@WsBody(messageSchema) message: Message) {
    return message;
  }
}

@WebSocketGateway()
class EmitGateway extends GatewayBase {
  @SubscribeMessage('message')
  reply(@WsBody(messageSchema) message: Message) {
    return new WsResponse('reply', message);
  }
}

@WebSocketGateway()
class BroadcastGateway extends GatewayBase {
  @SubscribeMessage('message')
  announce(@WsBody(messageSchema) message: Message) {
    this.context.namespace.emit('news', message);
  }
}

@WebSocketGateway()
class RefuseGateway extends GatewayBase {
  @SubscribeMessage('message')
  echo(@WsBody(refusingSchema) message: unknown) {
    return message;
  }
}

/** A gateway of many events, each with a method and a schema of its own, as if they had been written down. */
function generateGateway(namespace: string) {
  @WebSocketGateway({ namespace })
  class Generated extends GatewayBase {}
  for (const event of eventNames) {
    const method = { value: (message: Message) => message };
    Object.defineProperty(Generated.prototype, event, method);
    WsBody(createSchema())(Generated.prototype, event, 0);
    SubscribeMessage(event)(Generated.prototype, event, method);
  }
  return Generated;
}

const written = {
  dispatch: DispatchGateway,
  around: AroundGateway,
  emit: EmitGateway,
  broadcast: BroadcastGateway,
  refuse: RefuseGateway,
};
const gateways =
  scenario.events > 1
    ? Array.from({ length: scenario.gateways }, (_, index) => generateGateway(index === 0 ? '/' : `/${index}`))
    : [written[scenario.does]];

const app = express();
const httpServer = createServer(app);
const started = performance.now();
const container = new Container();
container.bind(SignedIn).toSelf().inSingletonScope();
container.bind(Timed).toSelf().inSingletonScope();
for (const gateway of gateways) container.bind(gateway).toSelf().inSingletonScope();
const host = attachGateways(app, httpServer, container, scenario.attach);
if (scenario.watch === 'metrics') gatewayMetrics(host);
if (scenario.watch === 'spans') traceGateways(host);
serve(httpServer, () => host.servers.get('/socket.io')?.engine.clientsCount ?? 0, performance.now() - started);
