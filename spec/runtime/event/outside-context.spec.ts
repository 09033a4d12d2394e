import { expect } from 'chai';
import { currentContext, GatewayBase, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';

const OUTSIDE =
  'There is no context outside an event: this code runs in no handler, guard or lifecycle hook of a gateway. ' +
  'To emit from elsewhere, inject GatewayHost and use host.of(Gateway).';

@WebSocketGateway()
class IdleGateway extends GatewayBase {}

describe('outside an event', () => {
  it('this.context throws an error that names GatewayHost', () => {
    expect(() => new IdleGateway().context).to.throw(Error, OUTSIDE);
  });

  it('currentContext() throws an error that names GatewayHost', () => {
    expect(() => currentContext()).to.throw(Error, OUTSIDE);
  });

  it('this.context throws in a constructor, and attaching fails with that error', async () => {
    @WebSocketGateway()
    class HastyGateway extends GatewayBase {
      readonly sid = this.context.sid;
    }
    let failure: unknown;
    try {
      await TestGateway.createTestModule({ gateways: [HastyGateway] }).start();
    } catch (error) {
      failure = error;
    }
    expect(failure).to.be.an.instanceOf(Error);
    expect((failure as Error).message).to.match(
      /^HastyGateway cannot be resolved .*There is no context outside an event/,
    );
  });
});
