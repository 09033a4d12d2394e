import { expect } from 'chai';
import { GatewayBase, type Guard, type GatewayContext, SubscribeMessage, UseGuards, WebSocketGateway } from '../../src';
import { TestGateway } from '../../src/testing';
import { RecordingLogger } from '../support/recording-logger';
import { forbidden, refusalIn } from '../support/refusals';
import { answerTo } from '../support/wire';

/** A factory of guards, as the application writes it. */
function hasRole(...roles: unknown[]): (context: GatewayContext) => boolean {
  return () => roles.length > 0;
}
const factory = hasRole as unknown as (context: GatewayContext) => boolean;

class Curried implements Guard {
  canActivate(): boolean {
    return factory as unknown as boolean;
  }
}

const returns = (value: unknown) => {
  const given = () => value as boolean;
  return given;
};

@WebSocketGateway({ path: '/guards', namespace: '/events' })
class EventGateway extends GatewayBase {
  @SubscribeMessage
  @UseGuards(factory)
  forgotten() {
    return 'never';
  }

  @SubscribeMessage
  @UseGuards(Curried)
  curried() {
    return 'never';
  }

  @SubscribeMessage
  @UseGuards(async () => Promise.resolve({ id: 1 } as unknown as boolean))
  user() {
    return 'never';
  }

  @SubscribeMessage
  @UseGuards(returns(undefined))
  nothing() {
    return 'never';
  }

  @SubscribeMessage
  @UseGuards(returns(0))
  zero() {
    return 'never';
  }
}

@WebSocketGateway({ path: '/guards', namespace: '/members' })
@UseGuards(factory)
class MemberGateway extends GatewayBase {}

const logger = new RecordingLogger();
const kit = TestGateway.createTestModule({
  gateways: [EventGateway, MemberGateway],
  bind: (container) => container.bind(Curried).toSelf(),
  options: { logger },
});

describe('a guard whose value is true for JavaScript, and not `true`, is a warning:', () => {
  beforeEach(() => logger.clear());

  for (const [event, line] of Object.entries({
    forgotten: 'the guard hasRole returned a function; only true lets pass; did you mean hasRole(…)?',
    curried: 'the guard Curried returned a function; only true lets pass',
    user: 'the guard a function returned an object; only true lets pass',
  })) {
    it(`for an event: ${event}`, () =>
      kit.runWithServer(async (ctx) => {
        await ctx.connect();
        expect(refusalIn(await answerTo(ctx, event))).to.deep.equal(forbidden(event));
        expect(logger.lines).to.include(`warn: EventGateway.${event} refused "${event}": ${line}`);
        expect(logger.at('info').filter(({ message }) => message.includes('refused'))).to.deep.equal([]);
      }));
  }

  it('for a client that connects', () =>
    kit.runWithServer(async (ctx) => {
      const error: unknown = await ctx.connect({ namespace: '/members' }).catch((reason: unknown) => reason);
      expect(error).to.include(forbidden('connect'));
      expect(logger.lines).to.include(
        'warn: A client was refused in "/members": ' +
          'the guard hasRole returned a function; only true lets pass; did you mean hasRole(…)?',
      );
    }));

  it('which no client can fill the log with', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      for (let count = 0; count < 10; count += 1) await answerTo(ctx, 'forgotten');
      expect(logger.at('warn')).to.have.length(3);
    }));
});

describe('a guard that says no is told of at info:', () => {
  beforeEach(() => logger.clear());

  for (const [event, value] of [
    ['nothing', 'undefined'],
    ['zero', 'a number'],
  ] as const) {
    it(value, () =>
      kit.runWithServer(async (ctx) => {
        await ctx.connect();
        await answerTo(ctx, event);
        expect(logger.lines).to.include(
          `info: EventGateway.${event} refused "${event}": the guard given returned ${value}; only true lets pass`,
        );
        expect(logger.at('warn')).to.deep.equal([]);
      }),
    );
  }
});
