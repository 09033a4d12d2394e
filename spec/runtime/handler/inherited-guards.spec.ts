import { expect } from 'chai';
import { GatewayBase, type Guard, OnConnected, SubscribeMessage, UseGuards, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';
import { forbidden, refusalIn } from '../../support/refusals';

const asked: string[] = [];

/** A guard that says that it was asked, and lets pass who may. */
function asks(name: string, may = true): Guard['canActivate'] {
  return () => {
    asked.push(name);
    return may;
  };
}

@UseGuards(asks('class guard of the parent'))
abstract class ParentGateway extends GatewayBase {
  @SubscribeMessage()
  @UseGuards(asks('method guard of the parent'))
  secret(): string {
    return 'secret of the parent';
  }

  @SubscribeMessage()
  open(): string {
    return 'open';
  }
}

describe('a guard of a parent class', () => {
  beforeEach(() => asked.splice(0));

  overBothTransports((run) => {
    it('is asked for inherited methods, before the guards of the subclass', async () => {
      @WebSocketGateway()
      @UseGuards(asks('class guard of the child'))
      class ChildGateway extends ParentGateway {}
      await run(TestGateway.createTestModule({ gateways: [ChildGateway] }), async (ctx) => {
        asked.push('connected');
        expect(await answerTo(ctx, 'secret')).to.deep.equal(['secret of the parent']);
        expect(asked).to.deep.equal([
          'class guard of the parent',
          'class guard of the child',
          'connected',
          'class guard of the parent',
          'class guard of the child',
          'method guard of the parent',
        ]);
      });
    });

    it('is asked when a subclass overrides the method without decorating it', async () => {
      @WebSocketGateway()
      class ChildGateway extends ParentGateway {
        override secret(): string {
          return 'secret of the child';
        }
      }
      await run(TestGateway.createTestModule({ gateways: [ChildGateway] }), async (ctx) => {
        asked.splice(0);
        expect(await answerTo(ctx, 'secret')).to.deep.equal(['secret of the child']);
        expect(asked).to.deep.equal(['class guard of the parent', 'method guard of the parent']);
      });
    });

    it('is asked when a subclass subscribes the method to another event and adds a guard', async () => {
      @WebSocketGateway()
      class ChildGateway extends ParentGateway {
        @SubscribeMessage('other')
        @UseGuards(asks('method guard of the child'))
        override secret(): string {
          return 'secret of the child';
        }
      }
      await run(TestGateway.createTestModule({ gateways: [ChildGateway] }), async (ctx) => {
        asked.splice(0);
        expect(await answerTo(ctx, 'other')).to.deep.equal(['secret of the child']);
        expect(asked).to.deep.equal([
          'class guard of the parent',
          'method guard of the parent',
          'method guard of the child',
        ]);
      });
    });

    it('is asked when a subclass has an empty @UseGuards()', async () => {
      @WebSocketGateway()
      @UseGuards()
      class ChildGateway extends ParentGateway {
        @SubscribeMessage()
        @UseGuards()
        override secret(): string {
          return 'secret of the child';
        }
      }
      await run(TestGateway.createTestModule({ gateways: [ChildGateway] }), async (ctx) => {
        asked.splice(0);
        expect(await answerTo(ctx, 'secret')).to.deep.equal(['secret of the child']);
        expect(asked).to.deep.equal(['class guard of the parent', 'method guard of the parent']);
      });
    });

    it('is asked for methods of a grandchild, also when the child is no gateway', async () => {
      class ChildGateway extends ParentGateway {}
      @WebSocketGateway()
      class GrandchildGateway extends ChildGateway {
        @SubscribeMessage()
        added(): string {
          return 'added';
        }
      }
      await run(TestGateway.createTestModule({ gateways: [GrandchildGateway] }), async (ctx) => {
        asked.splice(0);
        expect(await answerTo(ctx, 'added')).to.deep.equal(['added']);
        expect(asked).to.deep.equal(['class guard of the parent']);
      });
    });

    it('refuses events and clients that the guards of the subclass let pass', async () => {
      @UseGuards(asks('parent', false))
      class ClosedGateway extends GatewayBase {}
      @WebSocketGateway()
      @UseGuards(asks('child'))
      class OpenGateway extends ClosedGateway {
        @OnConnected()
        connected(): void {
          asked.push('connected');
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [OpenGateway] });
      const failure = await run(kit, () => Promise.reject(new Error('let in'))).catch((error: unknown) => error);
      expect(failure).to.include({ code: 1008, event: 'connect' });
      expect(asked).to.deep.equal(['parent']);
    });
  });
});

describe('a guard of a subclass', () => {
  overBothTransports((run) => {
    it('is not asked for its parent or its siblings', async () => {
      @WebSocketGateway({ namespace: '/strict' })
      @UseGuards(asks('strict'))
      class StrictGateway extends ParentGateway {
        @UseGuards(asks('never', false))
        override open(): string {
          return 'never';
        }
      }
      @WebSocketGateway({ namespace: '/lenient' })
      class LenientGateway extends ParentGateway {}
      const kit = TestGateway.createTestModule({ gateways: [LenientGateway, StrictGateway] });
      await run(kit, async (ctx, join) => {
        const strict = await join({ namespace: '/strict' });
        asked.splice(0);
        expect(await answerTo(ctx, 'open')).to.deep.equal(['open']);
        expect(asked).to.deep.equal(['class guard of the parent']);
        expect(refusalIn(await answerTo(strict, 'open'))).to.deep.equal(forbidden('open'));
      });
    });
  });
});
