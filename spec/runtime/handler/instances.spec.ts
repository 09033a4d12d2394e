import { expect } from 'chai';
import { Container } from 'inversify';
import {
  attachGatewaysAsync,
  GatewayBase,
  OnConnected,
  OnDisconnected,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { internal, withoutReason } from '../../support/refusals';
import { overBothTransports } from '../../support/transports';

let objects = 0;

@WebSocketGateway({ path: '/scoped' })
class ScopedGateway extends GatewayBase {
  readonly #object = (objects += 1);
  #events = 0;

  @SubscribeMessage()
  whoami(): { object: number; events: number; sid: string } {
    this.#events += 1;
    return { object: this.#object, events: this.#events, sid: this.context.sid };
  }
}

/** Counts how often each class is asked for. */
class CountingContainer extends Container {
  readonly asked: string[] = [];

  override get: Container['get'] = (identifier, ...rest) => {
    if (typeof identifier === 'function') this.asked.push(identifier.name);
    return super.get(identifier, ...rest);
  };
}

type WhoAmI = ReturnType<ScopedGateway['whoami']>;

overBothTransports((run) => {
  describe('a gateway in singleton scope', () => {
    const kit = TestGateway.createTestModule({
      gateways: [ScopedGateway],
      bind: (container) => container.bind(ScopedGateway).toSelf().inSingletonScope(),
    });

    it('is one object for all events of all clients', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        const answers = [
          await ctx.request<WhoAmI>('whoami'),
          await other.request<WhoAmI>('whoami'),
          await ctx.request<WhoAmI>('whoami'),
        ];
        expect(new Set(answers.map(({ object }) => object)).size).to.equal(1);
        expect(answers.map(({ events }) => events)).to.deep.equal([1, 2, 3]);
        expect(answers.map(({ sid }) => sid)).to.deep.equal([ctx.sio.id, other.sio.id, ctx.sio.id]);
      }));
  });

  for (const scope of ['inTransientScope', 'inRequestScope'] as const) {
    describe(`a gateway bound ${scope}`, () => {
      const kit = TestGateway.createTestModule({
        gateways: [ScopedGateway],
        bind: (container) => container.bind(ScopedGateway).toSelf()[scope](),
      });

      it('is a new object for each event, with the context of that event', () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          const answers = [
            await ctx.request<WhoAmI>('whoami'),
            await other.request<WhoAmI>('whoami'),
            await ctx.request<WhoAmI>('whoami'),
          ];
          expect(new Set(answers.map(({ object }) => object)).size).to.equal(3);
          expect(answers.map(({ events }) => events)).to.deep.equal([1, 1, 1]);
          expect(answers.map(({ sid }) => sid)).to.deep.equal([ctx.sio.id, other.sio.id, ctx.sio.id]);
        }));
    });
  }
});

describe('the container', () => {
  async function askedFor(scope: 'inSingletonScope' | 'inTransientScope', events: number): Promise<number> {
    const container = new CountingContainer();
    container.bind(ScopedGateway).toSelf()[scope]();
    await using application = await new TestApplication(container).listen();
    application.attach();
    const client = await application.connect('/scoped');
    for (let event = 0; event < events; event += 1) await client.emitWithAck('whoami');
    return container.asked.filter((name) => name === 'ScopedGateway').length;
  }

  it('is asked for a gateway once while attaching', async () => {
    expect(await askedFor('inTransientScope', 0)).to.equal(1);
  });

  it('is not asked again when two look-ups gave the same object', async () => {
    expect(await askedFor('inSingletonScope', 5)).to.equal(2);
  });

  it('is asked for each event while the objects differ', async () => {
    expect(await askedFor('inTransientScope', 5)).to.equal(6);
  });
});

describe('a gateway in transient scope', () => {
  it('is a new object for lifecycle hooks too', async () => {
    const seen: { hook: string; object: LifeGateway; sid: string }[] = [];
    @WebSocketGateway()
    class LifeGateway extends GatewayBase {
      @OnConnected()
      connected(): void {
        seen.push({ hook: 'connected', object: this, sid: this.context.sid });
      }

      @OnDisconnected()
      disconnected(): void {
        seen.push({ hook: 'disconnected', object: this, sid: this.context.sid });
      }
    }
    const kit = TestGateway.createTestModule({
      gateways: [LifeGateway],
      bind: (container) => container.bind(LifeGateway).toSelf().inTransientScope(),
    });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      const { id } = ctx.sio;
      await ctx.disconnect();
      await ctx.idle();
      expect(seen.map(({ hook }) => hook)).to.deep.equal(['connected', 'disconnected']);
      expect(seen.map(({ sid }) => sid)).to.deep.equal([id, id]);
      expect(seen[0]!.object).not.to.equal(seen[1]!.object);
    });
  });

  it('may be made asynchronously, and still has its event’s context', async () => {
    await using application = await new TestApplication().listen();
    application.container
      .bind(ScopedGateway)
      .toDynamicValue(async () => new ScopedGateway())
      .inTransientScope();
    await application.attachAsync();
    const [one, two] = [await application.connect('/scoped'), await application.connect('/scoped')];
    const answers = await Promise.all([one, two].map((client) => client.emitWithAck('whoami') as Promise<WhoAmI>));
    expect(answers.map(({ sid }) => sid)).to.deep.equal([one.id, two.id]);
    expect(answers[0]!.object).not.to.equal(answers[1]!.object);
  });

  it('answers with 1011 when the container cannot make it any more', async () => {
    let isBroken = false;
    @WebSocketGateway({ path: '/fragile' })
    class FragileGateway {
      constructor() {
        if (isBroken) throw new Error('out of connections');
      }

      @SubscribeMessage()
      hello(): string {
        return 'hello';
      }
    }
    const kit = TestGateway.createTestModule({
      gateways: [FragileGateway],
      bind: (container) => container.bind(FragileGateway).toSelf().inTransientScope(),
      options: { logger: new RecordingLogger() },
    });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await ctx.request('hello')).to.equal('hello');
      isBroken = true;
      ctx.sio.emit('hello');
      expect(withoutReason(await ctx.waitFor('error'))).to.deep.equal(internal('hello'));
      isBroken = false;
      expect(await ctx.request('hello')).to.equal('hello');
    });
  });

  it('starts no handler for a client that left while the object was made', async () => {
    const [asked, released] = [deferred(), deferred()];
    let started = 0;
    let isHeld = false;
    @WebSocketGateway({ path: '/slow' })
    class SlowGateway {
      @SubscribeMessage()
      work(@WsBody() _job: unknown): void {
        started += 1;
      }
    }
    await using application = await new TestApplication().listen();
    const { app, httpServer, container } = application;
    container
      .bind(SlowGateway)
      .toDynamicValue(async () => {
        if (isHeld) {
          asked.resolve();
          await released.promise;
        }
        return new SlowGateway();
      })
      .inTransientScope();
    await using host = await attachGatewaysAsync(app, httpServer, container);
    const client = await application.connect('/slow');
    isHeld = true;
    client.emit('work', 'job');
    await asked.promise;
    const [peer] = await host.of(SlowGateway).fetchSockets();
    const left = new Promise((resolve) => host.of(SlowGateway).sockets.get(peer!.id)!.once('disconnect', resolve));
    client.disconnect();
    await left;
    released.resolve();
    await host.idle();
    expect(started).to.equal(0);
  });
});
