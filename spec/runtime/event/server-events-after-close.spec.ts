import { expect } from 'chai';
import { Container } from 'inversify';
import { Adapter } from 'socket.io-adapter';
import { GatewayBase, OnServerEvent, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { type Deferred, deferred } from '../../support/deferred';

/** What an adapter of a cluster does for `serverSideEmit`, within one process; like some, it hears on when it is closed. */
function connectedAdapters(): typeof Adapter {
  const all: ClusterAdapter[] = [];
  class ClusterAdapter extends Adapter {
    constructor(...args: ConstructorParameters<typeof Adapter>) {
      super(...args);
      all.push(this);
    }

    override serverSideEmit(packet: unknown[]): void {
      for (const other of all) if (other !== this) other.hear(packet);
    }

    hear(packet: unknown[]): void {
      (this.nsp as { _onServerSideEmit(packet: unknown[]): void })._onServerSideEmit([...packet]);
    }
  }
  return ClusterAdapter;
}

@WebSocketGateway({ path: '/ws' })
class NodeGateway extends GatewayBase {
  readonly heard: string[] = [];
  slow: Deferred | undefined;

  @OnServerEvent()
  announce(text: string): void {
    this.heard.push(text);
  }

  @SubscribeMessage()
  async work(): Promise<void> {
    this.slow?.resolve();
    await this.released.promise;
  }

  readonly released = deferred();
}

function nodeWith(adapter: ReturnType<typeof connectedAdapters>) {
  const application = new TestApplication(new Container());
  application.container.bind(NodeGateway).toSelf().inSingletonScope();
  const host = application.attach({ server: { adapter } });
  return { application, host, gateway: application.container.get(NodeGateway) };
}

describe('a server event', () => {
  it('is not handled after host.close()', async () => {
    const adapter = connectedAdapters();
    const [one, other] = [nodeWith(adapter), nodeWith(adapter)];
    await using _one = one.application;
    await using _other = other.application;
    await one.application.listen();
    await other.application.listen();

    one.host.of(NodeGateway).serverSideEmit('announce', 'before');
    await other.host.close();
    one.host.of(NodeGateway).serverSideEmit('announce', 'after');

    expect(other.gateway.heard).to.deep.equal(['before']);
  });

  it('is handled while the closing host waits for running handlers', async () => {
    const adapter = connectedAdapters();
    const [one, other] = [nodeWith(adapter), nodeWith(adapter)];
    await using _one = one.application;
    await using _other = other.application;
    await one.application.listen();
    await other.application.listen();
    const client = await other.application.connect('/ws');
    other.gateway.slow = deferred();
    const answered = client.emitWithAck('work') as Promise<void>;
    await other.gateway.slow.promise;

    const closed = other.host.close();
    one.host.of(NodeGateway).serverSideEmit('announce', 'meanwhile');
    other.gateway.released.resolve();
    await answered;
    await closed;

    expect(other.gateway.heard).to.deep.equal(['meanwhile']);
  });
});
