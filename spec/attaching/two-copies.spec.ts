import { expect } from 'chai';
import type * as Package from '../../src';
import * as first from '../../src';
import { anotherCopyOf } from '../support/another-copy';
import { TestApplication } from '../support/application';

const second = anotherCopyOf('index') as typeof Package;

@first.WebSocketGateway({ path: '/ws' })
class SharedGateway extends first.GatewayBase {
  @first.SubscribeMessage()
  refuse(): never {
    throw new second.WebSocketException(4000, 'of another copy');
  }

  @first.SubscribeMessage()
  respond(): unknown {
    return new second.WsResponse('answer', 'of another copy');
  }

  @first.SubscribeMessage()
  sid(): unknown {
    return second.currentContext().sid;
  }
}

@second.WebSocketGateway({ path: '/ws', namespace: '/second' })
class SecondGateway extends second.GatewayBase {
  @second.SubscribeMessage()
  sid(): unknown {
    return this.context.sid;
  }
}

describe('a second copy of the package in one process', () => {
  it('is another copy indeed', () => {
    expect(second.WebSocketException).not.to.equal(first.WebSocketException);
  });

  it('throws exceptions that are no internal errors of the first', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [SharedGateway] });
    const client = await application.connect('/ws');
    expect(await client.emitWithAck('refuse')).to.deep.equal({
      error: { code: 4000, reason: 'of another copy', event: 'refuse' },
    });
  });

  it('makes responses that the first knows, and finds the context of the first', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [SharedGateway] });
    const client = await application.connect('/ws');
    expect(await client.emitWithAck('respond')).to.equal('of another copy');
    expect(await client.emitWithAck('sid')).to.equal(client.id);
  });

  it('decorates gateways that the first attaches', async () => {
    await using application = await new TestApplication().listen();
    application.container.bind(SecondGateway).toSelf().inSingletonScope();
    application.attach();
    const client = await application.connect('/ws', { namespace: '/second' });
    expect(await client.emitWithAck('sid')).to.equal(client.id);
  });

  it('tells exceptions from what only looks like one', () => {
    expect(first.WebSocketException.is(new second.WebSocketException(4000))).to.equal(true);
    expect(first.WebSocketException.is({ code: 4000, reason: 'x', disconnect: false })).to.equal(false);
    expect(first.WebSocketException.is(null)).to.equal(false);
  });
});
