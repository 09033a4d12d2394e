import {
  GatewayBase,
  type GatewayOptions,
  type Guard,
  OnConnected,
  OnRecovered,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../../src';
import { type ConnectOptions, type TestContext, TestGateway } from '../../../../src/testing';
import { next } from '../../../support/application';
import type { Transport } from '../../../support/transports';

export const options = { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } } satisfies GatewayOptions;

/** A session to come back to. */
export class SessionGateway extends GatewayBase {
  readonly log: string[] = [];

  @OnConnected()
  async connected(): Promise<void> {
    this.log.push('connected');
    await this.context.socket.join('news');
    this.context.socket.emit('welcome'); // a client can recover from the first packet that it got
  }

  @OnRecovered()
  recovered(): void {
    this.log.push('recovered');
  }

  @SubscribeMessage()
  whoami(): unknown {
    return this.context.user;
  }
}

/** The tokens that are no longer good. */
export const revoked = new Set<unknown>();
/** The tokens of the clients that the guard was asked about at connect. */
export const asked: unknown[] = [];
export const notRevoked: Guard['canActivate'] = (context) => {
  const { token } = context.environment.auth;
  if (context.event === 'connect') asked.push(token);
  context.user = token;
  return !revoked.has(token);
};

@WebSocketGateway(options)
@UseGuards(notRevoked)
export class GuardedGateway extends SessionGateway {}
const guarded = TestGateway.createTestModule({ gateways: [GuardedGateway] });

/** Cuts the connection, as a tunnel does, and resolves when the server has noticed. */
export async function cut(ctx: TestContext, namespace = '/'): Promise<void> {
  const peer = ctx.host.servers.get('/socket.io')!.of(namespace).sockets.get(ctx.sio.id!)!;
  const noticed = new Promise((resolve) => peer.once('disconnect', resolve));
  ctx.sio.io.engine.close();
  await noticed;
}

/** Everything that comes in on the wire, in each connection of the client, as text. */
export function recordRawWire(ctx: TestContext): string[] {
  const raw: string[] = [];
  ctx.sio.io.on('open', () => ctx.sio.io.engine.on('data', (data) => raw.push(String(data))));
  return raw;
}

/** How the server refuses the client when it comes back with `token`. */
export async function comeBackInVain(ctx: TestContext, token: string): Promise<unknown> {
  const error = next<Error & { data: unknown }>(ctx.sio, 'connect_error');
  ctx.sio.auth = { token };
  ctx.sio.connect();
  return (await error).data;
}

/** Gives a function that runs its body with a client that has connected with the token 'old'. */
export function sessionsOver(transport: Transport) {
  return async (
    body: (ctx: TestContext) => Promise<void>,
    module = guarded,
    connectOptions: ConnectOptions = {},
  ): Promise<void> => {
    revoked.clear();
    await module.runWithServer(async (ctx) => {
      await ctx.connect({ auth: { token: 'old' }, transports: [transport], ...connectOptions });
      await ctx.waitFor('welcome');
      asked.splice(0);
      await body(ctx);
    });
  };
}
