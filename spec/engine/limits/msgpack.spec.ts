import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import type { Socket } from 'socket.io';
import * as parser from 'socket.io-msgpack-parser';
import { GatewayBase, OnDisconnected, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { RawSession } from '../../support/raw-session';
import { RecordingLogger } from '../../support/recording-logger';
import { transports, type Transport } from '../../support/transports';
import { expectWarning, PATH } from './support';

const EVENT = 2;
const ACK = 3;
const encoder = new parser.Encoder();

/** A packet as a client of this parser sends it; whatever is in it. */
function packet(type: number, data: unknown, rest: { id?: number; nsp?: string } = {}): Buffer {
  const [encoded] = encoder.encode({ type, nsp: '/', data, ...rest }) as unknown as [Buffer]; // its types say otherwise
  return encoded;
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 ? { value } : [value];
  return value;
}

const handled: unknown[][] = [];
const left: string[] = [];

@WebSocketGateway({ path: PATH, parser })
class PackedGateway extends GatewayBase {
  @SubscribeMessage()
  echo(...args: unknown[]): number {
    handled.push(args);
    return args.length;
  }

  @OnDisconnected()
  disconnected(): void {
    left.push(String(this.context.reason));
  }
}

interface Packed {
  readonly application: TestApplication;
  readonly logger: RecordingLogger;
  readonly session: RawSession;
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
}

async function run(transport: Transport, body: (packed: Packed) => Promise<void>): Promise<void> {
  handled.length = left.length = 0;
  const logger = new RecordingLogger();
  await using application = await new TestApplication().listen();
  const host = application.attach({ gateways: [PackedGateway], logger });
  const connected = new Promise<Socket>((resolve) => host.of(PackedGateway).once('connection', resolve));
  using session = await RawSession.open(application.url, PATH, transport);
  await session.send(packet(0, undefined));
  const socket = await connected;
  const closed = new Promise((resolve) => socket.conn.once('close', resolve));
  await body({ application, logger, session, socket, closed });
}

/** Another client is served, with socket.io's own client. */
async function expectServed(application: TestApplication, transport: Transport): Promise<void> {
  const client = await application.connect(PATH, { parser, transports: [transport] });
  expect(await client.emitWithAck('echo', 1, [2], { three: 3 })).to.equal(4); // with the acknowledgement
}

const tooMuch: Readonly<Record<string, readonly [limit: string, () => Buffer]>> = {
  'an event with 130,000 arguments': ['maxArguments', () => packet(EVENT, ['echo', ...Array<number>(130_000).fill(1)])],
  'an event with 65 arguments': [
    'maxArguments',
    () => packet(EVENT, ['echo', ...Array<number>(65).fill(1)], { id: 1 }),
  ],
  'an acknowledgement of 130,000 values': [
    'maxArguments',
    () => packet(ACK, Array<number>(130_000).fill(1), { id: 0 }),
  ],
  'an event that is nested 101 levels deep': ['maxDepth', () => packet(EVENT, ['echo', nested(101)])],
  'an acknowledgement that is nested 101 levels deep': ['maxDepth', () => packet(ACK, [nested(101)], { id: 0 })],
  'an `auth` that is nested 101 levels deep': ['maxDepth', () => packet(0, { a: nested(100) }, { nsp: '/other' })],
  'an event with a name of 129 characters': ['maxEventNameLength', () => packet(EVENT, ['e'.repeat(129)])],
};

const noEvents: Readonly<Record<string, unknown>> = {
  disconnect: 'disconnect',
  disconnecting: 'disconnecting',
  newListener: 'newListener',
  'an object whose text is none': { toString: 1, valueOf: 1 },
  'an array': ['echo'],
  null: null,
  true: true,
  nothing: undefined,
};

for (const transport of transports) {
  describe(`over ${transport}, with a parser of the application`, () => {
    for (const [title, [limit, make]] of Object.entries(tooMuch)) {
      it(`what is above a limit reaches nothing, and closes the connection: ${title}`, () =>
        run(transport, async ({ application, session, socket, closed, logger }) => {
          const answers: unknown[] = [];
          socket.emit('question', (...values: unknown[]) => answers.push(values));
          await session.send(make());
          await closed;
          expect([handled, answers]).to.deep.equal([[], []]);
          expectWarning(logger, `limits.${limit}`);
          await expectServed(application, transport);
        }));
    }

    it('what is within the limits is handled', () =>
      run(transport, async ({ session }) => {
        await session.send(packet(EVENT, ['echo', ...Array<number>(63).fill(1), nested(100)]));
        while (handled.length === 0) await eventLoopTurn();
        expect(handled[0]).to.have.length(64);
        expect(handled[0]?.at(-1)).to.deep.equal(nested(100));
      }));

    it('what ends too early is not said to be nested too deeply', () =>
      run(transport, async ({ session, closed, logger }) => {
        await session.send(packet(EVENT, ['echo', 'x'.repeat(200), 2 ** 40]).subarray(0, -1));
        await closed;
        expectWarning(logger, 'its packet was not taken');
      }));

    for (const [title, name] of Object.entries(noEvents)) {
      it(`what has no name of an event is none, and closes the connection: ${title}`, () =>
        run(transport, async ({ application, session, socket, closed, logger }) => {
          const seen: unknown[] = [];
          socket.onAny((event: unknown) => seen.push(event));
          await session.send(packet(EVENT, name === undefined ? [] : [name, 'forged']));
          await closed;
          await expectServed(application, transport);
          expect(seen).to.deep.equal([]);
          expect(left).to.have.length(1);
          expect(left[0]).to.be.oneOf(['forced close', 'transport close']);
          expect(logger.at('error')).to.deep.equal([]);
        }));
    }
  });
}
