import { expect } from 'chai';
import { inject, injectable } from 'inversify';
import { GatewayBase, OnServerEvent, SubscribeMessage, WebSocketGateway } from '../../src';
import { next } from '../support/application';
import { type Deferred, deferred } from '../support/deferred';
import { type Node, runCluster } from './support';

@injectable()
class Names {
  readonly of: string[] = [];
}

@WebSocketGateway({ namespace: '/nodes' })
class NodeGateway extends GatewayBase {
  readonly heard: unknown[][] = [];
  /** Resolved with what was heard last. */
  news = deferred<unknown[]>();

  @OnServerEvent('announce', 'announce_again')
  announced(...args: unknown[]): void {
    this.heard.push(args);
    this.news.resolve(args);
  }

  @OnServerEvent()
  double(number: number): number {
    return 2 * number;
  }

  @OnServerEvent()
  async later(text: string): Promise<string> {
    await Promise.resolve();
    return `${text}, later`;
  }

  @OnServerEvent()
  fail(): never {
    throw new Error('not today');
  }

  @OnServerEvent()
  async failLater(): Promise<never> {
    await Promise.resolve();
    throw new Error('not tomorrow either');
  }

  @OnServerEvent()
  contextOf(): string {
    try {
      return this.context.sid;
    } catch (error) {
      return (error as Error).message;
    }
  }

  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

function gatewayOf({ ctx }: Node): NodeGateway {
  return ctx.container.get(NodeGateway);
}

function serverSideEmit({ ctx }: Node, event: string, ...args: unknown[]): void {
  ctx.host.of(NodeGateway).serverSideEmit(event, ...args);
}

function serverSideEmitWithAck({ ctx }: Node, event: string, ...args: unknown[]): Promise<unknown[]> {
  return ctx.host.of(NodeGateway).serverSideEmitWithAck(event, ...args);
}

describe('a method with @OnServerEvent', () => {
  it('gets the events of another server of the cluster, with all arguments', () =>
    runCluster([NodeGateway], async (one, other) => {
      serverSideEmit(one, 'announce', 'a text', { of: ['what'] }, null);
      expect(await gatewayOf(other).news.promise).to.deep.equal(['a text', { of: ['what'] }, null]);
    }));

  it('does not get the events of its own server', () =>
    runCluster([NodeGateway], async (one, other) => {
      serverSideEmit(one, 'announce', 'from one');
      await gatewayOf(other).news.promise;
      serverSideEmit(other, 'announce', 'from the other');
      expect(await gatewayOf(one).news.promise).to.deep.equal(['from the other']);
      expect(gatewayOf(one).heard).to.deep.equal([['from the other']]);
      expect(gatewayOf(other).heard).to.deep.equal([['from one']]);
    }));

  it('subscribes to several events', () =>
    runCluster([NodeGateway], async (one, other) => {
      serverSideEmit(one, 'announce_again', 'again');
      expect(await gatewayOf(other).news.promise).to.deep.equal(['again']);
    }));

  it('answers with its result or that of its promise', () =>
    runCluster([NodeGateway], async (one) => {
      expect(await serverSideEmitWithAck(one, 'double', 21)).to.deep.equal([42]);
      expect(await serverSideEmitWithAck(one, 'later', 'sooner or')).to.deep.equal(['sooner or, later']);
    }));

  for (const [event, what] of [
    ['fail', 'throws'],
    ['failLater', 'rejects'],
  ] as const) {
    it(`is logged when it ${what}, and nothing else fails`, () =>
      runCluster([NodeGateway], async (one, other) => {
        await other.ctx.connect();
        serverSideEmit(one, event);
        serverSideEmit(one, 'announce', 'after it');
        await gatewayOf(other).news.promise;
        await other.ctx.idle();
        const [entry] = other.logger.at('error');
        expect(entry!.message).to.equal(`NodeGateway.${event} failed on the server event '${event}'`);
        expect(entry!.details[0]).to.be.an.instanceOf(Error);
        expect(other.logger.at('error')).to.have.length(1);
        expect(one.logger.at('error')).to.deep.equal([]);
        expect(await other.ctx.request('hello')).to.equal('hello');
      }));
  }

  it('has no context, as there is no client', () =>
    runCluster([NodeGateway], async (one) => {
      const [message] = await serverSideEmitWithAck(one, 'contextOf');
      expect(message).to.match(/^There is no context outside an event/);
    }));

  it('cannot be called by a client', () =>
    runCluster([NodeGateway], async (one) => {
      await one.ctx.connect();
      const failure = await one.ctx.request('double', 21).catch((error: unknown) => error);
      expect(failure).to.include({ code: 1003 });
    }));
});

describe('several gateways of a namespace', () => {
  it('each handle their own server events, with their dependencies', () => {
    @WebSocketGateway({ namespace: '/nodes' })
    class NamingGateway {
      constructor(@inject(Names) private readonly names: Names) {}

      @OnServerEvent()
      name(name: string): readonly string[] {
        this.names.of.push(name);
        return this.names.of;
      }
    }
    return runCluster(
      [NodeGateway, NamingGateway],
      async (one) => {
        expect(await serverSideEmitWithAck(one, 'name', 'ada')).to.deep.equal([['ada']]);
        expect(await serverSideEmitWithAck(one, 'name', 'bob')).to.deep.equal([['ada', 'bob']]);
        expect(await serverSideEmitWithAck(one, 'double', 1)).to.deep.equal([2]);
      },
      (container) => {
        container.bind(Names).toSelf().inSingletonScope();
      },
    );
  });
});

describe('a server of a cluster that closes', () => {
  it('waits for the server events that it is handling, and answers them', () => {
    const [begun, hold]: [Deferred, Deferred] = [deferred(), deferred()];
    @WebSocketGateway({ namespace: '/nodes' })
    class SlowGateway {
      @OnServerEvent()
      async slow(): Promise<string> {
        begun.resolve();
        await hold.promise;
        return 'done';
      }
    }
    return runCluster([NodeGateway, SlowGateway], async (one, other) => {
      const answer = serverSideEmitWithAck(one, 'slow');
      await begun.promise;
      await other.ctx.connect();
      const hasLeft = next(other.ctx.sio, 'disconnect');
      let isClosed = false;
      const closed = other.ctx.host.close().then(() => {
        isClosed = true;
      });
      await hasLeft; // it waits for nobody else
      expect(isClosed).to.equal(false);
      hold.resolve();
      expect(await answer).to.deep.equal(['done']);
      await closed;
    });
  });

  it('handles no later server event, and the others do not wait for it', () =>
    runCluster([NodeGateway], async (one, other) => {
      await other.ctx.host.close();
      await other.settled();
      expect(await serverSideEmitWithAck(one, 'double', 21)).to.deep.equal([]);
    }));
});
