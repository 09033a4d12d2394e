import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import Joi from 'joi';
import { SubscribeMessage, UseGuards, WebSocketException, WebSocketGateway, WsBody } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';
import { overBothTransports } from '../../../support/transports';
import { Answers, Workshop } from '../../workshop';

overBothTransports((run) => {
  describe('in serial order, the next event is handled', () => {
    const workshop = new Workshop();

    @WebSocketGateway({ ordering: 'serial' })
    class FailingGateway {
      @SubscribeMessage()
      throws(): never {
        throw new WebSocketException(4001, 'thrown');
      }

      @SubscribeMessage()
      async rejects(): Promise<never> {
        await eventLoopTurn();
        throw new Error('rejected');
      }

      @SubscribeMessage()
      @UseGuards(() => false)
      refused(): void {
        workshop.log.push('refused');
      }

      @SubscribeMessage()
      invalid(@WsBody(Joi.string()) _text: string): void {
        workshop.log.push('invalid');
      }

      @SubscribeMessage()
      unserialisable(): bigint {
        return 1n;
      }

      @SubscribeMessage()
      work(@WsBody() piece: string): Promise<string> {
        return workshop.work(piece);
      }
    }
    const kit = TestGateway.createTestModule({
      gateways: [FailingGateway],
      options: { logger: new RecordingLogger() }, // what fails here is meant to
    });

    for (const [what, event, code] of [
      ['one that threw', 'throws', 4001],
      ['one that failed later', 'rejects', 1011],
      ['one that a guard refused', 'refused', 1008],
      ['one with an invalid payload', 'invalid', 1007],
      ['one whose answer cannot be serialised', 'unserialisable', 1011],
    ] as const) {
      it(`after ${what} has ended, and not before`, () =>
        run(kit, async (ctx) => {
          workshop.log.length = 0;
          const answers = new Answers(ctx);
          const all = [
            answers.ask('work', `before ${event}`),
            answers.ask(event, 42),
            answers.ask('work', `after ${event}`),
          ];
          await workshop.begun(`before ${event}`);
          workshop.finish(`before ${event}`, `after ${event}`);
          await Promise.all(all);
          expect(answers.inOrder).to.have.nested.property('[1].error.code', code);
          expect([answers.inOrder[0], answers.inOrder[2]]).to.deep.equal([`before ${event}`, `after ${event}`]);
          expect(workshop.log).to.have.length(4).and.not.include(event);
        }));
    }
  });

  describe('serial order of one gateway', () => {
    const workshops = { serial: new Workshop(), second: new Workshop() };

    @WebSocketGateway({ ordering: 'serial' })
    class SerialGateway {
      @SubscribeMessage()
      serial(@WsBody() piece: string): Promise<string> {
        return workshops.serial.work(piece);
      }
    }

    it('does not delay another serial gateway of its namespace', () => {
      @WebSocketGateway({ ordering: 'serial' })
      class SecondGateway {
        @SubscribeMessage()
        second(@WsBody() piece: string): Promise<string> {
          return workshops.second.work(piece);
        }
      }
      return run(TestGateway.createTestModule({ gateways: [SerialGateway, SecondGateway] }), async (ctx) => {
        const [serial, second] = [ctx.request('serial', 'one'), ctx.request('second', 'two')];
        await Promise.all([workshops.serial.begun('one'), workshops.second.begun('two')]);
        workshops.second.finish('two');
        expect(await second).to.equal('two');
        workshops.serial.finish('one');
        expect(await serial).to.equal('one');
      });
    });

    it('does not delay a parallel gateway of its namespace', () => {
      @WebSocketGateway()
      class ParallelGateway {
        @SubscribeMessage()
        parallel(): string {
          return 'answered';
        }
      }
      return run(TestGateway.createTestModule({ gateways: [SerialGateway, ParallelGateway] }), async (ctx) => {
        const serial = ctx.request('serial', 'three');
        await workshops.serial.begun('three');
        expect(await ctx.request('parallel')).to.equal('answered');
        workshops.serial.finish('three');
        expect(await serial).to.equal('three');
      });
    });
  });
});
