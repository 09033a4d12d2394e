import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import { TestRedis } from '../support/redis';
import { transports } from '../support/transports';
import { until } from '../support/until';

const LIMIT_MS = 15_000;

describe('the shutdown of the guide', () => {
  it('is the one that these specs run', () => {
    const own = readFileSync(join(__dirname, 'shutdown-app.ts'), 'utf8');
    const [, shown = 'nothing'] = /which a spec compares\.\n([^]*)\/\/ Until here/.exec(own) ?? [];
    expect(readFileSync(join(__dirname, '../../docs/deployment.md'), 'utf8')).to.include(shown.trim());
  });

  for (const transport of transports) {
    it(`answers what runs, quits Redis and ends the process with 0, over ${transport}`, async function () {
      this.timeout(40_000);
      await using redis = await TestRedis.start();
      const child = fork(join(__dirname, 'shutdown-app.ts'), [redis.socket], {
        execArgv: ['--require', require.resolve('@swc-node/register')],
      });
      const exited = once(child, 'exit');
      const heard: unknown[] = [];
      child.on('message', (message) => heard.push(message));
      try {
        const [{ port }] = (await once(child, 'message')) as [AddressInfo];
        const url = `http://127.0.0.1:${port}`;
        const status = (): Promise<number> => fetch(`${url}/ready`).then((response) => response.status);
        expect(await status()).to.equal(200);
        const client = io(url, { transports: [transport], reconnection: false, forceNew: true });
        const answer = client.timeout(LIMIT_MS).emitWithAck('work') as Promise<unknown>;
        const request = fetch(`${url}/slow`).then((response) => response.text());
        await until(() => heard.includes('event runs') && heard.includes('request runs'), 'both run', LIMIT_MS);
        child.kill('SIGTERM');
        await until(async () => (await status()) === 503, 'it is not ready', LIMIT_MS);
        const gone = new Promise((resolve) => client.once('disconnect', resolve));
        child.send('end event');
        expect(await answer).to.equal('done');
        await gone;
        await until(
          () =>
            status().then(
              () => false,
              () => true,
            ),
          'it takes no requests',
          LIMIT_MS,
        );
        child.send('end request');
        expect(await request).to.equal('answered');
        expect(await exited).to.deep.equal([0, null]);
        await redis.settled(); // none of its clients is left
      } finally {
        child.kill('SIGKILL');
      }
    });
  }
});
