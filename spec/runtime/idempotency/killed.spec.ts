import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import { RedisIdempotencyStore } from '../../../src';
import { request } from '../../../src/client';
import { TestApplication } from '../../support/application';
import { TestRedis } from '../../support/redis';
import { transports } from '../../support/transports';
import { PAID, tillGateway } from './till.gateway';

for (const transport of transports) {
  describe(`a process that is killed when it has kept an answer and not sent it, over ${transport}`, function () {
    this.timeout(30_000); // another process starts

    it('has done the request once: the repeat gets the answer from another process', async () => {
      await using redis = await TestRedis.start();
      const seen = await redis.connect();
      const dying = fork(join(__dirname, 'dying-worker.ts'), [redis.socket], {
        execArgv: ['--require', require.resolve('@swc-node/register')],
      });
      const ended = once(dying, 'exit');
      await using other = new TestApplication();
      other.attach({ gateways: [tillGateway(seen, new RedisIdempotencyStore(seen))] });
      await other.listen();
      const [{ port }] = (await once(dying, 'message')) as [AddressInfo];
      const socket = io(`http://127.0.0.1:${port}`, {
        transports: [transport],
        forceNew: true,
        reconnectionDelay: 10,
      });
      let tries = 0;
      socket.onAnyOutgoing(() => (tries += 1));
      try {
        await new Promise<void>((resolve) => socket.once('connect', resolve));
        Object.assign(socket.io, { uri: other.url }); // where a balancer sends it next
        const answer = await request({ socket, retry: true, timeoutMs: 9_000 }, 'pay', 'tea');
        expect(await ended).to.deep.equal([null, 'SIGKILL']);
        expect(tries).to.be.at.least(2);
        expect(answer).to.deep.equal({ number: 1, process: dying.pid });
        expect(await seen.lrange(PAID, 0, -1)).to.deep.equal(['tea']);
      } finally {
        socket.disconnect();
        dying.kill('SIGKILL');
      }
    });
  });
}
