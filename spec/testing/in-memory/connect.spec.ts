import { expect } from 'chai';
import Joi from 'joi';
import {
  GatewayBase,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
} from '../../../src';
import { type Dispatched, type DispatchOptions, TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { forbidden, internal, withoutReason, type Refusal } from '../../support/refusals';

let ran: string[] = [];

@WebSocketGateway({ path: '/door', handshake: { auth: Joi.object({ age: Joi.number() }).unknown() } })
@UseGuards(({ environment: { auth } }) => {
  if (auth.token === 'banned') throw new WebSocketException(4001, { banned: 'for life' });
  return auth.token !== 'wrong';
})
class DoorGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    ran.push('connected');
  }

  @SubscribeMessage('age')
  age(): unknown {
    ran.push('age');
    return this.context.environment.auth.age;
  }
}

@WebSocketGateway({ path: '/full' })
class FullGateway extends GatewayBase {
  @OnConnected()
  async refuse(): Promise<void> {
    await Promise.reject(new WebSocketException(4005, 'The room is full'));
  }

  @SubscribeMessage('hello')
  hello(): void {
    ran.push('hello');
  }
}

const refused = (code: number, reason: unknown) => ({
  ack: undefined,
  error: { code, reason, event: 'connect' },
  emitted: [],
});

/** The same for an error that the library words itself. */
function expectRefused({ error, ...rest }: Dispatched, expected: Refusal): void {
  expect(rest).to.deep.equal({ ack: undefined, emitted: [] });
  expect(withoutReason(error)).to.deep.equal(expected);
}

describe('dispatch gives the refusal at connect', () => {
  const arrive = (auth: Readonly<Record<string, unknown>>) =>
    TestGateway.dispatch(DoorGateway, 'age', undefined, { context: { auth } });

  beforeEach(() => {
    ran = [];
  });

  afterEach(() => expect(ran).to.deep.equal([]));

  it('of a guard of the class', async () => {
    expectRefused(await arrive({ token: 'wrong' }), forbidden('connect'));
  });

  it('of a guard that throws', async () => {
    expect(await arrive({ token: 'banned' })).to.deep.equal(refused(4001, { banned: 'for life' }));
  });

  it('of an asynchronous global guard', async () => {
    const guards = [() => new Promise<boolean>((resolve) => setImmediate(resolve, false))];
    const dispatched = await TestGateway.dispatch(DoorGateway, 'age', undefined, { options: { guards } });
    expectRefused(dispatched, forbidden('connect'));
  });

  it('of a guard that fails, which is logged', async () => {
    const logger = new RecordingLogger();
    const failure = new Error('the directory is down');
    const guards = [() => Promise.reject(failure)];
    const dispatched = await TestGateway.dispatch(DoorGateway, 'age', undefined, { options: { guards, logger } });
    expectRefused(dispatched, internal('connect'));
    expect(logger.detailsAt('error')).to.deep.equal([failure]);
  });

  it('of a handshake schema', async () => {
    const mistake = { in: 'auth', path: ['age'], type: 'number.base', message: '"age" must be a number' };
    expect(await arrive({ age: 'young' })).to.deep.equal(refused(1007, [mistake]));
  });

  it('of socket.io, for a namespace without a gateway', async () => {
    const context = { namespace: '/nowhere' };
    const dispatched = await TestGateway.dispatch(DoorGateway, 'age', undefined, { context });
    expect(dispatched).to.deep.equal(refused(0, 'Invalid namespace'));
  });

  it('of a guard that closes the connection', async () => {
    const guards: NonNullable<DispatchOptions['options']>['guards'] = [
      ({ socket }) => {
        socket.conn.close();
        return true;
      },
    ];
    const { ack, error, emitted } = await TestGateway.dispatch(DoorGateway, 'age', undefined, { options: { guards } });
    expect({ ack, emitted }).to.deep.equal({ ack: undefined, emitted: [] });
    expect(error).to.include({ code: 0, event: 'connect' }); // as for all that is no gateway's refusal
  });

  it('of @OnConnected, whose client is told and disconnected', async () => {
    expect(await TestGateway.dispatch(FullGateway, 'hello', 1)).to.deep.equal(refused(4005, 'The room is full'));
  });
});

describe('dispatch', () => {
  it('connects a client that passes the checks, with the converted handshake', async () => {
    ran = [];
    const context = { auth: { age: '36' } };
    expect(await TestGateway.dispatch(DoorGateway, 'age', undefined, { context })).to.deep.equal({
      ack: 36,
      error: undefined,
      emitted: [],
    });
    expect(ran).to.deep.equal(['connected', 'age']);
  });
});
