import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import express from 'express';
import { Container, inject } from 'inversify';
import {
  attachGateways,
  GatewayBase,
  SubscribeMessage,
  Timeout,
  WebSocketGateway,
  WsBody,
} from 'inversify-express-gateways';
import Joi from 'joi';

interface Answer {
  tokens: number;
}

/** What every library for language models has: tokens one after the other, and a signal to stop paying for them. */
interface Model {
  complete(prompt: string, signal: AbortSignal): AsyncGenerator<string, Answer>;
}

/** Says what it was asked, word by word. Put the client of your model in its place. */
class FakeModel implements Model {
  async *complete(prompt: string, signal: AbortSignal): AsyncGenerator<string, Answer> {
    const words = `You asked: ${prompt}`.split(/(?<= )/);
    for (const word of words) {
      await wait(20, undefined, { signal });
      yield word;
    }
    return { tokens: words.length };
  }
}

@WebSocketGateway({ ordering: 'serial' }) // one question of a client at a time
class AssistantGateway extends GatewayBase {
  constructor(@inject('Model') private readonly model: Model) {
    super();
  }

  @SubscribeMessage
  @Timeout(60_000)
  async *ask(@WsBody(Joi.string().trim().min(1).max(2_000).required()) prompt: string) {
    const started = performance.now();
    try {
      return yield* this.model.complete(prompt, this.context.signal);
    } finally {
      // Runs whatever happened: finished, cancelled, timed out, or the client has left.
      console.log(`asked for ${Math.round(performance.now() - started)} ms, cancelled: ${this.context.signal.aborted}`);
    }
  }
}

const container = new Container();
container.bind<Model>('Model').toConstantValue(new FakeModel());
container.bind(AssistantGateway).toSelf().inSingletonScope();

const app = express();
const httpServer = createServer(app);
attachGateways(app, httpServer, container);

httpServer.listen(process.env.PORT ?? 3000, () => {
  console.log(`http://localhost:${(httpServer.address() as AddressInfo).port}`);
});
