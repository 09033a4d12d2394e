import { expect } from 'chai';
import type { Socket } from 'socket.io-client';
import * as msgpack from 'socket.io-msgpack-parser';
import {
  type AttachOptions,
  GatewayBase,
  OnConnected,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from '../../src';
import { next, TestApplication } from '../support/application';
import { RawSession } from '../support/raw-session';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';

const PATH = '/posts';

/** It sends with bytes of its own what a client has sent, as it came. */
@WebSocketGateway({ path: PATH })
class PostGateway extends GatewayBase {
  @SubscribeMessage
  post(@WsBody() text: unknown): WsResponse {
    return WsResponse.broadcast('posted', { avatar: Buffer.from('png'), text });
  }

  @SubscribeMessage
  echo(@WsBody() text: unknown): unknown {
    return { avatar: Buffer.from('png'), text };
  }

  @SubscribeMessage
  async ask(): Promise<void> {
    const text: unknown = await this.context.socket.timeout(2_000).emitWithAck('text?');
    this.context.namespace.emit('posted', { avatar: Buffer.from('png'), text });
  }
}

/** By what their author named in `auth`. */
@WebSocketGateway({ path: PATH, namespace: '/named' })
class NamedGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    const { name } = this.context.environment.auth;
    this.context.namespace.emit('came', { avatar: Buffer.from('png'), name });
  }
}

/** What socket.io's clients take for the place of bytes: out of range they close, in range they show other bytes. */
const placeholders: Readonly<Record<string, string>> = {
  'of bytes that are not there': '{"_placeholder":true,"num":7}',
  'of the bytes of another member': '{"_placeholder":true,"num":0}',
  'without a number': '{"_placeholder":true}',
  'with a name in escapes': String.raw`{"_pl\u0061ceholder":true,"num":7}`,
  'with a name all in escapes': String.raw`{"\u005f\u0070laceholder":true,"num":7}`,
  'deep inside': '{"a":[{"b":[{"_placeholder":true,"num":7}]}]}',
};
const plain: Readonly<Record<string, string>> = {
  'the name of one': '"_placeholder"',
  'the name with another value': '{"_placeholder":"Type here","num":7}',
  'the name with 1': '{"_placeholder":1}',
  escapes: String.raw`"\u0061 \"_placeholder\":true"`,
};

for (const transport of transports) {
  describe(`What stands for bytes in a packet of socket.io, sent by a client, over ${transport}`, () => {
    async function served(
      body: (session: RawSession, other: Socket, logger: RecordingLogger) => Promise<void>,
      options: AttachOptions = {},
    ): Promise<void> {
      await using application = await new TestApplication().listen();
      const logger = new RecordingLogger();
      application.attach({ gateways: [PostGateway, NamedGateway], logger, ...options });
      const other = await application.connect(PATH, { transports: [transport] });
      using session = await RawSession.open(application.url, PATH, transport);
      await body(session, other, logger);
    }

    for (const [what, text] of Object.entries(placeholders)) {
      it(`does not disconnect who gets it with bytes, and is not sent to them: ${what}`, () =>
        served(async (session, other, logger) => {
          const events: unknown[] = [];
          other.onAny((...event: unknown[]) => events.push(event));
          await session.connect('/');
          await session.send(`2["post",${text}]`);
          await session.closed;
          expect(await other.emitWithAck('echo', 'x')).to.deep.equal({ avatar: Buffer.from('png'), text: 'x' });
          expect(events).to.deep.equal([]);
          expect(logger.at('warn').map(({ message }) => message.replace(/^.*: /, ''))).to.deep.equal([
            'The data of a packet hold what stands for bytes (_placeholder)',
          ]);
        }));
    }

    for (const [what, text] of Object.entries(plain)) {
      it(`is nothing else: ${what}`, () =>
        served(async (session, other) => {
          const posted = next(other, 'posted');
          await session.connect('/');
          await session.send(`2["post",${text}]`);
          expect(await posted).to.deep.equal({ avatar: Buffer.from('png'), text: JSON.parse(text) as unknown });
        }));
    }

    it('closes who sends it in an acknowledgement', () =>
      served(async (session, other) => {
        await session.connect('/');
        await session.send('2["ask"]');
        await session.until(() => session.count('2') > 0);
        const id = /^2(\d+)\["text\?"\]/.exec(session.received.find((each) => each.includes('text?'))!)![1]!;
        await session.send(`3${id}[{"_placeholder":true,"num":7}]`);
        await session.closed;
        expect(await other.emitWithAck('echo', 'x')).to.have.property('text', 'x');
      }));

    it('closes who sends it in auth', () =>
      served(async (session, other) => {
        const there = other.io.socket('/named');
        await next(there.connect(), 'connect');
        await session.send('0/named,{"name":{"_placeholder":true,"num":7}}');
        await session.closed;
        expect(await other.emitWithAck('echo', 'x')).to.have.property('text', 'x');
      }));

    it('is an object as any other for another parser, which has none', () =>
      served(async (_session, other) => {
        other.disconnect();
      }).then(async () => {
        await using application = await new TestApplication().listen();
        application.attach({ gateways: [PostGateway], logger: new RecordingLogger(), server: { parser: msgpack } });
        const client = await application.connect(PATH, { transports: [transport], parser: msgpack });
        const text = { _placeholder: true, num: 7 };
        expect(await client.emitWithAck('echo', text)).to.have.deep.property('text', text);
      }));
  });
}
