import { createAdapter } from '@socket.io/redis-adapter';
import { type GatewayBase, type GatewayOptions, WebSocketGateway } from '../../src';
import { BusConnection } from './bus';
import { GuardedGateway } from './gateways/guarded';
import { HallGateway } from './gateways/hall';
import { EchoGateway, RelayGateway, SerialGateway } from './gateways/open';
import { NameGateway, RoomGateway } from './gateways/rooms';
import { SchemaGateway } from './gateways/schemas';
import Joi from 'joi';

type Gateway = new () => GatewayBase;

const gateways: readonly (readonly [Gateway, GatewayOptions])[] = [
  [HallGateway, { namespace: '/' }],
  [GuardedGateway, { namespace: '/guarded', handshake: { auth: Joi.object({ token: Joi.string().required() }) } }],
  [SchemaGateway, { namespace: '/schemas' }],
  [SerialGateway, { namespace: '/serial', ordering: 'serial', maxPendingEvents: 10 }],
  [RelayGateway, { namespace: '/relay' }],
  [EchoGateway, { namespace: '/echo' }],
  [RoomGateway, { namespace: '/rooms/:roomId' }],
  [NameGateway, { namespace: '/names/:name' }],
];

/** How long a session can be recovered, and an upgrade may be half done: short, so that a batch sees the end of it. */
const SHORT_MS = 400;
const { recoveryMs = SHORT_MS } = JSON.parse(process.argv[2] ?? '{}') as { recoveryMs?: number };

/** The same gateways on paths that differ in what is below them. */
const paths: Record<string, () => GatewayOptions> = {
  '/plain': () => ({}),
  '/recovery': () => ({ connectionStateRecovery: { maxDisconnectionDuration: recoveryMs, skipMiddlewares: false } }),
  '/cluster': () => ({ adapter: createAdapter(new BusConnection(), new BusConnection()) }),
  '/brief': () => ({ pingInterval: 200, pingTimeout: SHORT_MS, maxHttpBufferSize: 20_000 }),
};

export const pathNames: readonly string[] = Object.keys(paths);

/** For one node: gateways of its own, as an adapter belongs to one. */
export function gatewaysOfNode(): Gateway[] {
  return Object.entries(paths).flatMap(([path, optionsOf]) => {
    const options = { path, serveClient: false, upgradeTimeout: SHORT_MS, ...optionsOf() };
    return gateways.map(([Base, own]) => {
      class Here extends Base {}
      WebSocketGateway({ ...options, ...own, name: `${Base.name} at ${path}` })(Here);
      return Here;
    });
  });
}
