import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import express from 'express';
import { Container, inject, injectable } from 'inversify';
import { attachGateways, GatewayBase, SubscribeMessage, WebSocketGateway, WsBody } from 'inversify-express-gateways';
import Joi from 'joi';

interface Progress {
  done: number;
  of: number;
}

/** Writes a file row by row. In your application it may wait for a queue, or for another process. */
@injectable()
class Exports {
  /** How many run. */
  running = 0;

  async *run(rows: number, signal: AbortSignal): AsyncGenerator<Progress, string> {
    this.running += 1;
    try {
      for (let done = 0; done <= rows; done += 1) {
        yield { done, of: rows };
        await wait(20, undefined, { signal }); // rejects at once when nobody wants it any more
      }
      return `export-of-${rows}.csv`;
    } finally {
      this.running -= 1; // also where the client has cancelled, or left
    }
  }
}

@WebSocketGateway()
class ExportGateway extends GatewayBase {
  constructor(@inject(Exports) private readonly exports: Exports) {
    super();
  }

  /** Each item goes to the client that asked; what the generator returns is the end of its stream. */
  @SubscribeMessage('export')
  export(@WsBody(Joi.number().integer().min(1).max(1_000).required()) rows: number) {
    return this.exports.run(rows, this.context.signal);
  }
}

const container = new Container();
container.bind(Exports).toSelf().inSingletonScope();
container.bind(ExportGateway).toSelf().inSingletonScope();

const app = express();
const httpServer = createServer(app);
attachGateways(app, httpServer, container);
app.get('/running', (_request, response) => void response.json(container.get(Exports).running));

httpServer.listen(process.env.PORT ?? 3000, () => {
  console.log(`http://localhost:${(httpServer.address() as AddressInfo).port}`);
});
