import { Parser } from '@asyncapi/parser';
import { expect } from 'chai';
import { ChatGateway } from '../../demo/chat.gateway';
import { ChatLog } from '../../demo/chat-log';
import { Presence } from '../../demo/presence';
import { Ticker } from '../../demo/ticker';
import type { GatewayRegistry } from '../../src';
import { asyncApiDocument, clientTypes } from '../../src/docs';
import { expectSnapshot } from '../docs/asyncapi/snapshot';
import { mistakesIn } from '../docs/client-types/compile';
import { TestApplication } from '../support/application';

async function registryOfDemo(): Promise<GatewayRegistry> {
  await using application = new TestApplication();
  for (const service of [ChatLog, Presence, Ticker]) application.container.bind(service).toSelf();
  return application.attach({ gateways: [ChatGateway] }).registry;
}

/** `same<never, Different<One, Other>>(true)` compiles where two maps have the same events, with the same types. */
const DIFFERENT = `
  type Plain<A> = A extends (...args: infer Args) => unknown
    ? (...args: { [Index in keyof Args]: Plain<Args[Index]> }) => void
    : A extends object ? { -readonly [Key in keyof A]: Plain<A[Key]> } : A;
  type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
  type Different<A, B> = {
    [E in keyof A | keyof B]: E extends keyof A & keyof B ? (Same<Plain<A[E]>, Plain<B[E]>> extends true ? never : E) : E;
  }[keyof A | keyof B];
  const same = <A, B>(_same: Same<A, B>): void => undefined;
`;

describe("the demo's contract", () => {
  it('is valid AsyncAPI, and as its snapshot', async () => {
    const document = asyncApiDocument(await registryOfDemo(), { title: 'Chat', version: '1.0.0' });
    const { diagnostics } = await new Parser().parse(JSON.stringify(document));
    expect(diagnostics).to.deep.equal([]);
    expectSnapshot('demo', document);
  }).timeout(60_000);

  it('gives a client the very types that the compiler checks its gateway against', async () => {
    const code = `${DIFFERENT}
      import type { ChatContract } from '../../../demo/chat.contract.js';
      same<never, Different<gateways.Chat.ClientToServerEvents, ChatContract['listens']>>(true);
      same<never, Different<Omit<gateways.Chat.ServerToClientEvents, 'error'>, ChatContract['emits']>>(true);
    `;
    expect(mistakesIn(await clientTypes(await registryOfDemo()), code)).to.deep.equal([]);
  }).timeout(0); // nothing interrupts the compiler

  it('gives other types where the contract says something else, of what is sent, answered and emitted', async () => {
    const code = `${DIFFERENT}
      import type { ChatContract, Message } from '../../../demo/chat.contract.js';
      interface Listens extends Omit<ChatContract['listens'], 'introduce' | 'search' | 'my_ping'> {
        introduce(who: { name: string; email: string; age: string }): void;
        search(query: { text: string; limit?: number }, ack: (answer: { limit: number }) => void): void;
      }
      interface Emits extends Omit<ChatContract['emits'], 'tick' | 'my_response'> {
        tick(tick: { count: number | string }): void;
        my_response(message: Message): void;
      }
      same<'introduce' | 'my_ping' | 'search', Different<gateways.Chat.ClientToServerEvents, Listens>>(true);
      same<'error' | 'my_response' | 'tick', Different<gateways.Chat.ServerToClientEvents, Emits>>(true);
    `;
    expect(mistakesIn(await clientTypes(await registryOfDemo()), code)).to.deep.equal([]);
  }).timeout(0); // nothing interrupts the compiler
});
