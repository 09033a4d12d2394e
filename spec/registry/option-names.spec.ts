import { expect } from 'chai';
import { Adapter } from 'socket.io-adapter';
import { WebSocketServer } from 'ws';
import { type AttachOptions, GatewayConfigurationError } from '../../src';
import { TestApplication } from '../support/application';
import { gatewayWith } from '../support/problems';
import { RecordingLogger } from '../support/recording-logger';

/** What attaching a gateway with these options warns of, and what it refuses. */
async function attached(
  gatewayOptions: object,
  options: object = {},
): Promise<{ warnings: readonly string[]; problems: readonly string[] }> {
  await using application = new TestApplication();
  const logger = new RecordingLogger();
  const warnings = (): readonly string[] => logger.at('warn').map(({ message }) => message);
  const gateways = [gatewayWith('ChatGateway', { path: '/ws', ...gatewayOptions })];
  try {
    application.attach({ gateways, logger, ...(options as AttachOptions) });
    return { warnings: warnings(), problems: [] };
  } catch (error) {
    if (!(error instanceof GatewayConfigurationError)) throw error;
    return { warnings: warnings(), problems: error.problems };
  }
}

describe('an option of @WebSocketGateway that nobody knows', () => {
  for (const [wrong, right] of [
    ['namspace', "'namespace'"],
    ['maxPendingEvent', "'maxPendingEvents'"],
    ['pingIntervall', "'pingInterval'"],
    ['transport', "'transports'"],
    ['core', "'cors'"],
    ['guard', '@UseGuards(…), or attachGateways(…, { guards })'],
  ] as const) {
    it(`is warned of with the one that was meant: ${wrong}`, async () => {
      expect(await attached({ [wrong]: undefined })).to.deep.equal({
        warnings: [`ChatGateway: its option '${wrong}' is unknown, to socket.io as well; expected ${right}`],
        problems: [],
      });
    });
  }

  it('is warned of with all that there are where it is like none', async () => {
    const { warnings, problems } = await attached({ somethingElse: 1 });
    expect(problems).to.deep.equal([]);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(
      /^ChatGateway: its option 'somethingElse' is unknown, to socket.io as well; expected path, namespace, .*, wsEngine$/,
    );
  });

  for (const [reader, value] of [
    ['adapter', Adapter],
    ['wsEngine', WebSocketServer],
  ] as const) {
    it(`may be one that the application’s ${reader} reads, and is not warned of`, async () => {
      expect(await attached({ [reader]: value, heartbeats: 1 })).to.deep.equal({ warnings: [], problems: [] });
      expect(await attached({ heartbeats: 1 }, { server: { [reader]: value } })).to.deep.equal({
        warnings: [],
        problems: [],
      });
    });
  }
});

describe('an option in another place than its own', () => {
  for (const [name, expected] of [
    ['guards', '@UseGuards(…), or attachGateways(…, { guards })'],
    ['filters', '@UseFilters(…), or attachGateways(…, { filters })'],
    ['middleware', 'attachGateways(…, { middleware })'],
  ] as const) {
    it(`is refused at the gateway: ${name}`, async () => {
      expect((await attached({ [name]: [] })).problems).to.deep.equal([
        `ChatGateway: its option '${name}' is no option here; expected ${expected}`,
      ]);
    });
  }

  for (const [name, expected] of [
    ['path', '@WebSocketGateway({ path })'],
    ['handshake', '@WebSocketGateway({ handshake })'],
    ['middleware', 'attachGateways(…, { middleware })'],
  ] as const) {
    it(`is refused in the option server: ${name}`, async () => {
      expect((await attached({}, { server: { [name]: '/x' } })).problems).to.deep.equal([
        `options of attachGateways: its option 'server.${name}' is no option here; expected ${expected}`,
      ]);
    });
  }

  it('is warned of in the option server where it is misspelt', async () => {
    expect(await attached({}, { server: { pingTimout: 1_000 } })).to.deep.equal({
      warnings: [
        "options of attachGateways: its option 'server.pingTimout' is unknown, to socket.io as well; expected 'pingTimeout'",
      ],
      problems: [],
    });
  });
});

describe('the options of socket.io', () => {
  it('are all known, and those inside of them are its own', async () => {
    const options = {
      allowEIO3: false,
      allowUpgrades: true,
      cookie: { name: 'io', anything: 1 },
      cors: { origin: false, anything: 1 },
      destroyUpgradeTimeout: 500,
      perMessageDeflate: { threshold: 1, anything: 1 },
      serveClient: false,
    };
    expect(await attached(options)).to.deep.equal({ warnings: [], problems: [] });
    expect(await attached({}, { server: options })).to.deep.equal({ warnings: [], problems: [] });
  });
});
