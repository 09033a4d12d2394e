import 'reflect-metadata';
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import express from 'express';
import { Container } from 'inversify';
import { Redis } from 'ioredis';
import { attachGateways, SubscribeMessage, WebSocketGateway } from '../../src';

/** Resolves when the spec says so. */
function told(word: string): Promise<void> {
  return new Promise((resolve) => {
    process.on('message', (message) => {
      if (message === word) resolve();
    });
  });
}

@WebSocketGateway()
class WorkGateway {
  @SubscribeMessage()
  async work(): Promise<string> {
    process.send?.('event runs');
    await told('end event');
    return 'done';
  }
}

const app = express();
const httpServer = createServer(app);
app.get('/slow', (_request, response) => {
  process.send?.('request runs');
  void told('end request').then(() => {
    response.send('answered');
    process.disconnect(); // its channel would keep the process
  });
});

const publisher = new Redis(process.argv[2]!, { maxRetriesPerRequest: null });
const subscriber = publisher.duplicate();
for (const client of [publisher, subscriber]) client.on('error', console.error);
const gateways = attachGateways(app, httpServer, new Container(), {
  gateways: [WorkGateway],
  server: { adapter: createAdapter(publisher, subscriber) },
});

// As in docs/deployment.md, which a spec compares.
app.get('/ready', (_request, response) => void response.sendStatus(gateways.closing ? 503 : 200));

async function shutdown(timeoutMs: number): Promise<void> {
  setTimeout(() => process.exit(1), timeoutMs).unref(); // something did not end
  await gateways.close({ timeoutMs: 0.6 * timeoutMs, drainMs: 0.2 * timeoutMs });
  const idle = setInterval(() => httpServer.closeIdleConnections(), 100);
  await new Promise((resolve) => httpServer.close(resolve)); // requests that run are answered
  clearInterval(idle);
  await Promise.all([publisher, subscriber].map((client) => client.quit()));
} // nothing is left, and the process ends with 0

process.once('SIGTERM', () => {
  shutdown(20_000).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
// Until here.

httpServer.listen(0, '127.0.0.1', () => process.send?.(httpServer.address()));
