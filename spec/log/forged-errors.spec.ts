import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { mock } from 'node:test';
import { format, inspect } from 'node:util';
import { expect } from 'chai';
import winston from 'winston';
import { GatewayBase, type Logger, SubscribeMessage, WebSocketGateway } from '../../src';
import { type TestContext, TestGateway } from '../../src/testing';
import { overBothTransports } from '../support/transports';
import { answerTo } from '../support/wire';

const HOSTILE = '\nERROR: on fire\u001b[31m\u009b31m\u202egnp.exe\u2028\u0000%s%c';

let throwing: ((name: string) => unknown) | undefined;

function fault(name: string): never {
  throw new Error(`cannot save ${name}: there is no such thing`);
}

@WebSocketGateway({ path: '/forged' })
class SavingGateway extends GatewayBase {
  @SubscribeMessage
  save(name: string) {
    if (throwing) throw throwing(name);
    throw new Error(`cannot save ${name}`, { cause: new Error(`there is no ${name}`) });
  }
}

class Written extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function fail(ctx: TestContext): Promise<void> {
  await answerTo(ctx, 'save', HOSTILE);
}

/** The lines that begin as those of the log do. */
function expectNothingForged(text: string): void {
  expect(text).to.include('cannot save').and.to.include('there is no').and.to.include('on fire');
  expect(text.split('\n').filter((line) => line.startsWith('ERROR: on fire'))).to.deep.equal([]);
  for (const forged of ['\u001b', '\u009b', '\u202e', '\u2028', '\u0000']) expect(text).not.to.include(forged);
}

const kitWith = (logger?: Logger) =>
  TestGateway.createTestModule({ gateways: [SavingGateway], options: { ...(logger && { logger }) } });

describe('no client forges a line or a colour in the log by what the application throws', () => {
  overBothTransports((run) => {
    it('with the logger that gateways have without another', async () => {
      const lines: string[] = [];
      const { mock: watched } = mock.method(console, 'error', (...args: unknown[]) => {
        lines.push(format(...args));
      });
      try {
        await run(kitWith(), fail);
      } finally {
        watched.restore();
      }
      expectNothingForged(lines.join('\n'));
      expect(lines).to.have.length(1);
      expect(lines[0]).to.include('gateways: SavingGateway.save failed on "save"').and.to.include('forged-errors.spec');
    });

    it('with a console', async () => {
      const written = new Written();
      await run(kitWith(new Console(written)), fail);
      expectNothingForged(written.text);
      expect(written.text).to.include("gateway: 'SavingGateway'").and.to.include('forged-errors.spec');
    });

    it('with winston, in lines of text', async () => {
      const written = new Written();
      const text = winston.format.printf(
        ({ level, message, stack = '' }) => `${level}: ${String(message)} ${String(stack)}`,
      );
      const logger = winston.createLogger({ level: 'error', format: text });
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- its types and its classes differ
      logger.add(new winston.transports.Stream({ stream: written }));
      await run(kitWith(logger), fail);
      expectNothingForged(written.text);
      expect(written.text).to.include('forged-errors.spec');
    });

    for (const [thing, thrown] of Object.entries({
      'an error whose stack throws one': (name: string): unknown =>
        // From Node 22 on its message is shown in place of the stack.
        Object.defineProperty(new Error(`cannot save ${name}: there is no stack`), 'stack', { get: () => fault(name) }),
      'a value that throws one where it is shown': (name: string): unknown => ({ [inspect.custom]: () => fault(name) }),
      'a symbol': (name: string): unknown => Symbol(`cannot save ${name}: there is no such thing`),
    })) {
      for (const isConsole of [true, false]) {
        it(`with ${isConsole ? 'a console' : 'no other logger'}, by ${thing}`, async () => {
          const written = new Written();
          const { mock: watched } = mock.method(console, 'error', (...args: unknown[]) => {
            written.text += `${format(...args)}\n`;
          });
          throwing = thrown;
          try {
            await run(kitWith(isConsole ? new Console(written) : undefined), fail);
          } finally {
            throwing = undefined;
            watched.restore();
          }
          expectNothingForged(written.text);
        });
      }
    }
  });
});
