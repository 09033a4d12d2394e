import { expect } from 'chai';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import {
  GatewayBase,
  SubscribeMessage,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
  WsAck,
  WsArgs,
} from '../../src';
import { GatewayError, request } from '../../src/client';
import { TestApplication } from '../support/application';
import { transports } from '../support/transports';

@WebSocketGateway({ path: '/pay' })
class PaymentGateway extends GatewayBase {
  calls = 0;

  @SubscribeMessage()
  value(@WsArgs(0) value: unknown): unknown {
    return value;
  }

  @SubscribeMessage()
  decline(): never {
    throw new WebSocketException(4002, 'declined');
  }

  @SubscribeMessage()
  never(@WsAck() _ack: unknown): void {
    this.calls += 1;
  }
}

@WebSocketGateway({ path: '/pay', namespace: '/members' })
@UseGuards(() => false)
class MemberGateway extends GatewayBase {
  @SubscribeMessage()
  value(): void {}
}

type ClientOptions = Partial<ManagerOptions & SocketOptions>;

const clients: Readonly<Record<string, readonly [options: ClientOptions, prepare?: (socket: Socket) => Socket]>> = {
  'no option': [{}],
  ackTimeout: [{ ackTimeout: 5_000 }],
  'retries and ackTimeout': [{ retries: 2, ackTimeout: 5_000 }],
  'retries alone': [{ retries: 2 }],
  'socket.timeout()': [{}, (socket) => socket.timeout(5_000)],
  'socket.volatile': [{}, (socket) => socket.volatile],
};

async function settled(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

describe('request() with a client that has', () => {
  for (const acks of ['value', 'errorFirst'] as const) {
    for (const [what, [options, prepare = (socket: Socket) => socket]] of Object.entries(clients)) {
      for (const transport of transports) {
        it(`${what} gives values and rejects with errors, acknowledgements ${acks}`, async () => {
          await using application = await new TestApplication().listen();
          application.attach({ gateways: [PaymentGateway], acks });
          const client = await application.connect('/pay', { ...options, transports: [transport] });
          const ask = (event: string, ...args: unknown[]) =>
            settled(request({ socket: prepare(client), acks }, event, ...args));

          for (const value of ['text', 0, false, null, { error: 'of my own' }, [1, 2]]) {
            expect(await ask('value', value)).to.deep.equal(value);
          }
          expect(await ask('value')).to.equal(undefined);
          expect(await ask('decline'))
            .to.be.instanceOf(GatewayError)
            .with.property('code', 4002);
        });
      }
    }
  }

  it('retries rejects after all tries, and keeps nothing for later', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [PaymentGateway] });
    const client = await application.connect('/pay', { retries: 2 });
    const error = await settled(request({ socket: client, timeoutMs: 20 }, 'never'));
    expect(error).to.be.instanceOf(Error).with.property('message', "'never' was not answered within 20 ms");
    await request(client, 'value'); // what was sent before it has come
    expect(application.container.get(PaymentGateway).calls).to.equal(3);
  });

  for (const [what, options] of [
    ['ackTimeout', { ackTimeout: 30 }],
    ['socket.timeout()', {}],
  ] as const) {
    it(`${what} rejects when that time is up`, async () => {
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [PaymentGateway] });
      const client = await application.connect('/pay', options);
      const error = await settled(request(what === 'ackTimeout' ? client : client.timeout(30), 'never'));
      expect(error).to.be.instanceOf(Error).with.property('message', "'never' was not answered within 30 ms");
    });
  }
});

describe('request() of a client that is not connected', () => {
  it('says so at once where the server cannot be reached, and does not send the event later', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [PaymentGateway] });
    const client = application.client('/nothing-here', { transports: ['polling'] });
    client.connect();
    const error = await settled(request(client, 'value', 1));
    expect(error)
      .to.be.instanceOf(Error)
      .with.property('message', "'value' was not sent: not connected: xhr poll error");
    expect(client.sendBuffer).to.deep.equal([]);
  });

  it('rejects with the refusal of a guard at connect', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [PaymentGateway, MemberGateway] });
    const client = application.client('/pay', { namespace: '/members' });
    client.connect();
    const error = await settled(request(client, 'value'));
    expect(error).to.be.instanceOf(GatewayError).that.includes({ code: 1008, event: 'connect' });
  });

  it('waits for the connection that is under way', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [PaymentGateway] });
    const client = application.client('/pay');
    client.connect();
    expect(await request(client, 'value', 7)).to.equal(7);
  });

  it('rejects a volatile event, which socket.io-client does not keep', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [PaymentGateway] });
    const client = application.client('/pay');
    expect(await settled(request(client.volatile, 'value', 1)))
      .to.be.instanceOf(Error)
      .with.property('message', "'value' was not sent: not connected, and volatile events are not kept");
    client.connect();
    expect(await request(client, 'value', 2)).to.equal(2);
  });

  it('leaves no listener behind', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [PaymentGateway] });
    const client = await application.connect('/pay');
    const before = client.listeners('disconnect').length + client.listeners('connect_error').length;
    await request(client, 'value', 1);
    await settled(request(client, 'decline'));
    expect(client.listeners('disconnect').length + client.listeners('connect_error').length).to.equal(before);
  });
});

describe('the message of a GatewayError', () => {
  for (const [reason, message] of [
    ['declined', 'pay: declined (4002)'],
    [{ message: 'Rate limit exceeded', retryAfterMs: 5 }, 'pay: Rate limit exceeded (4002)'],
    [
      [
        { in: 'body', path: ['a'], type: 'any.required', message: '"a" is required' },
        { in: 'body', path: ['b'], type: 'number.base', message: '"b" must be a number' },
      ],
      'pay: "a" is required; "b" must be a number (4002)',
    ],
    [{ field: 'name' }, 'pay: {"field":"name"} (4002)'],
    [null, 'pay: null (4002)'],
    [[], 'pay: [] (4002)'],
  ] as const) {
    it(`reads like a sentence: ${message}`, () => {
      expect(new GatewayError(4002, reason, 'pay').message).to.equal(message);
    });
  }
});
