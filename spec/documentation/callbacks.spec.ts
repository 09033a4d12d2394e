import { expect } from 'chai';
import type { Newable } from '../../src/container';
import { TestGateway } from '../../src/testing';
import { next } from '../support/application';
import { examplesOf, PACKAGE } from './examples';
import { runExample } from './run-example';

type Callback = (error: null, value: string) => void;

/** Opens its connection when it is first used, and calls every callback from there, as node-redis 3 does. */
class LazyRedis {
  readonly #waiting: (() => void)[] = [];
  #connection: NodeJS.Timeout | undefined;

  get(key: string, callback: Callback): void {
    this.#waiting.push(() => callback(null, `profile of ${key}`));
    this.#connection ??= setInterval(() => {
      for (const answer of this.#waiting.splice(0)) answer();
    }, 1);
  }

  close(): void {
    clearInterval(this.#connection);
  }
}

const IMPORTS = `
  import { inject } from 'inversify';
  import Joi from 'joi';
  import { GatewayBase, SubscribeMessage, WebSocketGateway, WsBody } from '${PACKAGE}';
`;

/** Two clients ask for their profiles over one connection of Redis; gives what the second one gets. */
async function profileOfSecond(code: string): Promise<unknown> {
  const redis = new LazyRedis();
  const { ProfileGateway } = runExample(IMPORTS + code, console, 'ProfileGateway') as { ProfileGateway: Newable };
  const kit = TestGateway.createTestModule({
    gateways: [ProfileGateway],
    bind: (container) => container.bind('Redis').toConstantValue(redis),
  });
  await using ctx = await kit.start();
  try {
    const other = ctx.newSocketClientContext();
    await Promise.all([ctx.connect(), other.connect()]);
    const first = next(ctx.sio, 'profile');
    ctx.sio.emit('profile', 'ada');
    expect(await first).to.equal('profile of ada');
    const second = Promise.race([
      next(other.sio, 'profile'),
      next(ctx.sio, 'profile').then((profile) => ({ wrong: profile })),
    ]);
    other.sio.emit('profile', 'bob');
    return await second;
  } finally {
    redis.close();
  }
}

describe('the example of a pool with callbacks', () => {
  const { code } = examplesOf('docs/context.md').find((example) => example.code.includes('AsyncResource'))!;

  it('gives each client its own', async () => {
    expect(await profileOfSecond(code)).to.equal('profile of bob');
  });

  it('gives a client what belongs to another where AsyncResource.bind is left out, as the guide warns', async () => {
    const unbound = code.replace('AsyncResource.bind(', '(');
    expect(await profileOfSecond(unbound)).to.deep.equal({ wrong: 'profile of bob' });
  });
});
