import { expect } from 'chai';
import express, { type Application } from 'express';
import { type Container, inject, injectable } from 'inversify';
import { GatewayBase, GatewayConfigurationError, GatewayHost, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';

@injectable()
class Clock {
  now(): string {
    return 'the real time';
  }
}

class StoppedClock extends Clock {
  override now(): string {
    return 'noon';
  }
}

@WebSocketGateway({ path: '/clock' })
class ClockGateway extends GatewayBase {
  #asked = 0;

  constructor(@inject(Clock) private readonly clock: Clock) {
    super();
  }

  @SubscribeMessage('time')
  time(): string {
    return this.clock.now();
  }

  @SubscribeMessage('asked')
  asked(): number {
    this.#asked += 1;
    return this.#asked;
  }
}

@WebSocketGateway({ path: '/other' })
class OtherGateway {
  @SubscribeMessage('hello')
  hello(): string {
    return 'other';
  }
}

const bind = (container: Container): void => {
  container.bind(Clock).to(StoppedClock);
};

describe('a test module', () => {
  const kit = TestGateway.createTestModule({ gateways: [ClockGateway, OtherGateway], bind });

  it('has a container of its own, with the doubles of the test', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await ctx.request('time')).to.equal('noon');
      expect(ctx.container.get(Clock).now()).to.equal('noon');
    }));

  it('binds the gateways that are not bound, as singletons', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await ctx.request('asked')).to.equal(1);
      expect(await ctx.request('asked')).to.equal(2);
      expect(ctx.container.get(ClockGateway)).to.equal(ctx.container.get(ClockGateway));
    }));

  it('keeps the binding of a gateway that bind() has bound', async () => {
    const transient = TestGateway.createTestModule({
      gateways: [ClockGateway],
      bind: (container) => {
        bind(container);
        container.bind(ClockGateway).toSelf().inTransientScope();
      },
    });
    await transient.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await ctx.request('asked')).to.equal(1);
      expect(await ctx.request('asked')).to.equal(1);
    });
  });

  it('starts anew each time', async () => {
    for (let time = 0; time < 2; time += 1) {
      await kit.runWithServer(async (ctx) => {
        await ctx.connect();
        expect(await ctx.request('asked')).to.equal(1);
      });
    }
  });

  it('can run twice at the same time', async () => {
    await using one = await kit.start();
    await using two = await kit.start();
    expect(one.baseUrl).not.to.equal(two.baseUrl);
    await Promise.all([one.connect(), two.connect()]);
    await one.request('asked');
    expect(await two.request('asked')).to.equal(1);
  });

  it('gives the host of the gateways', () =>
    kit.runWithServer(async (ctx) => {
      expect(ctx.host).to.be.instanceOf(GatewayHost).and.to.equal(ctx.container.get(GatewayHost));
      await ctx.connect();
      ctx.host.of(ClockGateway).emit('tick', 1);
      expect(await ctx.waitFor('tick')).to.equal(1);
    }));

  it('takes the options of attachGateways, and understands its acknowledgements', async () => {
    const errorFirst = TestGateway.createTestModule({ gateways: [OtherGateway], options: { acks: 'errorFirst' } });
    await errorFirst.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await new Promise((resolve) => ctx.sio.emit('hello', (...answer: unknown[]) => resolve(answer)))).to.eql([
        null,
        'other',
      ]);
      expect(await ctx.request('hello')).to.equal('other');
      const refused = await ctx.request('good-bye').catch((error: unknown) => error);
      expect(refused).to.be.an('error').with.property('code', 1003);
    });
  });

  it('fails with the configuration error of its gateways', async () => {
    class Undecorated {}
    const wrong = TestGateway.createTestModule({ gateways: [Undecorated] });
    const error = await wrong.start().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(GatewayConfigurationError).with.property('message').that.includes('Undecorated');
  });

  it('fails with the error of bind()', async () => {
    const wrong = TestGateway.createTestModule({
      gateways: [OtherGateway],
      bind: () => {
        throw new Error('no such database');
      },
    });
    const error = await wrong.runWithServer(() => 'never').catch((reason: unknown) => reason);
    expect(error).to.be.an('error').with.property('message', 'no such database');
  });
});

describe('the application of a test module', () => {
  const hello = (text: string): Application =>
    express().get('/hello', (_request, response) => void response.send(text));

  it('is a bare one by default', async () => {
    await using ctx = await TestGateway.createTestModule({ gateways: [OtherGateway] }).start();
    expect((await ctx.http.get('/hello')).status).to.equal(404);
  });

  it('is the one that is given', async () => {
    const app = hello('given');
    await using ctx = await TestGateway.createTestModule({ gateways: [OtherGateway], app }).start();
    expect((await ctx.http.get('/hello')).text).to.equal('given');
    expect(app.locals.gateways).to.equal(ctx.host);
  });

  it('is the one that a function of the container makes', async () => {
    const app = (container: Container): Application => hello(container.get(Clock).now());
    await using ctx = await TestGateway.createTestModule({ gateways: [OtherGateway], bind, app }).start();
    expect((await ctx.http.get('/hello')).text).to.equal('noon');
  });

  it('is the one that a function gives by a promise', async () => {
    const app = async (container: Container): Promise<Application> => {
      await Promise.resolve();
      return hello(container.get(Clock).now());
    };
    await using ctx = await TestGateway.createTestModule({ gateways: [OtherGateway], bind, app }).start();
    expect((await ctx.http.get('/hello')).text).to.equal('noon');
  });

  it('can emit to the clients from a route', async () => {
    const app = express();
    app.post('/announce', (request, response) => {
      (request.app.locals.gateways as GatewayHost).of(OtherGateway).emit('announcement', 'hello all');
      response.sendStatus(204);
    });
    await using ctx = await TestGateway.createTestModule({ gateways: [OtherGateway], app }).start();
    await ctx.connect();
    await ctx.http.post('/announce').expect(204);
    expect(await ctx.waitFor('announcement')).to.equal('hello all');
  });

  it('is named in the error when it fails', async () => {
    const app = (): Promise<Application> => Promise.reject(new Error('no view engine'));
    const kit = TestGateway.createTestModule({ gateways: [OtherGateway], app });
    const error = await kit.start().catch((reason: unknown) => reason);
    expect(error).to.be.an('error').with.property('message', 'no view engine');
  });
});
