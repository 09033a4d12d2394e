import { expect } from 'chai';
import { Container } from 'inversify';
import {
  GatewayConfigurationError,
  GatewayHost,
  OnConnected,
  OnGatewayInit,
  OnUnknownEvent,
  SubscribeMessage,
  WebSocketGateway,
} from '../../src';
import { TestApplication } from '../support/application';
import { gatewayWith, problemsOf } from '../support/problems';

describe('gateways of one path', () => {
  it('may complete and repeat each other’s options', async () => {
    const one = gatewayWith('One', { path: '/ws', pingInterval: 1_000, cors: { origin: ['a'] } });
    const two = gatewayWith('Two', { path: '/ws', namespace: '/two', cors: { origin: ['a'] } });
    expect(await problemsOf(one, two)).to.deep.equal([]);
  });

  it('are refused when they contradict each other', async () => {
    const one = gatewayWith('One', { path: '/ws', pingInterval: 1_000 });
    const two = gatewayWith('Two', { path: '/ws', namespace: '/two', pingInterval: 2_000 });
    expect(await problemsOf(one, two)).to.deep.equal([
      "Two: gives the path '/ws' another 'pingInterval' than One does; expected the same value, or none, " +
        'or another path, as gateways of one path share one server',
    ]);
  });

  it('are refused when those of one namespace disagree on maxPendingEvents', async () => {
    const one = gatewayWith('One', { path: '/ws', maxPendingEvents: 1 });
    const two = gatewayWith('Two', { path: '/ws', maxPendingEvents: 2 });
    expect(await problemsOf(one, two)).to.deep.equal([
      '/ws, namespace /: its gateways say maxPendingEvents 1 and 2; expected one number from 0',
    ]);
  });
});

describe('the paths of gateways', () => {
  it('are refused when one is a prefix of another', async () => {
    const one = gatewayWith('One', { path: '/ws' });
    const two = gatewayWith('Two', { path: '/ws/two' });
    expect(await problemsOf(one, two)).to.deep.equal([
      "Two: the path '/ws/two' and '/ws/' (of One) are prefixes of one another, and requests match by prefix; expected another path",
    ]);
  });

  it('are refused in the other order too', async () => {
    const one = gatewayWith('One', { path: '/ws/one' });
    const two = gatewayWith('Two', { path: '/ws' });
    expect(await problemsOf(one, two)).to.deep.equal([
      "Two: the path '/ws' and '/ws/one/' (of One) are prefixes of one another, and requests match by prefix; expected another path",
    ]);
  });

  it('may begin with the same letters when a slash follows', async () => {
    expect(await problemsOf(gatewayWith('One', { path: '/ws' }), gatewayWith('Two', { path: '/ws2' }))).to.deep.equal(
      [],
    );
  });

  for (const [path, inUrl] of Object.entries({ '/événements': '/%C3%A9v%C3%A9nements', '/a/../b': '/b' })) {
    it(`are refused when no URL has them: ${path}`, async () => {
      expect(await problemsOf(gatewayWith('One', { path }))).to.deep.equal([
        `One: its path is '${path}', which no request has; expected it as in a URL: '${inUrl}'`,
      ]);
    });
  }

  it('may be percent-encoded', async () => {
    expect(await problemsOf(gatewayWith('One', { path: '/%C3%A9v%C3%A9nements' }))).to.deep.equal([]);
  });

  it('are refused when they begin with the same letters and no slash follows', async () => {
    const one = gatewayWith('One', { path: '/ws', addTrailingSlash: false });
    const two = gatewayWith('Two', { path: '/ws2' });
    expect(await problemsOf(one, two)).to.deep.equal([
      "Two: the path '/ws2' and '/ws' (of One) are prefixes of one another, and requests match by prefix; expected another path",
    ]);
  });
});

