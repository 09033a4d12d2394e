import { expect } from 'chai';
import { type AttachOptions, GatewayConfigurationError, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';

@WebSocketGateway({ path: '/one', pingTimeout: 1_000 })
class OneGateway {}

@WebSocketGateway({ path: '/one', namespace: '/more' })
class MoreGateway {}

@WebSocketGateway({ path: '/other' })
class OtherGateway {}

const gateways = [OneGateway, MoreGateway, OtherGateway];

function problemsOf(application: TestApplication, server: unknown): readonly string[] {
  try {
    application.attach({ gateways, server: server as NonNullable<AttachOptions['server']> });
    return [];
  } catch (error) {
    if (error instanceof GatewayConfigurationError) return error.problems;
    throw error;
  }
}

describe('the option server as a function', () => {
  it('is asked once for each path, and gives its options', async () => {
    await using application = new TestApplication();
    const asked: string[] = [];
    const host = application.attach({
      gateways,
      server: (path) => {
        asked.push(path);
        return { pingInterval: path === '/one' ? 1_111 : 2_222 };
      },
    });
    expect(asked).to.deep.equal(['/one', '/other']);
    const intervals = host.registry.servers.map(({ path, options }) => [path, options.pingInterval]);
    expect(intervals).to.deep.equal([
      ['/one', 1_111],
      ['/other', 2_222],
    ]);
  });

  it('does not win over the options of a gateway', async () => {
    await using application = new TestApplication();
    const host = application.attach({ gateways, server: () => ({ pingTimeout: 5_000 }) });
    expect(host.registry.servers.map(({ options }) => options.pingTimeout)).to.deep.equal([1_000, 5_000]);
  });

  for (const [what, given, shown] of [
    ['nothing', undefined, 'undefined'],
    ['a promise', Promise.resolve({}), 'a promise'],
    ['a list', [], '[]'],
  ] as const) {
    it(`is a problem where it gives ${what}`, async () => {
      await using application = new TestApplication();
      const problem = (path: string): string =>
        `options of attachGateways: its function 'server' gave ${shown} for the path '${path}'; expected an object of options`;
      expect(problemsOf(application, () => given)).to.deep.equal([problem('/one'), problem('/other')]);
    });
  }

  it('is a problem where it throws', async () => {
    await using application = new TestApplication();
    const problems = problemsOf(application, (path: string) => {
      if (path === '/other') throw new Error('no such path');
      return {};
    });
    expect(problems).to.deep.equal([
      "options of attachGateways: its function 'server' threw for the path '/other': Error: no such path",
    ]);
  });

  it('is a problem where it gives an option of another place', async () => {
    await using application = new TestApplication();
    const [problem] = problemsOf(application, () => ({ acks: 'errorFirst' }));
    expect(problem).to.equal(
      "options of attachGateways: its option 'server.acks' is no option here; expected attachGateways(…, { acks })",
    );
  });
});
