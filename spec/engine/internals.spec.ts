import { ServerResponse } from 'node:http';
import { expect } from 'chai';
import express from 'express';
import type { Socket } from 'socket.io';
import { GatewayBase, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';

@WebSocketGateway({ path: '/ws', namespace: '/rooms/:room' })
class RoomGateway extends GatewayBase {}

/** Everything that the private members belong to, of a server with one client. */
type Parts = Record<
  'engine' | 'connection' | 'request' | 'server' | 'parent' | 'child' | 'adapter' | 'socket' | 'operator' | 'app',
  object
>;

/** A private member that `src/engine` uses: where it is, what it has to be, and what for. */
const members: readonly (readonly [owner: keyof Parts, path: string, kind: string, usedFor: string])[] = [
  ['engine', 'clients', 'object', 'closing connects and flushes every connection'],
  [
    'engine',
    '_applyMiddlewares',
    'function',
    'origins are checked first, and TestGateway.dispatch runs the middleware',
  ],
  ['engine', 'ws', 'object', 'the answer to an upgrade has all cookies of a middleware'],
  ['connection', 'writeBuffer', 'array', 'a stream waits for a client that reads slowly'],
  ['connection', 'transport.socket._socket', 'object', 'frames of one tick leave in one write'],
  ['connection', 'transport.socket._sender.sendFrame', 'function', 'a text leaves in one piece'],
  ['request', '_query', 'object', 'a request without a session is told from one of a session'],
  ['request', 'upgrade', 'boolean', 'a handshake over WebSocket is told from one over polling'],
  ['server', '_nsps', 'map', 'an idle child of a pattern namespace is removed'],
  ['server', '_corsMiddleware', 'function', 'pages that the option cors allows may connect'],
  ['server', '_parser', 'object', 'TestGateway.dispatch encodes and decodes as the server does'],
  ['server', '_opts', 'object', 'guards are asked of recovered clients in a server of the application, too'],
  ['server', 'parentNsps', 'map', 'a server of the application is left without the patterns of gateways'],
  ['server', 'parentNamespacesFromRegExp', 'map', 'a call makes no namespace that is of another pattern'],
  ['child', '_fns', 'array', 'a server of the application is left without the middleware of gateways'],
  ['parent', 'children', 'set', 'an idle child of a pattern namespace is removed'],
  ['parent', 'createChild', 'function', 'a child of a pattern namespace is watched from its beginning'],
  ['server', '_opts.cleanupEmptyChildNamespaces', 'boolean', 'a child of a pattern namespace stays while it is used'],
  ['child', '_add', 'function', 'the namespaces that a connection is on its way into are counted'],
  ['child', 'run', 'function', 'a refused CONNECT is counted'],
  ['server', 'encoder.encode', 'function', 'a CONNECT beyond the limit is answered'],
  ['socket', '_error', 'function', 'what a refused client is told is encoded where its failure is caught'],
  ['socket', 'client.nsps', 'map', 'the namespaces of a connection are counted'],
  ['connection', 'transport.socket.terminate', 'function', 'a client that does not read is let go at once'],
  ['connection', 'transport.socket.bufferedAmount', 'number', 'pongs that nobody reads are counted'],
  ['server', '_checkNamespace', 'function', 'a name that is too long, or of no namespace, is told apart'],
  ['child', '_createSocket', 'function', 'a child of a pattern namespace stays while a client is on its way in'],
  ['child', '_doConnect', 'function', 'a recovered client gets what it has missed when it is let in, and not before'],
  ['socket', '_cleanup', 'function', 'the session of a client that was refused is kept for another try'],
  ['socket', 'ack', 'function', 'a client may read an event as a stream'],
  ['socket', 'onack', 'function', 'a client may end a stream'],
  ['socket', 'packet', 'function', 'a recovered client gets the packets that it has missed'],
  ['socket', 'notifyOutgoingListeners', 'function', 'listeners for outgoing events are told of errors, too'],
  ['adapter', 'encoder.encode', 'function', 'what is recorded is counted in bytes'],
  ['adapter', 'apply', 'function', 'a client that is on its way in loses nothing of what is sent meanwhile'],
  ['socket', 'registerAckCallback', 'function', 'the callback of an acknowledgement runs in the context of its event'],
  ['socket', 'newBroadcastOperator', 'function', 'the callback of a broadcast runs in the context of its event'],
  ['operator', 'adapter', 'object', 'the callback of a broadcast runs in the context of its event'],
  ['operator', 'rooms', 'set', 'a broadcast to rooms whose callback runs in the context of its event reaches them'],
  ['operator', 'exceptRooms', 'set', 'a broadcast that leaves rooms out still does'],
  ['operator', 'flags', 'object', 'a broadcast keeps its time-out'],
  ['app', 'request', 'object', 'middleware of a handshake meets the request of its Express application'],
  ['app', 'response', 'object', 'middleware of a handshake meets the response of its Express application'],
];

describe('a private member of another library that the gateways use', () => {
  let application: TestApplication;
  let parts: Parts;

  before(async () => {
    application = await new TestApplication().listen();
    const host = application.attach({ gateways: [RoomGateway], server: { cors: { origin: 'https://example.org' } } });
    const [server] = host.servers.values();
    const child = '/rooms/7';
    await application.connect('/ws', { namespace: child });
    const [socket] = server!.of(child).sockets.values() as Iterable<Socket> as [Socket];
    parts = {
      engine: server!.engine,
      connection: socket.conn,
      request: socket.request,
      server: server!,
      parent: host.of(RoomGateway),
      child: socket.nsp,
      adapter: socket.nsp.adapter,
      socket,
      operator: socket.to('room'),
      app: express(),
    };
  });

  after(() => application.close());

  for (const [owner, path, kind, usedFor] of members) {
    it(`is there: ${path} of the ${owner}, so that ${usedFor}`, () => {
      let value: unknown = parts[owner];
      for (const name of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
      expect(
        kindOf(value),
        `a new release has changed or removed ${path} of the ${owner}; without it not: ${usedFor}`,
      ).to.equal(kind);
    });
  }
});

describe('a polling connection that waits with a poll', () => {
  it('has the response to it in `res` of its transport, so that answers that nobody reads are counted', async () => {
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [RoomGateway] });
    await application.connect('/ws', { namespace: '/rooms/7', transports: ['polling'] });
    const [connection] = Object.values(
      (host.servers.get('/ws')!.engine as unknown as { clients: Record<string, Socket['conn']> }).clients,
    );
    const transport = connection!.transport as unknown as { readonly res?: unknown; readonly writable: boolean };
    while (!transport.writable) await new Promise((resolve) => setImmediate(resolve));
    expect(transport.res, 'engine.io has changed or removed res').to.be.an.instanceOf(ServerResponse);
  });
});

describe('a polling connection that closes while no poll is there', () => {
  it('waits with shouldClose of its transport, so that closing the host can end it', async () => {
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [RoomGateway] });
    await application.get('/ws/?EIO=4&transport=polling');
    const [server] = host.servers.values();
    const [connection] = Object.values(
      (server!.engine as unknown as { clients: Record<string, Socket['conn']> }).clients,
    );
    connection!.close();
    expect(connection!.transport, 'engine.io has changed or removed shouldClose')
      .to.have.property('shouldClose')
      .that.is.a('function');
  });
});

describe('a connection of Node whose request is not answered yet', () => {
  it('has its response in _httpMessage, so that no upgrade breaks into the answer', async () => {
    await using application = await new TestApplication().listen();
    const seen: unknown[] = [];
    application.app.get('/page', ({ socket }, res) => {
      const message = (): unknown => (socket as { _httpMessage?: unknown })._httpMessage;
      seen.push(message() === res);
      res.on('close', () => seen.push(message())).end();
    });
    await application.get('/page');
    expect(seen, 'Node has changed or removed _httpMessage').to.deep.equal([true, null]);
  });
});

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'map';
  if (value instanceof Set) return 'set';
  return typeof value;
}
