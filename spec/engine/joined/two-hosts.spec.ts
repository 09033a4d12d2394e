import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { Container } from 'inversify';
import { Server } from 'socket.io';
import { GatewayBase, type GatewayHost, SubscribeMessage, WebSocketGateway } from '../../../src';
import { stream } from '../../../src/client';
import { next, TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import { until } from '../../support/until';
import { applicationHandlers } from './support';

/** One of several hosts in a server; its events have its name. */
class Side {
  readonly end = deferred();
  readonly host: GatewayHost;
  isRunning = false;
  hasStopped = false;

  constructor(application: TestApplication, io: Server, name: string, namespace: string) {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the gateway has another `this`
    const side = this;

    @WebSocketGateway({ namespace })
    class SideGateway extends GatewayBase {
      @SubscribeMessage(`${name}:slow`)
      async slow(): Promise<string> {
        side.isRunning = true;
        await side.end.promise;
        return 'done';
      }

      @SubscribeMessage(`${name}:quick`)
      quick(): string {
        return name;
      }

      @SubscribeMessage(`${name}:items`)
      async *items(): AsyncGenerator<number> {
        try {
          for (let item = 0; ; item += 1) {
            yield item;
            await eventLoopTurn();
          }
        } finally {
          side.hasStopped = true;
        }
      }
    }
    const options = { gateways: [SideGateway], io, logger: new RecordingLogger() };
    this.host = application.attach(options, new Container());
  }
}

class TwoHosts {
  readonly application = new TestApplication();
  readonly io = new Server(this.application.httpServer);
  readonly sides: Side[] = [];

  static async listening(): Promise<TwoHosts> {
    const two = new TwoHosts();
    await two.application.listen();
    return two;
  }

  attach(name: string, namespace: string): Side {
    const side = new Side(this.application, this.io, name, namespace);
    this.sides.push(side);
    return side;
  }

  [Symbol.asyncDispose](): Promise<void> {
    for (const { end } of this.sides) end.resolve();
    return this.application.close();
  }
}

for (const transport of transports) {
  const over = { transports: [transport] };

  describe(`Two hosts in a server of the application, and a client of both on one connection, over ${transport}`, () => {
    async function both(two: TwoHosts) {
      const sides = [two.attach('one', '/one'), two.attach('two', '/two')] as const;
      const one = await two.application.connect('/socket.io', { ...over, namespace: '/one' });
      const other = one.io.socket('/two');
      if (!other.connected) await next(other.connect(), 'connect');
      return { sides, clients: [one, other] as const };
    }

    for (const [closing, staying] of [
      [0, 1],
      [1, 0],
    ] as const) {
      it(`serve it in the one while the other, which came ${['first', 'last'][closing]!}, waits for a handler`, async () => {
        await using two = await TwoHosts.listening();
        const { sides, clients } = await both(two);
        const names = ['one', 'two'] as const;
        const answer = clients[closing].emitWithAck(`${names[closing]}:slow`);
        await until(() => sides[closing].isRunning, 'the handler runs');
        const closed = sides[closing].host.close();
        expect(await clients[staying].emitWithAck(`${names[staying]}:quick`)).to.equal(names[staying]);
        expect(await clients[closing].emitWithAck(`${names[closing]}:quick`)).to.have.nested.property(
          'error.code',
          1001,
        );
        sides[closing].end.resolve();
        expect(await answer).to.equal('done');
        await closed;
      });
    }

    it('close at once as soon as the handlers of both have ended', async () => {
      await using two = await TwoHosts.listening();
      const { sides, clients } = await both(two);
      const answers = [clients[0].emitWithAck('one:slow'), clients[1].emitWithAck('two:slow')];
      await until(() => sides.every(({ isRunning }) => isRunning), 'both handlers run');
      const closed = Promise.all(sides.map(({ host }) => host.close({ timeoutMs: 60_000 })));
      for (const { end } of sides) end.resolve();
      expect(await Promise.all(answers)).to.deep.equal(['done', 'done']);
      await closed;
    });

    it('do not wait for the handlers of each other', async () => {
      await using two = await TwoHosts.listening();
      const { sides, clients } = await both(two);
      const answer = clients[0].emitWithAck('one:slow');
      await until(() => sides[0].isRunning, 'the handler runs');
      await sides[1].host.close({ timeoutMs: 60_000 });
      sides[0].end.resolve();
      expect(await answer).to.equal('done');
    });
  });

  describe(`Two hosts in one namespace of a server of the application, over ${transport}`, () => {
    const chat = { ...over, namespace: '/chat' };

    it('tell a client that only the one knows which closes, and leave others to the other', async () => {
      await using two = await TwoHosts.listening();
      const { host } = two.attach('one', '/chat');
      const early = await two.application.connect('/socket.io', chat);
      two.attach('two', '/chat');
      const late = await two.application.connect('/socket.io', chat);
      const [told, left] = [next(early, 'error'), next(early, 'disconnect')];
      await host.close();
      expect(await told).to.include({ code: 1001 });
      expect(await left).to.equal('io server disconnect');
      expect(await late.emitWithAck('two:quick')).to.equal('two');
    });

    it('let a client in for the other while one waits for a handler', async () => {
      await using two = await TwoHosts.listening();
      const { host, end } = two.attach('one', '/chat');
      const early = await two.application.connect('/socket.io', chat);
      const answer = early.emitWithAck('one:slow');
      await until(() => two.sides[0]!.isRunning, 'the handler runs');
      two.attach('two', '/chat');
      const closed = host.close();
      const late = await two.application.connect('/socket.io', chat);
      expect(await late.emitWithAck('two:quick')).to.equal('two');
      end.resolve();
      expect(await answer).to.equal('done');
      await closed;
      expect(await late.emitWithAck('two:quick')).to.equal('two');
    });

    it('refuse a client while both close', async () => {
      await using two = await TwoHosts.listening();
      const sides = [two.attach('one', '/chat'), two.attach('two', '/chat')];
      const early = await two.application.connect('/socket.io', chat);
      early.emit('one:slow');
      early.emit('two:slow');
      await until(() => sides.every(({ isRunning }) => isRunning), 'both handlers run');
      const closed = Promise.all(sides.map(({ host }) => host.close()));
      const refused = two.application.client('/socket.io', chat);
      const refusal = next<Error & { data: unknown }>(refused, 'connect_error');
      refused.connect();
      expect((await refusal).data).to.have.property('code', 1001);
      for (const { end } of sides) end.resolve();
      await closed;
    });

    it('leave the clients of the application connected, whichever closes', async () => {
      await using two = await TwoHosts.listening();
      applicationHandlers(two.io.of('/chat'));
      const sides = [two.attach('one', '/chat'), two.attach('two', '/chat')];
      const client = await two.application.connect('/socket.io', chat);
      for (const { host } of sides) {
        await host.close();
        expect(await client.emitWithAck('app:event', 'a')).to.equal('application: a');
      }
    });

    for (const closed of ['none', 'the first', 'the last']) {
      it(`end a stream of a host when its client wants no more of it, where ${closed} has closed`, async () => {
        await using two = await TwoHosts.listening();
        const sides = [two.attach('one', '/chat'), two.attach('two', '/chat')];
        const client = await two.application.connect('/socket.io', chat);
        if (closed === 'the first') await sides.shift()!.host.close();
        if (closed === 'the last') await sides.pop()!.host.close();
        for (const side of sides) {
          const name = side === two.sides[0] ? 'one' : 'two';
          for await (const item of stream({ socket: client }, `${name}:items`)) if (item === 3) break;
          await until(() => side.hasStopped, 'the generator has ended');
        }
      });
    }
  });
}
