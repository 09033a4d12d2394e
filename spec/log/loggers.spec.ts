import { execFile } from 'node:child_process';
import { Console } from 'node:console';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { expect } from 'chai';
import pino from 'pino';
import winston from 'winston';
import { GatewayBase, type Logger, SubscribeMessage, UseGuards, WebSocketGateway } from '../../src';
import { TestGateway } from '../../src/testing';
import { until } from '../support/until';
import { answerTo } from '../support/wire';

const cause = new Error('the disk is full');
const fault = new Error('cannot save', { cause });

@WebSocketGateway({ path: '/logged', namespace: '/logged' })
class LoggedGateway extends GatewayBase {
  @SubscribeMessage
  fails() {
    throw fault;
  }

  @SubscribeMessage
  @UseGuards(() => undefined as unknown as boolean)
  guarded() {
    return 'never';
  }
}

/** A stream that keeps what is written to it. */
class Lines extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  get entries(): readonly Record<string, unknown>[] {
    const lines = this.text.split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

async function logged(logger: Logger): Promise<void> {
  const kit = TestGateway.createTestModule({ gateways: [LoggedGateway], options: { logger } });
  await kit.runWithServer(async (ctx) => {
    await ctx.connect({ namespace: '/logged' });
    await answerTo(ctx, 'fails');
    await answerTo(ctx, 'guarded');
  });
}

const facts = { gateway: 'LoggedGateway', namespace: '/logged', address: '127.0.0.1' };

describe('a logger fits as it is:', () => {
  it('one of pino, with all fields, and with an error as pino writes errors', async () => {
    const lines = new Lines();
    await logged(pino({ level: 'debug' }, lines));
    const failed = lines.entries.find(({ msg }) => String(msg).startsWith('LoggedGateway.fails failed'));
    expect(failed).to.include({ ...facts, handler: 'LoggedGateway.fails', event: 'fails', level: 50 });
    expect(failed).to.have.property('sid').that.is.a('string');
    expect((failed?.err as { stack: string }).stack)
      .to.include('cannot save')
      .and.to.include('the disk is full');
    const refused = lines.entries.find(({ msg }) => String(msg).includes('refused "guarded"'));
    expect(refused).to.include({ ...facts, event: 'guarded', code: 1008, level: 30 });
  });

  it('a child of one of pino, which adds what it always says', async () => {
    const lines = new Lines();
    await logged(pino({ level: 'debug' }, lines).child({ service: 'chat' }));
    expect(lines.entries.length).to.be.above(2);
    for (const entry of lines.entries) expect(entry.service).to.equal('chat');
  });

  it('one of winston, with all fields, and with the stack of an error', async () => {
    const lines = new Lines();
    const logger = winston.createLogger({ level: 'debug' });
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- its types and its classes differ
    logger.add(new winston.transports.Stream({ stream: lines }));
    await logged(logger);
    const failed = lines.entries.find(({ message }) => String(message).startsWith('LoggedGateway.fails failed'));
    expect(failed).to.include({ ...facts, handler: 'LoggedGateway.fails', event: 'fails', level: 'error' });
    expect(failed?.stack).to.include('cannot save').and.to.include('the disk is full');
  });

  it('a console, with all fields, and with an error whole', async () => {
    const lines = new Lines();
    await logged(new Console(lines));
    for (const fact of Object.values(facts)) expect(lines.text).to.include(`'${fact}'`);
    expect(lines.text).to.include('Error: cannot save').and.to.include('the disk is full');
    expect(lines.text.split('cannot save')).to.have.length(2);
  });

  it('a console, with the message alone where there are no fields', async () => {
    const lines = new Lines();
    await logged(new Console(lines));
    const attached = lines.text.split('\n').filter((line) => line.startsWith('Attached LoggedGateway'));
    expect(attached).to.have.length(1);
    expect(attached[0]).to.match(/handles "fails", "guarded"$/);
    expect(lines.text).not.to.include('{}');
  });

  it('one of the application, which always gets fields', async () => {
    const given: unknown[] = [];
    const take = (_message: string, fields: object): unknown => given.push(fields);
    await logged({ debug: take, info: take, warn: take, error: take });
    expect(given).to.have.length.above(3);
    for (const fields of given) expect(fields).to.be.an('object');
  });

  it('a level that is off costs no line', async () => {
    const lines = new Lines();
    await logged(pino({ level: 'error' }, lines));
    expect(lines.entries.map(({ level }) => level)).to.deep.equal([50]);
  });
});

describe('a logger that writes later', () => {
  const failures: Readonly<Record<string, () => unknown>> = {
    'is rejected': () => Promise.reject(new Error('the disk is full')),
    'is rejected with what cannot be printed': () => Promise.reject(Object.create(null) as Error),
    'is no promise, but rejected as one': () => ({
      then: (_: unknown, failed: (error: Error) => void) => failed(fault),
    }),
    'cannot be waited for': () => ({
      get then(): never {
        throw fault;
      },
    }),
  };

  for (const [what, write] of Object.entries(failures)) {
    it(`does not end the process where that ${what}: stderr has the line, as where a logger throws`, async () => {
      const complaints: string[] = [];
      const { error } = console;
      console.error = (...args: unknown[]) => complaints.push(args.join(' '));
      try {
        await logged({ debug: write, info: write, warn: write, error: write });
        await until(() => complaints.some((line) => line.includes('LoggedGateway.fails failed on')), 'stderr has it');
      } finally {
        console.error = error;
      }
      expect(complaints.filter((line) => !line.includes('gateways: the logger threw at '))).to.deep.equal([]);
    });
  }
});

describe('the logger that gateways have without another', () => {
  /** What a program does with it in a process of its own, where `DEBUG` is not set. */
  async function withDefault(code: string, env: NodeJS.ProcessEnv = {}): Promise<{ stdout: string; stderr: string }> {
    const program = `const { defaultLogger } = require('./src/logger'); ${code}`;
    const args = ['--require', require.resolve('@swc-node/register'), '--eval', program];
    const { DEBUG: _DEBUG, NODE_ENV: _NODE_ENV, ...rest } = process.env;
    const options = { cwd: join(__dirname, '../..'), env: { ...rest, ...env } };
    return promisify(execFile)(process.execPath, args, options);
  }
  const levels =
    "console.log(['debug', 'info', 'warn', 'error'].map((level) => defaultLogger.isLevelEnabled(level)).join())";
  const warning = "defaultLogger.warn('it is odd', { namespace: '/a b', err: new Error('the cause') })";

  it('says of each level whether it is read, also where nobody has ever enabled one', async () => {
    const production = { NODE_ENV: 'production' };
    expect((await withDefault(levels)).stdout.trim()).to.equal('false,false,true,true');
    expect((await withDefault(levels, production)).stdout.trim()).to.equal('false,false,false,true');
    const debugged = await withDefault(levels, { ...production, DEBUG: 'gateways:*' });
    expect(debugged.stdout.trim()).to.equal('true,true,true,true');
  });

  it('keeps no warning to itself while somebody develops', async () => {
    const { stderr } = await withDefault(warning);
    expect(stderr).to.include('gateways: it is odd namespace="/a b" Error: the cause');
  });

  it('writes no warning twice, and none in production', async () => {
    const { stderr } = await withDefault(warning, { DEBUG: 'gateways:*' });
    expect(stderr.split('it is odd')).to.have.length(2);
    expect((await withDefault(warning, { NODE_ENV: 'production' })).stderr).to.equal('');
  });
});
