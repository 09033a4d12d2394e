import { expect } from 'chai';
import { type AttachOptions, GatewayConfigurationError, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';

@WebSocketGateway({ path: '/limited' })
class LimitedGateway {
  @SubscribeMessage()
  echo(): void {}
}

const names = [
  'maxArguments',
  'maxDepth',
  'maxEventNameLength',
  'maxNamespaceLength',
  'maxNamespaces',
  'maxRefusedConnects',
  'maxRunningEvents',
  'maxBufferedBytes',
  'maxRecordedBytes',
  'maxIssuesBytes',
];

/** What attaching with these limits, right or wrong, reports. */
async function problemsWith(limits: unknown): Promise<readonly string[]> {
  await using application = new TestApplication();
  try {
    application.attach({ gateways: [LimitedGateway], limits } as AttachOptions);
    return [];
  } catch (error) {
    expect(error).to.be.an.instanceOf(GatewayConfigurationError);
    return (error as GatewayConfigurationError).problems;
  }
}

describe('the limits in the options', () => {
  it('may be left out, or be empty', async () => {
    expect(await problemsWith(undefined)).to.deep.equal([]);
    expect(await problemsWith({})).to.deep.equal([]);
    expect(await problemsWith({ maxDepth: undefined })).to.deep.equal([]);
  });

  for (const name of names) {
    it(`have a number for ${name}, from 1`, async () => {
      expect(await problemsWith({ [name]: 1 })).to.deep.equal([]);
      expect(await problemsWith({ [name]: 0 })).to.deep.equal([
        `options of attachGateways: its 'limits.${name}' is 0; expected a whole number from 1`,
      ]);
    });
  }

  for (const value of [-1, 1.5, NaN, Infinity, '64', null, true]) {
    it(`do not have a number that is ${String(value)}, a ${typeof value}`, async () => {
      const [problem, ...others] = await problemsWith({ maxDepth: value });
      expect(problem).to.match(
        /^options of attachGateways: its 'limits\.maxDepth' is .+; expected a whole number from 1$/,
      );
      expect(others).to.deep.equal([]);
    });
  }

  it('do not take a name that is none', async () => {
    expect(await problemsWith({ maxArgumentz: 64 })).to.deep.equal([
      "options of attachGateways: its 'limits.maxArgumentz' is unknown; expected maxArguments",
    ]);
    const [problem, ...others] = await problemsWith({ most: 64 });
    for (const name of names) expect(problem).to.include(name);
    expect(others).to.deep.equal([]);
  });

  for (const limits of [null, 64, 'all', ['maxDepth'], () => 64]) {
    it(`are not taken where they are ${String(limits)}`, async () => {
      const [problem] = await problemsWith(limits);
      expect(problem).to.match(
        /^options of attachGateways: its 'limits' is .+; expected an object with some of maxArguments, maxDepth/,
      );
    });
  }

  it('are reported together with everything else that is wrong', async () => {
    const problems = await problemsWith({ maxDepth: 0, maxDeep: 1 });
    expect(problems.map((problem) => /'(limits\..*?)'/.exec(problem)?.[1])).to.deep.equal([
      'limits.maxDepth',
      'limits.maxDeep',
    ]);
  });
});
