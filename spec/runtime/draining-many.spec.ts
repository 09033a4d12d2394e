import { expect } from 'chai';
import { GatewayBase, OnDisconnected, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { collectGarbage } from '../support/garbage';
import { RawSession } from '../support/raw-session';
import { goingAway, withoutReason } from '../support/refusals';

const PATH = '/drained';
const NAMESPACES = ['/', '/news'];
const CLIENTS = 240;

/** Two gateways of one path, and why their clients have left. */
function gatewaysOf(reasons: string[]) {
  class Leaving extends GatewayBase {
    @SubscribeMessage()
    hello(): string {
      return 'hello';
    }

    @OnDisconnected()
    left(): void {
      reasons.push(`${this.context.namespace.name} ${this.context.reason}`);
    }
  }
  @WebSocketGateway({ path: PATH })
  class ChatGateway extends Leaving {}
  @WebSocketGateway({ path: PATH, namespace: '/news' })
  class NewsGateway extends Leaving {}
  return [ChatGateway, NewsGateway];
}

/** Clients by hand, each with one connection into both namespaces. */
async function comeAll({ url }: TestApplication): Promise<readonly RawSession[]> {
  const sessions: RawSession[] = [];
  while (sessions.length < CLIENTS) {
    const some = Array.from({ length: 40 }, async () => {
      const session = await RawSession.open(url, PATH, 'websocket');
      for (const namespace of NAMESPACES) await session.connect(namespace);
      return session;
    });
    sessions.push(...(await Promise.all(some)));
  }
  return sessions;
}

/** The errors that came, by namespace. */
function errorsIn({ received }: RawSession): readonly (readonly [namespace: string, error: unknown])[] {
  return received.flatMap((packet) => {
    const [, namespace = '/', json] = /^2(?:(\/\w+),)?(\[.*)$/.exec(packet) ?? [];
    if (json === undefined) return [];
    const [event, error] = JSON.parse(json) as [string, unknown];
    return event === 'error' ? [[namespace, withoutReason(error)] as const] : [];
  });
}

const TOLD = NAMESPACES.map((namespace) => [namespace, goingAway('disconnect')]);

describe('many clients of a host that closes, each in two namespaces', () => {
  for (const [when, times] of [
    ['at once', { timeoutMs: 30_000, drainMs: 0 }],
    ['one after the other, served until then', { timeoutMs: 30_000, drainMs: 2_000 }],
    ['at the deadline, where their turn has not come by then', { timeoutMs: 2_500, drainMs: 2_499 }],
  ] as const) {
    it(`go ${when}: all are told why, in both`, async () => {
      const reasons: string[] = [];
      await using application = await new TestApplication().listen();
      const host = application.attach({ gateways: gatewaysOf(reasons) });
      const sessions = await comeAll(application);
      const begun = performance.now();
      const closed = host.close(times);
      if (times.drainMs > 0) {
        const last = sessions.at(-1)!;
        await last.send('21["hello"]');
        await last.until(() => last.count('31["hello"]') === 1);
        expect(errorsIn(last)).to.deep.equal([]);
      }
      await closed;
      expect(performance.now() - begun).to.be.below(times.timeoutMs + 3_000);
      await Promise.all(sessions.map((session) => session.closed));
      const told = new Set(sessions.map((session) => JSON.stringify(errorsIn(session))));
      expect([...told]).to.deep.equal([JSON.stringify(TOLD)]);
      expect(reasons.sort()).to.deep.equal(
        NAMESPACES.flatMap((name) => Array.from({ length: CLIENTS }, () => `${name} server shutting down`)),
      );
    });
  }
});

describe('polling clients that have vanished from a host that closes', () => {
  it('have two seconds for their last answers, also where the garbage collector runs meanwhile', async () => {
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: gatewaysOf([]) });
    for (let count = 0; count < 10; count += 1) {
      const { body } = await application.get(`${PATH}/?EIO=4&transport=polling`);
      const { sid } = JSON.parse(body.slice(1)) as { sid: string };
      const session = `${application.url}${PATH}/?EIO=4&transport=polling&sid=${sid}`;
      await fetch(session, { method: 'POST', body: '40' });
      await fetch(session); // its last poll
    }
    const collecting = setInterval(collectGarbage, 100);
    const begun = performance.now();
    try {
      await host.close({ timeoutMs: 60_000, drainMs: 0 });
    } finally {
      clearInterval(collecting);
    }
    expect(performance.now() - begun).to.be.below(15_000);
  });
});
