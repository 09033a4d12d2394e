import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { z } from 'zod';
import { ActionsFactory, attachSockets, Config, Documentation, Integration } from 'zod-sockets';
import { ready } from './ready';

// It has no guards: `io.use` of socket.io asks who connects.
const config = new Config({ startupLogo: false })
  .addNamespace({ path: '/chat' })
  .addNamespace({ path: '/guarded' })
  .addNamespace({ path: '/rooms/:id' });
const factory = new ActionsFactory(config);

const echo = factory.build({
  ns: '/chat',
  event: 'echo',
  input: z.tuple([z.object({ text: z.string() })]),
  output: z.tuple([z.object({ text: z.string() })]),
  handler: async ({ input }) => input,
});
const thrown = factory.build({
  ns: '/chat',
  event: 'thrown',
  input: z.tuple([]),
  output: z.tuple([z.string()]),
  handler: async () => {
    throw new Error('from the handler');
  },
});
const nothing = factory.build({
  ns: '/chat',
  event: 'nothing',
  input: z.tuple([]).rest(z.unknown()),
  handler: async () => undefined,
});
const room = factory.build({
  ns: '/rooms/:id',
  event: 'room',
  input: z.tuple([]),
  output: z.tuple([z.string()]),
  handler: async () => ['unknown'] as [string],
});
const actions = [echo, thrown, nothing, room];

const nobody = () => undefined;
const silent = { debug: nobody, info: nobody, warn: nobody, error: nobody };
const httpServer = createServer();
httpServer.listen(0, '127.0.0.1', async () => {
  await attachSockets({ io: new Server(), config, actions, target: httpServer, logger: silent });
  const asyncApi = new Documentation({ config, actions, version: '1.0.0', title: 'Chat', servers: {} }).getSpecAsYaml();
  ready(httpServer, { asyncApi, clientTypes: new Integration({ config, actions }).print() });
});
