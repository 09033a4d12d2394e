import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import { expect } from 'chai';
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import { type AttachOptions, GatewayBase, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { RawClient } from '../support/raw-client';

@WebSocketGateway({ path: '/frames' })
class FrameGateway extends GatewayBase {
  @SubscribeMessage('text?')
  text(text: string): string {
    return text;
  }

  @SubscribeMessage('bytes?')
  bytes(length: number): unknown {
    return { before: 'text', bytes: Buffer.alloc(length, 7), after: Buffer.from('more') };
  }
}

/** The pieces that the connections of a server hand to the system. */
function pieces(server: HttpServer): Buffer[] {
  const all: Buffer[] = [];
  server.on('connection', (connection: NetSocket) => {
    const write = connection._write.bind(connection);
    const writev = connection._writev!.bind(connection);
    connection._write = (chunk, ...rest) => {
      all.push(chunk as Buffer);
      write(chunk, ...rest);
    };
    connection._writev = (chunks, callback) => {
      all.push(...chunks.map(({ chunk }) => chunk as Buffer));
      writev(chunks, callback);
    };
  });
  return all;
}

async function start(options: AttachOptions = {}) {
  const application = await new TestApplication().listen();
  const host = application.attach({ gateways: [FrameGateway], ...options });
  return { application, namespace: host.of(FrameGateway), written: pieces(application.httpServer) };
}

/** What `text` is answered with, as it comes out of the WebSocket. */
async function answerTo(text: string, client: RawClient): Promise<string> {
  client.frames.length = 0;
  client.socket.send(`421${JSON.stringify(['text?', text])}`);
  await client.until(({ frames }) => frames.length === 1);
  return client.frames[0]!;
}

// The head of a frame is longer from 126 and from 65,536 bytes on; `431[""]` is around each text.
const lengths = [0, 1, 117, 118, 119, 120, 65_527, 65_528, 65_529, 65_530, 300_000];

describe('the frame of a text', () => {
  for (const [name, character] of [
    ['of one byte', 'x'],
    ['of two bytes', 'é'],
    ['of four bytes', '😀'],
    ['that are half of one', '\ud83d'],
  ] as const) {
    it(`arrives as it was sent, of all lengths, with characters ${name}`, async () => {
      const { application } = await start();
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/frames');
      for (const length of lengths) {
        const text = 'x'.repeat(length % 4) + character.repeat(Math.floor(length / Buffer.byteLength(character)));
        const sent = `431${JSON.stringify([text])}`;
        expect((await answerTo(text, client)) === sent, `${length} bytes`).to.equal(true);
      }
    });
  }

  it('is one piece, as a second costs an event more than its payload does', async () => {
    const { application, written } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/frames');
    written.length = 0;
    await answerTo('hello', client);
    expect(written.map(String)).to.deep.equal(['\ufffd\f431["hello"]']);
  });

  it('is one piece of the first packet of a session, too', async () => {
    const { application, written } = await start();
    await using _application = application;
    await using _client = await RawClient.connect(application.url, '/frames');
    const [upgraded, opened, connected, ...others] = written.map(String);
    expect(upgraded).to.match(/^HTTP\/1.1 101 /);
    expect(opened).to.include('0{"sid":');
    expect(connected).to.include('40{"sid":');
    expect(others).to.deep.equal([]);
  });

  it('is one piece for everyone in a room, made once', async () => {
    const { application, namespace, written } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/frames');
    await using other = await RawClient.connect(application.url, '/frames');
    written.length = 0;
    namespace.emit('news', 'x'.repeat(200));
    await Promise.all([client, other].map((each) => each.times('news', 1)));
    expect(written).to.have.lengthOf(2);
    expect(written[0]).to.equal(written[1]);
    expect(client.received('news')).to.deep.equal([['x'.repeat(200)]]);
  });

  it('is not copied for a room where it is long', async () => {
    const { application, namespace, written } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/frames');
    written.length = 0;
    namespace.emit('news', 'x'.repeat(100_000));
    await client.times('news', 1);
    expect(written).to.have.lengthOf(2);
    expect(client.received('news')).to.deep.equal([['x'.repeat(100_000)]]);
  });

  it('leaves the attachments of an event as they are', async () => {
    const { application } = await start();
    await using _application = application;
    const client = await application.connect('/frames', { transports: ['websocket'] });
    for (const length of [0, 10, 100_000]) {
      const answer: unknown = await client.emitWithAck('bytes?', length);
      expect(answer).to.deep.equal({ before: 'text', bytes: Buffer.alloc(length, 7), after: Buffer.from('more') });
    }
  });

  it('is compressed where the server compresses', async () => {
    const { application, namespace, written } = await start({ server: { perMessageDeflate: { threshold: 0 } } });
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/frames');
    expect(client.socket.extensions).to.include('permessage-deflate');
    written.length = 0;
    const text = 'x'.repeat(10_000);
    expect(await answerTo(text, client)).to.equal(`431["${text}"]`);
    namespace.emit('news', text);
    await client.times('news', 1);
    expect(Buffer.concat(written).length).to.be.below(1_000);
  });

  it('does not overtake bytes that a WebSocket engine compresses of its own accord', async () => {
    class CompressingEngine extends WebSocketServer {
      constructor(options: ServerOptions) {
        super({ ...options, perMessageDeflate: { threshold: 0 } });
      }
    }
    const { application, namespace } = await start({ server: { wsEngine: CompressingEngine } });
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/frames');
    const [socket] = namespace.sockets.values();
    socket!.emit('news', Buffer.from('bytes'));
    socket!.emit('news', 'text');
    await client.until(({ frames }) => frames.length === 3);
    expect(client.frames).to.deep.equal(['451-["news",{"_placeholder":true,"num":0}]', 'bytes', '42["news","text"]']);
  });

  it('does not bypass the `send` of a WebSocket engine', async () => {
    const sent: string[] = [];
    class RecordedSocket extends WebSocket {
      override send(data: string, ...rest: unknown[]): void {
        sent.push(data);
        super.send(data, ...(rest as []));
      }
    }
    class RecordingEngine extends WebSocketServer {
      constructor(options: ServerOptions) {
        super({ ...options, WebSocket: RecordedSocket });
      }
    }
    const { application } = await start({ server: { wsEngine: RecordingEngine } });
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/frames');
    sent.length = 0;
    await answerTo('hello', client);
    expect(sent).to.deep.equal(['431["hello"]']);
  });

  for (const [name, frame] of [
    ['a frame that nobody may change', Object.freeze([Buffer.from('\x81\x06', 'latin1'), Buffer.from('4hello')])],
    ['a frame that is a text', [Buffer.from('\x81\x06', 'latin1'), '4hello']],
  ] as const) {
    it(`leaves as it is where an application brings ${name}`, async () => {
      const { application, namespace } = await start();
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/frames');
      const [socket] = namespace.sockets.values();
      const options = { compress: true, wsPreEncodedFrame: frame }; // engine.io's types leave that frame out
      socket!.conn.send('hello', options);
      socket!.conn.send('next');
      await client.until(({ frames }) => frames.includes('4next'));
      expect(client.frames).to.deep.equal(['4hello', '4next']);
    });
  }

  it('holds what listeners of the application have made of the text', async () => {
    const { application, namespace } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/frames');
    const [socket] = namespace.sockets.values();
    socket!.conn.on('packetCreate', (packet: { data: string }) => (packet.data += '!'));
    socket!.conn.on('flush', (packets: { data: string }[]) => packets.forEach((packet) => (packet.data += '?')));
    socket!.conn.send('hello');
    await client.until(({ frames }) => frames.length === 1);
    expect(client.frames).to.deep.equal(['4hello!?']);
  });

  it('is not made for a client that is leaving', async () => {
    const { application, namespace, written } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/frames');
    const [socket] = namespace.sockets.values();
    const webSocket = (socket!.conn.transport as unknown as { socket: WebSocket }).socket;
    webSocket.close();
    written.length = 0;
    socket!.emit('late');
    await client.closed;
    expect(written).to.deep.equal([]);
    expect(client.received('late')).to.deep.equal([]);
  });

  it('reaches a client of the third version of the protocol', async () => {
    const { application } = await start({ server: { allowEIO3: true } });
    await using _application = application;
    const client = new WebSocket(`${application.url.replace('http', 'ws')}/frames/?EIO=3&transport=websocket`);
    const frames: string[] = [];
    client.on('message', (data: Buffer) => frames.push(data.toString()));
    await once(client, 'open');
    client.send('420["text?","é"]');
    while (!frames.includes('430["é"]')) await once(client, 'message');
    client.close();
    await once(client, 'close');
  });
});
