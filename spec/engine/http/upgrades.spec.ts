import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { mock } from 'node:test';
import { expect } from 'chai';
import { Server } from 'socket.io';
import { WebSocket, WebSocketServer } from 'ws';
import { SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';

@WebSocketGateway({ path: '/ws' })
class HelloGateway {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway({ path: '/other-ws' })
class OtherGateway {
  @SubscribeMessage()
  hello(): string {
    return 'other';
  }
}

/** An upgrade listener as people write it by hand, for a path of its own. */
function echoAt(path: string): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const echo = new WebSocketServer({ noServer: true });
  echo.on('connection', (socket) => {
    socket.on('message', (data) => socket.send(data));
  });
  return (request, socket, head) => {
    if (request.url !== path) return;
    echo.handleUpgrade(request, socket, head, (client) => echo.emit('connection', client, request));
  };
}

async function echoOf({ url }: TestApplication, path: string, text: string): Promise<string> {
  const socket = new WebSocket(url.replace('http', 'ws') + path);
  await once(socket, 'open');
  const answer = once(socket, 'message');
  socket.send(text);
  const [data] = (await answer) as [Buffer];
  socket.close();
  await once(socket, 'close');
  return data.toString();
}

async function helloFrom(application: TestApplication, path: string): Promise<unknown> {
  const client = await application.connect(path);
  return client.emitWithAck('hello');
}

describe('an upgrade', () => {
  it('for a path without a gateway gets 404', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [HelloGateway, OtherGateway] });
    for (const path of ['/', '/ws', '/wsx/?EIO=4&transport=websocket', '/unknown']) {
      expect((await application.upgrade(path)).status).to.equal(404);
    }
    expect(await helloFrom(application, '/ws')).to.equal('hello');
  });

  for (const order of ['before', 'after'] as const) {
    it(`for the path of a listener that was added ${order} attaching reaches that listener alone`, async () => {
      await using application = await new TestApplication().listen();
      const { httpServer } = application;
      const listener = echoAt('/echo');
      if (order === 'before') httpServer.on('upgrade', listener);
      const host = application.attach({ gateways: [HelloGateway, OtherGateway] });
      if (order === 'after') httpServer.on('upgrade', listener);

      expect(await echoOf(application, '/echo', 'while attached')).to.equal('while attached');
      expect(await helloFrom(application, '/ws')).to.equal('hello');
      expect(await helloFrom(application, '/other-ws')).to.equal('other');
      await host.close();
      expect(await echoOf(application, '/echo', 'after close')).to.equal('after close');
      expect(httpServer.listeners('upgrade')).to.deep.equal([listener]);
    });

    it(`for the path of a socket.io server that was attached ${order} the gateways reaches that server alone`, async () => {
      await using application = await new TestApplication().listen();
      const plain = new Server({ path: '/plain' });
      plain.on('connection', (socket) => {
        socket.on('hello', (ack: (answer: string) => void) => ack('plain'));
      });
      if (order === 'before') plain.attach(application.httpServer);
      const host = application.attach({ gateways: [HelloGateway] });
      if (order === 'after') plain.attach(application.httpServer);

      expect(await helloFrom(application, '/plain')).to.equal('plain');
      expect(await helloFrom(application, '/ws')).to.equal('hello');
      await host.close();
      expect(await helloFrom(application, '/plain')).to.equal('plain');
      application.attach({ gateways: [HelloGateway] });
      expect(await helloFrom(application, '/ws')).to.equal('hello');
      plain.disconnectSockets(true);
    });
  }
});

describe('a slow handshake', () => {
  it('is not ended by the engine of another path', async () => {
    const [entered, hold] = [deferred(), deferred()];
    await using application = await new TestApplication().listen();
    application.attach({
      gateways: [HelloGateway, OtherGateway],
      middleware: [
        (_req, _res, next) => {
          entered.resolve();
          void hold.promise.then(() => next());
        },
      ],
    });
    // Engines that are attached side by side end each other's upgrades after a second.
    mock.timers.enable({ apis: ['setTimeout'] });
    const answer = helloFrom(application, '/ws');
    try {
      await entered.promise;
      mock.timers.tick(1_500);
    } finally {
      mock.timers.reset();
    }
    hold.resolve();
    expect(await answer).to.equal('hello');
  });

  it('is not ended when another client resets its connection', async () => {
    const [entered, hold, gone] = [deferred(), deferred(), deferred()];
    await using application = await new TestApplication().listen();
    application.attach({
      gateways: [HelloGateway],
      server: {
        allowRequest: (request, callback) => {
          if (request.url?.includes('welcome')) {
            callback(null, true);
            return;
          }
          request.socket.once('close', () => gone.resolve());
          entered.resolve();
          void hold.promise.then(() => callback(null, true));
        },
      },
    });
    const request = application.upgradeRequest('/ws/?EIO=4&transport=websocket');
    request.on('error', () => undefined); // it is the one that goes
    request.end();
    const [socket] = (await once(request, 'socket')) as [NetSocket];
    await entered.promise;
    socket.resetAndDestroy();
    await gone.promise;
    hold.resolve();
    const client = await application.connect('/ws', { query: { welcome: 'yes' } });
    expect(await client.emitWithAck('hello')).to.equal('hello');
  });
});
