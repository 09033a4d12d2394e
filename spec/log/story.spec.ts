import { expect } from 'chai';
import Joi from 'joi';
import {
  describeGateways,
  GatewayBase,
  OnConnected,
  RateLimit,
  SubscribeMessage,
  Timeout,
  UseGuards,
  WebSocketGateway,
  WsBody,
} from '../../src';
import { TestGateway } from '../../src/testing';
import { TestApplication } from '../support/application';
import { deferred } from '../support/deferred';
import { RecordingLogger } from '../support/recording-logger';
import { until } from '../support/until';
import { answerTo } from '../support/wire';

function signedIn(): boolean {
  return undefined as unknown as boolean; // a `return` was forgotten
}
const hangs = { guard: deferred<boolean>(), handler: deferred<string>() };
function asksTheDatabase(): Promise<boolean> {
  return hangs.guard.promise;
}

@WebSocketGateway({ path: '/told', namespace: '/chat', handshake: { auth: Joi.object({ token: Joi.string() }) } })
class ToldGateway extends GatewayBase {
  @OnConnected()
  connected() {
    return undefined;
  }

  @SubscribeMessage
  say(@WsBody(Joi.object({ text: Joi.string().required() })) _body: object) {
    return 'said';
  }

  @SubscribeMessage
  @UseGuards(signedIn)
  guarded() {
    return 'never';
  }

  @SubscribeMessage
  @UseGuards(asksTheDatabase)
  asks() {
    return 'asked';
  }

  @SubscribeMessage
  @Timeout(60_000)
  slow() {
    return hangs.handler.promise;
  }

  @SubscribeMessage
  @RateLimit({ points: 1, durationMs: 60_000 })
  limited() {
    return 'once';
  }
}

@WebSocketGateway({ path: '/told', namespace: '/members' })
@UseGuards(signedIn)
class MemberGateway extends GatewayBase {}

const logger = new RecordingLogger();
const kit = TestGateway.createTestModule({ gateways: [ToldGateway, MemberGateway], options: { logger } });

function line(pattern: RegExp): string {
  const found = logger.lines.find((each) => pattern.test(each));
  expect(found, `${String(pattern)} in\n${logger.lines.join('\n')}`).to.be.a('string');
  return found!;
}

