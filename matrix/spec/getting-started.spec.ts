import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Controller, Get } from '@inversifyjs/http-core';
import { InversifyExpressHttpAdapter } from '@inversifyjs/http-express';
import { expect } from 'chai';
import { Container, inject } from 'inversify';
import { io } from 'socket.io-client';
import { attachGatewaysAsync, GatewayBase, GatewayHost, SubscribeMessage, WebSocketGateway } from '../src';
import { request } from '../src/client';

@WebSocketGateway()
class PingGateway extends GatewayBase {
  @SubscribeMessage()
  ping(): string {
    return 'pong';
  }
}

@Controller('/clients')
class ClientsController {
  constructor(@inject(GatewayHost) private readonly gateways: GatewayHost) {}

  @Get()
  count(): number {
    return this.gateways.of(PingGateway).sockets.size;
  }
}

type Run = (...given: unknown[]) => Promise<{ httpServer: Server; gateways: GatewayHost }>;

/** The example of the page as a function of what it imports, and of the container. */
function example(): Run {
  const page = readFileSync(path.join(__dirname, '../docs/getting-started.md'), 'utf8');
  const [, code = ''] = /^## With @inversifyjs\/http-express.*?^```js\n(.*?)^```/ms.exec(page) ?? [];
  const body = code.replace(/^import .*\n/gm, '').replace('listen(3000)', "listen(0, '127.0.0.1')");
  const AsyncFunction = (async () => undefined).constructor as new (...source: string[]) => Run;
  const names = ['createServer', 'InversifyExpressHttpAdapter', 'attachGatewaysAsync', 'container'];
  return new AsyncFunction(...names, `${body}\nreturn { httpServer, gateways };`);
}

describe('docs/getting-started.md has an example with @inversifyjs/http-express', () => {
  it('in which a controller injects the GatewayHost, and a gateway answers on the same port', async () => {
    const container = new Container();
    container.bind(PingGateway).toSelf().inSingletonScope();
    container.bind(ClientsController).toSelf().inSingletonScope();
    const { httpServer, gateways } = await example()(
      createServer,
      InversifyExpressHttpAdapter,
      attachGatewaysAsync,
      container,
    );
    try {
      if (!httpServer.listening) await new Promise((resolve) => httpServer.once('listening', resolve));
      const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`; // it listens on TCP
      const client = io(url, { forceNew: true });
      expect(await request(client, 'ping')).to.equal('pong');
      expect(await (await fetch(`${url}/clients`)).json()).to.equal(1);
      client.disconnect();
    } finally {
      await gateways.close({ timeoutMs: 1_000 });
      httpServer.closeAllConnections();
      httpServer.close();
    }
  });
});
