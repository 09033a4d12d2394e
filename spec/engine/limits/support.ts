import { expect } from 'chai';
import type { Socket } from 'socket.io';
import {
  type AttachOptions,
  GatewayBase,
  type GatewayHost,
  SubscribeMessage,
  WebSocketGateway,
  WsArgs,
} from '../../../src';
import { TestApplication } from '../../support/application';
import { type Deferred, deferred } from '../../support/deferred';
import { RawSession } from '../../support/raw-session';
import { RecordingLogger } from '../../support/recording-logger';
import { transports, type Transport } from '../../support/transports';

export const PATH = '/limited';

@WebSocketGateway({ path: PATH })
class EchoGateway extends GatewayBase {
  @SubscribeMessage()
  echo(@WsArgs() args: unknown[]): unknown {
    return args.length;
  }
}

/** A server, one client of it that misbehaves by hand, and another that wants to be served as ever. */
export interface Limited {
  readonly application: TestApplication;
  readonly host: GatewayHost;
  readonly logger: RecordingLogger;
  readonly session: RawSession;
  readonly transport: Transport;
  /** The server's side of the client that misbehaves; it is the first in `/`. */
  readonly socket: Socket;
  /** Resolves with why the server has disconnected that client. */
  readonly left: Promise<string>;
  /** Another session, in `/` too. */
  readonly join: () => Promise<RawSession>;
}

/** What is said of a limit in one warning of the log; the client's address is in it, so that it can be found. */
export function expectWarning(logger: RecordingLogger, ...parts: readonly string[]): void {
  expect(logger.at('warn').map(({ message }) => message)).to.have.length(1);
  for (const part of parts) expect(logger.at('warn')[0]?.message).to.include(part);
}

/** Requires that the server still answers a client, whatever happened to others. */
export async function expectServed(session: RawSession): Promise<void> {
  const known = session.count('37');
  await session.send('27["echo",1]');
  await session.until(() => session.count('37') > known);
  expect(session.received.at(-1)).to.equal('37[1]');
}

/** Describes a behaviour of a server with an `echo` event, for each transport. */
export function overBothTransports(describeBehaviour: (run: Run, transport: Transport) => void): void {
  for (const transport of transports) {
    describe(`over ${transport}`, () => describeBehaviour((options, body) => run(transport, options, body), transport));
  }
}

export type Run = (options: AttachOptions, body: (limited: Limited) => Promise<void>) => Promise<void>;

async function run(
  transport: Transport,
  options: AttachOptions,
  body: (limited: Limited) => Promise<void>,
): Promise<void> {
  const logger = new RecordingLogger();
  await using application = await new TestApplication().listen();
  const host = application.attach({ gateways: [EchoGateway], logger, ...options });
  const first: Deferred<Socket> = deferred<Socket>();
  host.servers.get(PATH)?.of('/').once('connection', first.resolve);
  const sessions: RawSession[] = [];
  const join = async (): Promise<RawSession> => {
    const session = await RawSession.open(application.url, PATH, transport);
    sessions.push(session);
    await session.connect();
    return session;
  };
  const session = await join();
  const socket = await first.promise;
  const left = new Promise<string>((resolve) => socket.once('disconnect', resolve));
  try {
    await body({ application, host, logger, session, transport, socket, left, join });
  } finally {
    for (const each of sessions) each[Symbol.dispose]();
  }
}
