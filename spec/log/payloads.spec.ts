import { expect } from 'chai';
import { type AttachOptions, GatewayBase, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestGateway } from '../../src/testing';
import { RecordingLogger } from '../support/recording-logger';
import { answerTo } from '../support/wire';

@WebSocketGateway({ path: '/payloads' })
class PayloadGateway extends GatewayBase {
  @SubscribeMessage
  fails() {
    throw new Error('a fault');
  }
}

const payload = {
  name: 'Ada',
  password: 'hunter2',
  deep: [{ access_token: 'hunter2', Pet: 'hunter2' }],
  line: 'one\ntwo',
  bytes: Buffer.from('hunter2'),
};

async function loggedWith(logPayloads?: AttachOptions['logPayloads']): Promise<unknown> {
  const logger = new RecordingLogger();
  const options = { logger, ...(logPayloads !== undefined && { logPayloads }) };
  await TestGateway.createTestModule({ gateways: [PayloadGateway], options }).runWithServer(async (ctx) => {
    await ctx.connect({ auth: { secret: 'hunter2' }, extraHeaders: { Cookie: 'sid=hunter2' } });
    await answerTo(ctx, 'fails', payload);
    await answerTo(ctx, 'nobody', payload);
  });
  expect(JSON.stringify(logger.at('info').map(({ fields }) => fields))).not.to.include('hunter2');
  const [line] = logger.at('error');
  expect(JSON.stringify(line?.fields)).not.to.include(logPayloads === undefined ? 'hunter2' : '"hunter2"');
  return line?.fields.payload;
}

describe('a payload in the log', () => {
  it('is not there, nor are cookies and auth, unless the application asks for it', async () => {
    expect(await loggedWith()).to.equal(undefined);
    expect(await loggedWith(false)).to.equal(undefined);
  });

  it('is there without what sounds like a secret and without the keys to redact', async () => {
    expect(await loggedWith({ redact: ['pet'] })).to.deep.equal([
      {
        name: 'Ada',
        password: '[hidden]',
        deep: [{ access_token: '[hidden]', Pet: '[hidden]' }],
        line: 'one\\ntwo',
        bytes: '[7 bytes]',
      },
    ]);
  });

  it('is an option whose kind is checked', () => {
    const wrong = TestGateway.createTestModule({
      gateways: [PayloadGateway],
      options: { logPayloads: { redact: 'pet' } as never },
    });
    return wrong
      .runWithServer(async () => undefined)
      .then(
        () => expect.fail('it was attached'),
        (error: unknown) =>
          expect(String(error)).to.include("'logPayloads' is { redact: 'pet' }; expected true, false or"),
      );
  });
});
