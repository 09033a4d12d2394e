import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { next } from '../support/application';
import { transports } from '../support/transports';
import { examplesOf } from './examples';
import { runExample } from './run-example';

const states = examplesOf('docs/from-socket-io.md').slice(0, 2);

/** Runs the application of the page in one of its states, with a client of it. */
async function withClient(
  state: number,
  transport: string,
  body: (client: Socket, io: Server) => Promise<void>,
): Promise<void> {
  const code = states[state]!.code.replace('httpServer.listen(3000)', "httpServer.listen(0, '127.0.0.1')");
  const run = runExample(code, console, 'httpServer', 'io') as { httpServer: HttpServer; io: Server };
  if (!run.httpServer.listening) await once(run.httpServer, 'listening');
  const { port } = run.httpServer.address() as AddressInfo; // it listens on TCP
  const client = io(`http://127.0.0.1:${port}`, { transports: [transport], forceNew: true });
  try {
    await body(client, run.io);
  } finally {
    client.disconnect();
    await run.io.close();
  }
}

describe('The guide from plain socket.io', () => {
  for (const transport of transports) {
    for (const [state, name] of ['before', 'after the first step'].entries()) {
      it(`has an application that does the same: ${name}, over ${transport}`, async () => {
        await withClient(state, transport, async (client) => {
          const said = next(client, 'said');
          expect(await client.emitWithAck('say', 'hello')).to.deep.equal({ length: 5 });
          expect(await said).to.deep.equal({ from: client.id, text: 'hello' });
          expect(await client.emitWithAck('whoami')).to.equal(client.id);
        });
      });
    }

    it(`has a first step after which a wrong text is refused as the page says, over ${transport}`, async () => {
      await withClient(1, transport, async (client) => {
        const answer: unknown = await client.emitWithAck('say', 'x'.repeat(201));
        expect(answer).to.have.nested.property('error.code', 1007);
        expect(answer).to.have.nested.property('error.event', 'say');
      });
    });
  }
});
