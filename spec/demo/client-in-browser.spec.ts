import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import express, { type Application } from 'express';
import Joi from 'joi';
import ts from 'typescript';
import { SubscribeMessage, WebSocketGateway, WsBody } from '../../src';
import { TestGateway } from '../../src/testing';
import { deferred } from '../support/deferred';
import { DemoBrowser } from './support';

const stopped = deferred();

@WebSocketGateway({ cors: { origin: '*' } })
class SumGateway {
  @SubscribeMessage()
  sum(@WsBody(Joi.array().items(Joi.number())) numbers: number[]): number {
    return numbers.reduce((sum, number) => sum + number, 0);
  }

  @SubscribeMessage()
  async *count(): AsyncGenerator<number> {
    try {
      for (let item = 1; ; item += 1) yield item;
    } finally {
      stopped.resolve();
    }
  }
}

/** A source file of the client as the ES module that is published. */
function browserModule(file: string): string {
  const source = readFileSync(path.join(__dirname, '../../src/client', file), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.ES2022,
      target: ts.ScriptTarget.ES2022,
      rewriteRelativeImportExtensions: true,
    },
  });
  return outputText;
}

function page(): Application {
  const app = express();
  app.get('/', (_req, res) => {
    res.send(`<!doctype html><title>client</title><output></output>
      <script src="/socket.io/socket.io.js"></script>
      <script type="module">
        import { request, stream } from '/client/index.js';
        const socket = io();
        const sum = await request(socket, 'sum', [1, 2, 3]);
        const refused = await request({ socket, timeoutMs: 5000 }, 'sum', ['one']).catch((error) => error);
        const items = [];
        for await (const item of stream(socket, 'count')) if (items.push(item) === 3) break;
        document.querySelector('output').textContent =
          [sum, refused.name, refused.code, refused.event, ...items].join(' ');
      </script>`);
  });
  app.get('/client/:name.js', (req, res) => {
    res.type('text/javascript').send(browserModule(`${req.params.name}.ts`));
  });
  return app;
}

describe('the client in a browser', () => {
  it('gives answers, is rejected with a GatewayError, and reads a stream that it ends', async () => {
    const browser = await DemoBrowser.launch();
    try {
      await TestGateway.createTestModule({ gateways: [SumGateway], app: page() }).runWithServer(async (ctx) => {
        const tab = await browser.newWindow();
        await tab.goto(ctx.baseUrl);
        const output = tab.locator('output', { hasText: /\S/ });
        expect(await output.textContent()).to.equal('6 GatewayError 1007 sum 1 2 3');
        await stopped.promise;
        const peer = [...ctx.host.of(SumGateway).sockets.values()][0]!;
        const left = new Promise((resolve) => peer.once('disconnect', resolve));
        await tab.close();
        await left;
      });
    } finally {
      await browser.close();
    }
  });
});