describe('one namespace', () => {
  it('is refused when two methods of a gateway handle the same event', async () => {
    @WebSocketGateway()
    class TwiceGateway {
      @SubscribeMessage('join')
      first(): void {}

      @SubscribeMessage('leave', 'join')
      second(): void {}
    }
    expect(await problemsOf(TwiceGateway)).to.deep.equal([
      "TwiceGateway.second: handles the event 'join', and so does TwiceGateway.first (/socket.io, namespace /); " +
        'expected one method for each',
    ]);
  });

  it('is refused when two of its gateways handle the same event', async () => {
    @WebSocketGateway({ path: '/ws', namespace: '/events' })
    class OneGateway {
      @SubscribeMessage()
      join(): void {}
    }
    @WebSocketGateway({ path: '/ws', namespace: 'events' })
    class TwoGateway {
      @SubscribeMessage('join')
      enter(): void {}
    }
    expect(await problemsOf(OneGateway, TwoGateway)).to.deep.equal([
      "TwoGateway.enter: handles the event 'join', and so does OneGateway.join (/ws, namespace /events); " +
        'expected one method for each',
    ]);
  });

  it('is refused when it holds a gateway and its subclass', async () => {
    @WebSocketGateway({ path: '/ws' })
    class ParentGateway {
      @SubscribeMessage()
      join(): void {}
    }
    @WebSocketGateway({ path: '/ws' })
    class ChildGateway extends ParentGateway {}
    expect(await problemsOf(ParentGateway, ChildGateway)).to.deep.equal([
      "ChildGateway.join: handles the event 'join', and so does ParentGateway.join (/ws, namespace /); " +
        'expected one method for each',
    ]);
  });

  it('is refused when two methods have the same lifecycle hook, in one gateway or in two', async () => {
    @WebSocketGateway()
    class OneGateway {
      @OnConnected()
      greet(): void {}

      @OnConnected()
      welcome(): void {}
    }
    @WebSocketGateway()
    class TwoGateway {
      @OnConnected()
      salute(): void {}
    }
    expect(await problemsOf(OneGateway, TwoGateway)).to.deep.equal([
      'OneGateway.welcome: handles @OnConnected, and so does OneGateway.greet (/socket.io, namespace /); expected one method for each',
      'TwoGateway.salute: handles @OnConnected, and so does OneGateway.greet (/socket.io, namespace /); expected one method for each',
    ]);
  });

  it('is refused when two methods have @OnUnknownEvent', async () => {
    @WebSocketGateway()
    class CatchAllGateway {
      @OnUnknownEvent()
      first(): void {}

      @OnUnknownEvent()
      second(): void {}
    }
    expect(await problemsOf(CatchAllGateway)).to.deep.equal([
      'CatchAllGateway.second: handles @OnUnknownEvent, and so does CatchAllGateway.first (/socket.io, namespace /); ' +
        'expected one method for each',
    ]);
  });

  it('allows one @OnGatewayInit in each of its gateways', async () => {
    @WebSocketGateway()
    class OneGateway {
      @OnGatewayInit()
      init(): void {}
    }
    @WebSocketGateway()
    class TwoGateway {
      @OnGatewayInit()
      init(): void {}

      @OnGatewayInit()
      start(): void {}
    }
    expect(await problemsOf(OneGateway, TwoGateway)).to.deep.equal([
      'TwoGateway.start: handles @OnGatewayInit, and so does TwoGateway.init (/socket.io, namespace /); expected one method for each',
    ]);
  });

  it('may handle the same events as other namespaces and other paths', async () => {
    class Events {
      @SubscribeMessage()
      join(): void {}

      @OnConnected()
      greet(): void {}
    }
    @WebSocketGateway({ path: '/ws', namespace: '/one' })
    class OneGateway extends Events {}
    @WebSocketGateway({ path: '/ws', namespace: '/two' })
    class TwoGateway extends Events {}
    @WebSocketGateway({ path: '/other', namespace: '/one' })
    class ThreeGateway extends Events {}
    expect(await problemsOf(OneGateway, TwoGateway, ThreeGateway)).to.deep.equal([]);
  });
});

describe('one HTTP server', () => {
  it('refuses a second host for a path that it has', async () => {
    await using application = new TestApplication();
    const other = new TestApplication();
    application.attach({ gateways: [gatewayWith('One', { path: '/ws' })] });
    expect(() => application.attach({ gateways: [gatewayWith('Two', { path: '/ws' })] }, other.container)).to.throw(
      GatewayConfigurationError,
      "Two: the path '/ws' is attached to this HTTP server already; expected one that is free, or close() the other host",
    );
  });

  it('refuses a second host for a path that is a prefix of one that it has', async () => {
    await using application = new TestApplication();
    const other = new TestApplication();
    application.attach({ gateways: [gatewayWith('One', { path: '/ws' })] });
    expect(() => application.attach({ gateways: [gatewayWith('Two', { path: '/ws/two' })] }, other.container)).to.throw(
      GatewayConfigurationError,
      "Two: the path '/ws/two' and '/ws/' (attached to this HTTP server already) are prefixes of one another, " +
        'and requests match by prefix',
    );
  });

  it('refuses it also while the first is still attaching', async () => {
    await using application = await new TestApplication().listen();
    const containers = [new Container(), new Container()];
    const attached = await Promise.allSettled(
      containers.map((container) =>
        application.attachAsync({ gateways: [gatewayWith('Twin', { path: '/ws' })] }, container),
      ),
    );
    expect(attached.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected']);
    const [, second] = attached as [unknown, PromiseRejectedResult];
    expect(second.reason)
      .to.be.an.instanceOf(Error)
      .with.property('message')
      .that.includes("the path '/ws' is attached");
    expect((await application.get('/ws/?EIO=4&transport=polling')).status).to.equal(200);
    expect(containers.map((container) => container.isBound(GatewayHost))).to.deep.equal([true, false]);
  });
});
