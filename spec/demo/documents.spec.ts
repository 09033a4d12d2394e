import { Parser } from '@asyncapi/parser';
import { expect } from 'chai';
import { ChatGateway } from '../../demo/chat.gateway';
import { ChatLog } from '../../demo/chat-log';
import { Ticker } from '../../demo/ticker';
import type { GatewayRegistry } from '../../src';
import { asyncApiDocument, clientTypes } from '../../src/docs';
import { expectSnapshot } from '../docs/asyncapi/snapshot';
import { mistakesIn } from '../docs/client-types/compile';
import { TestApplication } from '../support/application';

async function registryOfDemo(): Promise<GatewayRegistry> {
  await using application = new TestApplication();
  for (const service of [ChatLog, Ticker]) application.container.bind(service).toSelf();
  return application.attach({ gateways: [ChatGateway] }).registry;
}

const EQUAL =
  'type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;\n' +
  'type Flat<A> = A extends object ? { [K in keyof A]: Flat<A[K]> } : A;\n' +
  'const same = <A, B>(_same: Equal<Flat<A>, Flat<B>>): void => undefined;\n';

describe("the demo's contract", () => {
  it('is valid AsyncAPI, and as its snapshot', async () => {
    const document = asyncApiDocument(await registryOfDemo(), { title: 'Chat', version: '1.0.0' });
    const { diagnostics } = await new Parser().parse(JSON.stringify(document));
    expect(diagnostics).to.deep.equal([]);
    expectSnapshot('demo', document);
  }).timeout(60_000);

  it('gives the types of all that its gateway emits, and of two events that it listens to', async () => {
    const code = `${EQUAL}
      import type { ChatContract, Message } from '../../../demo/chat.contract.js';
      import type { Introduction } from '../../../demo/chat.messages.js';
      same<Omit<gateways.Chat.ServerToClientEvents, 'error'>, ChatContract['emits']>(true);
      same<Parameters<gateways.Chat.ClientToServerEvents['my_event']>, [Message]>(true);
      same<Parameters<gateways.Chat.ClientToServerEvents['introduce']>, [Introduction]>(true);
    `;
    expect(mistakesIn(await clientTypes(await registryOfDemo()), code)).to.deep.equal([]);
    const wrong = `${EQUAL}
      import type { Message } from '../../../demo/chat.contract.js';
      same<Parameters<gateways.Chat.ClientToServerEvents['introduce']>, [Message]>(true);
    `;
    expect(mistakesIn(await clientTypes(await registryOfDemo()), wrong)).to.have.length(1);
  }).timeout(120_000);
});
