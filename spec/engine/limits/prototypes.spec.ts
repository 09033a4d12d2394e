import { expect } from 'chai';
import Joi from 'joi';
import type { Socket } from 'socket.io';
import * as parser from 'socket.io-msgpack-parser';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsAuth, WsBody } from '../../../src';
import { TestApplication } from '../../support/application';
import { RawSession } from '../../support/raw-session';
import { RecordingLogger } from '../../support/recording-logger';
import { transports, type Transport } from '../../support/transports';

const PATH = '/prototypes';
const [CONNECT, EVENT, ACK] = [0, 2, 3];
const encoder = new parser.Encoder();

/** A packet as a client of this parser sends it. @param json of its data: a member `__proto__` is one of its own there */
function packet(type: number, json: string, id?: number): Buffer {
  const data: unknown = JSON.parse(json, (_key, value: unknown) => (value === 'BYTES' ? Buffer.from('bytes') : value));
  const [encoded] = encoder.encode({ type, nsp: '/', data, id }) as unknown as [Buffer]; // its types say otherwise
  return encoded;
}

interface Named {
  readonly name?: string;
  readonly isAdmin?: boolean;
}

const handled: Named[] = [];

class NamedGateway extends GatewayBase {
  @SubscribeMessage()
  named(@WsBody(Joi.object({ name: Joi.string(), list: Joi.array(), bytes: Joi.binary() })) named: Named): string {
    handled.push(named);
    return 'fine';
  }

  @SubscribeMessage()
  any(@WsBody(Joi.object().unknown()) _any: object): string {
    return 'fine';
  }

  @SubscribeMessage()
  who(@WsAuth() auth: Named): string {
    return String(auth.isAdmin);
  }
}

@WebSocketGateway({ path: PATH, parser })
class PackedGateway extends NamedGateway {}

@WebSocketGateway({ path: PATH })
class PlainGateway extends NamedGateway {}

interface Session {
  readonly session: RawSession;
  readonly socket: Socket;
  readonly logger: RecordingLogger;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<unknown>;
}

async function run(
  transport: Transport,
  gateway: typeof PackedGateway | typeof PlainGateway,
  body: (session: Session) => Promise<void>,
): Promise<void> {
  handled.length = 0;
  const logger = new RecordingLogger();
  await using application = await new TestApplication().listen();
  const host = application.attach({ gateways: [gateway], logger });
  const connected = new Promise<Socket>((resolve) => host.servers.get(PATH)?.of('/').once('connection', resolve));
  using session = await RawSession.open(application.url, PATH, transport);
  await session.send(gateway === PackedGateway ? packet(CONNECT, '{}') : '0');
  const socket = await connected;
  const closed = new Promise((resolve) => socket.conn.once('close', resolve));
  await body({ session, socket, logger, closed });
}

/** What inherits once it is made by assignment. */
const inheriting: Readonly<Record<string, string>> = {
  'an object from another': '{"name":"x","__proto__":{"isAdmin":true}}',
  'an object from a list': '{"name":"x","__proto__":[1]}',
  'an object from bytes': '{"name":"x","__proto__":"BYTES"}',
  'an object from one that says it has a constructor': '{"name":"x","__proto__":{"constructor":{"prototype":{}}}}',
  'an object that is nested': '{"list":[1,{"__proto__":{"isAdmin":true}}]}',
};

for (const transport of transports) {
  describe(`a packet of msgpack, over ${transport}, whose data inherit from each other`, () => {
    for (const [title, json] of Object.entries(inheriting)) {
      it(`reaches no handler, and closes the connection of its client: ${title}`, () =>
        run(transport, PackedGateway, async ({ session, closed, logger }) => {
          await session.send(packet(EVENT, `["named",${json}]`, 1));
          await closed;
          expect(handled).to.deep.equal([]);
          expect(logger.at('error')).to.deep.equal([]);
        }));
    }

    it('answers no question of the server', () =>
      run(transport, PackedGateway, async ({ session, socket, closed }) => {
        let isAnswered = false;
        socket.emit('ask', () => (isAnswered = true));
        await session.send(packet(ACK, `[${inheriting['an object from another']}]`, 0));
        await closed;
        expect(isAnswered).to.equal(false);
      }));

    it('lets nobody in as its auth', () =>
      run(transport, PackedGateway, async ({ session, socket, closed }) => {
        let clients = 0;
        socket.nsp.on('connection', () => (clients += 1));
        socket.disconnect();
        await session.send(packet(CONNECT, '{"__proto__":{"isAdmin":true}}'));
        await closed;
        expect(clients).to.equal(0);
      }));

    it('is handled where nothing does, whatever its members are called', () =>
      run(transport, PackedGateway, async ({ session, socket }) => {
        const answered = new Promise((resolve) => socket.conn.once('packetCreate', resolve));
        await session.send(
          packet(EVENT, '["named",{"name":"constructor","list":[{"toString":1}],"bytes":"BYTES"}]', 1),
        );
        await answered;
        expect(handled.map(({ name }) => name)).to.deep.equal(['constructor']);
      }));
  });

  describe(`a packet of socket.io's own parser, over ${transport}, with a member __proto__ of its own`, () => {
    const bytes = Buffer.from('bytes');

    for (const member of ['length', 'byteLength', 'buffer', 'parent']) {
      it(`is no fault of the application where that is bytes, beside ${member}`, () =>
        run(transport, PlainGateway, async ({ session, closed, logger }) => {
          await session.send(`51-5["any",{"__proto__":{"_placeholder":true,"num":0},"${member}":1}]`, bytes);
          await closed;
          expect(logger.at('error')).to.deep.equal([]);
        }));
    }

    it('is answered as JSON is where it is anything else', () =>
      run(transport, PlainGateway, async ({ session, logger }) => {
        await session.send('25["any",{"__proto__":{"isAdmin":true},"length":1}]');
        await session.send('51-6["any",{"__proto__":{"isAdmin":true},"x":{"_placeholder":true,"num":0}}]', bytes);
        await session.until(() => session.count('35') === 1 && session.count('36') === 1);
        expect(logger.at('error')).to.deep.equal([]);
      }));
  });
}
