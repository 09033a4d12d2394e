import { expect } from 'chai';
import {
  OnConnected,
  OnDisconnected,
  OnDisconnecting,
  OnGatewayClose,
  OnGatewayInit,
  OnRecovered,
  OnServerEvent,
  OnUnknownEvent,
  SubscribeMessage,
  WebSocketGateway,
} from '../../src';
import { TestApplication } from '../support/application';

const decorators = {
  SubscribeMessage: SubscribeMessage('x'),
  OnServerEvent: OnServerEvent('x'),
  OnConnected: OnConnected(),
  OnRecovered: OnRecovered(),
  OnDisconnecting: OnDisconnecting(),
  OnDisconnected: OnDisconnected(),
  OnUnknownEvent: OnUnknownEvent(),
  OnGatewayInit: OnGatewayInit(),
  OnGatewayClose: OnGatewayClose(),
};

describe('a decorated field that holds no function', () => {
  for (const [name, decorate] of Object.entries(decorators)) {
    for (const [kind, value] of [
      ['number', 42],
      ['undefined', undefined],
      ['object', { handle(): void {} }],
    ] as const) {
      it(`is refused when attaching: @${name}() with ${kind}`, async () => {
        @WebSocketGateway({ path: '/ws' })
        class FieldGateway {
          readonly field: unknown = value;
        }
        decorate(FieldGateway.prototype, 'field');
        await using application = new TestApplication();
        expect(() => application.attach({ gateways: [FieldGateway] })).to.throw(
          TypeError,
          `FieldGateway.field is decorated and is ${kind}; expected a method`,
        );
      });
    }
  }

  it('is refused by attachGatewaysAsync, too', async () => {
    @WebSocketGateway({ path: '/ws' })
    class FieldGateway {
      @OnServerEvent('x')
      readonly field = 42;
    }
    await using application = new TestApplication();
    let error: unknown;
    await application.attachAsync({ gateways: [FieldGateway] }).catch((reason: unknown) => (error = reason));
    expect(error)
      .to.be.instanceOf(TypeError)
      .with.property('message', 'FieldGateway.field is decorated and is number; expected a method');
  });

  it('attaches when it holds an arrow function', async () => {
    const heard: string[] = [];
    @WebSocketGateway({ path: '/ws' })
    class ArrowGateway {
      @OnGatewayClose()
      readonly closed = (): void => void heard.push('closed');

      @OnServerEvent('x')
      readonly field = (): void => undefined;
    }
    await using application = new TestApplication();
    await application.attach({ gateways: [ArrowGateway] }).close();
    expect(heard).to.deep.equal(['closed']);
  });
});