describe('from the log alone a newcomer finds', () => {
  beforeEach(() => logger.clear());

  it('a wrong namespace, and which there are', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect({ namespace: '/caht' }).catch(() => undefined);
      line(/^info: A client was refused in "\/caht": there is no such namespace; served are '\/chat', '\/members'$/);
      const [{ fields } = { fields: {} }] = logger.at('info');
      expect(fields).to.include({ namespace: '/caht', event: 'connect', address: '127.0.0.1' });
    }));

  it('a guard that refuses a client, and the return that was forgotten', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect({ namespace: '/members' }).catch(() => undefined);
      line(/^info: A client was refused in "\/members": the guard signedIn returned undefined; only true lets pass$/);
      const [{ fields } = { fields: {} }] = logger.at('info');
      expect(fields).to.include({ gateway: 'MemberGateway', namespace: '/members', event: 'connect', code: 1008 });
      expect(fields).to.have.property('sid').that.is.a('string');
      expect(fields).to.have.property('address', '127.0.0.1');
    }));

  it('a handshake that its schema refuses', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect({ namespace: '/chat', auth: { token: 7 } }).catch(() => undefined);
      line(/^info: A client was refused in "\/chat": the handshake is invalid: "auth\.token" \(.*must be a string\)$/);
    }));

  it('a guard that refuses an event', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect({ namespace: '/chat' });
      await answerTo(ctx, 'guarded');
      line(
        /^info: ToldGateway\.guarded refused "guarded": the guard signedIn returned undefined; only true lets pass$/,
      );
    }));

  it('a payload that its schema refuses, without the values', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect({ namespace: '/chat' });
      await answerTo(ctx, 'say', { txet: 'hunter2' });
      const found = line(
        /^info: ToldGateway\.say refused "say": the payload is invalid: "body\.text" \(.*is required\), /,
      );
      expect(found).not.to.include('hunter2');
    }));

  it('an event that nothing handles', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect({ namespace: '/chat' });
      await answerTo(ctx, 'sya');
      line(/^info: \/chat refused "sya": 1003 "Unknown event"$/);
    }));

  it('a guard and a handler that do not answer, once each, in a warning', () =>
    kit.runWithServer(async (ctx) => {
      const { setInterval } = globalThis;
      const looks: (() => void)[] = [];
      const byHand = (look: () => void): object => ({ unref: () => looks.push(look) });
      Object.assign(globalThis, { setInterval: byHand });
      try {
        // Over one transport: engine.io looks after an upgrade with an interval of its own.
        await ctx.connect({ namespace: '/chat', transports: ['websocket'] });
        const answers = [answerTo(ctx, 'asks'), answerTo(ctx, 'slow')];
        await answerTo(ctx, 'say', { text: 'the others have begun' });
        expect(looks).to.have.length(1);
        for (let round = 0; round < 4; round += 1) looks[0]?.();
        const warnings = logger.at('warn').map(({ message }) => message);
        expect(warnings).to.deep.equal([
          'The guard asksTheDatabase has not answered "asks" for 5 seconds',
          'ToldGateway.slow has not finished "slow" for 5 seconds',
        ]);
        hangs.guard.resolve(true);
        hangs.handler.resolve('done');
        await Promise.all(answers);
      } finally {
        Object.assign(globalThis, { setInterval });
        hangs.guard.resolve(true); // also where something has failed
        hangs.handler.resolve('done');
      }
    }));

  it('who has come, who has left and why, and how closing went', async () => {
    await kit.runWithServer(async (ctx) => {
      await ctx.connect({ namespace: '/chat' });
      ctx.sio.disconnect();
      await until(() => logger.lines.some((each) => each.includes('has left')), 'the client has left');
    });
    line(/^debug: Attached ToldGateway: path \/told, namespace \/chat, handles "say", "guarded", /);
    line(/^debug: A client has connected in "\/chat"$/);
    line(/^debug: A client has left "\/chat" after [\d.]+ s: client namespace disconnect$/);
    line(/^info: Closing: \d+ connections are open$/);
    line(/^debug: Closing: clients sent away, handlers finished after \d+ ms$/);
    line(/^info: Closed within \d+ ms$/);
  });

  it('a limit that a client hits, once, and how often when it has left', async () => {
    await kit.runWithServer(async (ctx) => {
      await ctx.connect({ namespace: '/chat' });
      for (let time = 0; time < 4; time += 1) await answerTo(ctx, 'limited');
    });
    const lines = logger.lines.filter((each) => each.includes('@RateLimit'));
    expect(lines).to.deep.equal([
      'info: ToldGateway.limited refused "limited": 1013 "Rate limit exceeded" (@RateLimit); more of it is counted until the client leaves',
      'info: A client that was refused by limits has left: @RateLimit 3 times',
    ]);
  });
});

describe('describeGateways', () => {
  it('lists every event with its path, namespace, handler, guards and limits', async () => {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [ToldGateway, MemberGateway], logger });
    expect(describeGateways(host).split('\n')).to.deep.equal([
      'path   namespace  event         handler                guards           limits',
      '/told  /chat      connect       ToldGateway',
      '/told  /chat      @OnConnected  ToldGateway.connected',
      '/told  /chat      say           ToldGateway.say',
      '/told  /chat      guarded       ToldGateway.guarded    signedIn',
      '/told  /chat      asks          ToldGateway.asks       asksTheDatabase',
      '/told  /chat      slow          ToldGateway.slow                        60000 ms',
      '/told  /chat      limited       ToldGateway.limited                     1 in 60000 ms',
      '/told  /members   connect       MemberGateway          signedIn',
    ]);
  });
});
