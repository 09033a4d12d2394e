import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { collected } from '../support/garbage';
import { RecordingLogger } from '../support/recording-logger';
import { FirstGateway } from './two-gateways';

/** What an application of its own process writes, of whose gateways so many are not bound. */
async function outputOf(forgotten: number): Promise<readonly string[]> {
  const args = ['-r', require.resolve('@swc-node/register'), join(__dirname, 'unbound-gateways.ts'), String(forgotten)];
  const env = { ...process.env, DEBUG: 'gateways:*', DEBUG_HIDE_DATE: '1', DEBUG_COLORS: '0' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const lines = (await text(child.stderr)).trim().split('\n');
  return lines.map((line) => line.replace(/^.* GMT (?=gateways:)/, '')); // an old `debug` writes the date all the same
}

/** What attaching what the container holds says at `debug`. */
async function summaryOf(listed: boolean): Promise<readonly string[]> {
  const logger = new RecordingLogger();
  await using application = new TestApplication();
  application.container.bind(FirstGateway).toSelf();
  application.attach({ logger, ...(listed && { gateways: [FirstGateway] }) });
  return logger.at('debug').map(({ message }) => message);
}

describe('with DEBUG=gateways:*, attaching says in a line each', () => {
  it('what is attached, and which decorated classes the container does not hold', async () => {
    const lines = await outputOf(2);
    expect(lines[0]).to.match(/^gateways:debug Attached Gateway2: path \/path-2, namespace \/, /);
    expect(lines[1]).to.match(/^gateways:debug Attached Gateway3: /);
    expect(lines.at(-1)).to.equal(
      'gateways:debug Not attached: decorated, but not bound in the container: Gateway0, Gateway1',
    );
  });

  it('ten of those classes at most', async () => {
    const lines = await outputOf(13);
    expect(lines).to.deep.equal([
      'gateways:debug Attached Gateway13: path /path-13, namespace /, handles no events',
      'gateways:debug Not attached: decorated, but not bound in the container: ' +
        'Gateway0, Gateway1, Gateway2, Gateway3, Gateway4, Gateway5, Gateway6, Gateway7, Gateway8, Gateway9, 3 more',
    ]);
  });

  it('nothing of classes that are not bound where all are, or where the gateways are listed', async () => {
    expect((await outputOf(0)).at(-1)).to.match(/^gateways:debug Attached Gateway13: /);
    const [line, ...more] = await summaryOf(true);
    expect(line).to.match(/^Attached FirstGateway: path \/first, namespace \/, handles /);
    expect(more).to.deep.equal([]);
  });
});

describe('an error that there is no gateway in the container', () => {
  it('names the decorated classes that are not bound', async () => {
    expect(await outputOf(14)).to.deep.equal([
      'GatewayConfigurationError: attachGateways: the container holds no gateway; decorated, but not bound in the container: ' +
        'Gateway0, Gateway1, Gateway2, Gateway3, Gateway4, Gateway5, Gateway6, Gateway7, Gateway8, Gateway9, 4 more; ' +
        'expected a class with @WebSocketGateway() that is bound: container.bind(ChatGateway).toSelf().inSingletonScope()',
    ]);
  });
});

describe('a class that is decorated', () => {
  it('is not held by the list of decorated classes', async () => {
    function decorated(): WeakRef<object> {
      @WebSocketGateway({ path: '/passing' })
      class PassingGateway {}
      return new WeakRef(PassingGateway);
    }
    await collected([decorated()]);
    expect((await summaryOf(false)).join()).not.to.include('PassingGateway');
  });
});
