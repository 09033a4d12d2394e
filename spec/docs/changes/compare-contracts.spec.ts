import { expect } from 'chai';
import Joi from 'joi';
import {
  Emits,
  Idempotent,
  Returns,
  type Schema,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
  WsArgs,
  WsBody,
  type AttachOptions,
  type GatewayOptions,
} from '../../../src';
import { compareContracts, contractModel } from '../../../src/docs';
import { everything, registryOf } from '../fixture/registry';

interface Contract {
  options?: GatewayOptions;
  body?: Schema;
  second?: Schema;
  answer?: Schema;
  emits?: Schema;
  event?: string;
  guards?: (() => boolean)[];
  idempotent?: boolean;
}

async function modelOf(contract: Contract, options: AttachOptions = {}) {
  const { body = Joi.any(), second, answer, emits, event = 'say', guards = [] } = contract;
  class SayGateway {
    say(_body: unknown, _second: unknown): void {}
  }
  WsBody(body)(SayGateway.prototype, 'say', 0);
  if (second) WsArgs(1, second)(SayGateway.prototype, 'say', 1);
  if (answer) Returns(answer)(SayGateway.prototype, 'say');
  if (emits) Emits('said', emits)(SayGateway);
  if (contract.idempotent) Idempotent()(SayGateway.prototype, 'say');
  UseGuards(...guards)(SayGateway.prototype, 'say');
  SubscribeMessage(event)(SayGateway.prototype, 'say');
  WebSocketGateway({ path: '/chat', ...contract.options })(SayGateway);
  return contractModel(await registryOf([SayGateway], options));
}

/** The changes as lines of a report; a `!` stands before those that break clients. */
async function changes(before: Contract, after: Contract, options: [AttachOptions?, AttachOptions?] = []) {
  const [old, current] = [await modelOf(before, options[0]), await modelOf(after, options[1])];
  // As they are read from files.
  const [oldFile, currentFile] = [old, current].map((model) => JSON.parse(JSON.stringify(model)) as typeof model);
  return compareContracts(oldFile!, currentFile!).map(
    ({ breaking, where, change }) => `${breaking ? '! ' : ''}${where} ${change}`,
  );
}

const text = Joi.object({ text: Joi.string().required() });
const withRoom = text.append({ room: Joi.string().required() });
const withOptionalRoom = text.append({ room: Joi.string() });

describe('compareContracts', () => {
  it('finds that a request which is sent again runs again', async () => {
    expect(await changes({ idempotent: true }, {})).to.deep.equal([
      "! say of '/' is not idempotent any more: a request that is sent again runs again",
    ]);
    expect(await changes({}, { idempotent: true })).to.deep.equal([]);
  });

  it('finds nothing between a contract and itself, with every feature', async () => {
    const model = contractModel(await registryOf(everything));
    expect(compareContracts(model, contractModel(await registryOf(everything)))).to.deep.equal([]);
  });

  const cases: readonly (readonly [what: string, before: Contract, after: Contract, ...changes: string[]])[] = [
    [
      'a member that clients have to send now',
      { body: text },
      { body: withRoom },
      "! say of '/', message.room is required now",
    ],
    [
      'a member that clients may send now',
      { body: text },
      { body: withOptionalRoom },
      "say of '/', message.room is new",
    ],
    ['a member that is refused now', { body: withOptionalRoom }, { body: text }, "! say of '/', message.room is gone"],
    ['a member that is emitted now', { emits: text }, { emits: withRoom }, "said, emitted in '/'.room is required now"],
    [
      'a member that may be missing now in what is emitted',
      { emits: withRoom },
      { emits: withOptionalRoom },
      "! said, emitted in '/'.room may be left out now",
    ],
    [
      'a member that is not emitted any more',
      { emits: withRoom },
      { emits: text },
      "! said, emitted in '/'.room is gone",
    ],
    [
      'another type of what is sent',
      { body: Joi.number() },
      { body: Joi.string() },
      "! say of '/', message is string in place of number",
      "! say of '/', message has the minLength 1 in place of none",
    ],
    [
      'a wider type of what is answered',
      { answer: Joi.number() },
      { answer: Joi.number().allow(null) },
      "! say of '/', answer is number or null in place of number",
    ],
    [
      'a narrower type of what is answered',
      { answer: Joi.number() },
      { answer: Joi.number().integer() },
      "say of '/', answer is integer in place of number",
    ],
    [
      'other values of what is sent',
      { body: Joi.valid('a', 'b') },
      { body: Joi.valid('b', 'c') },
      `! say of '/', message cannot be "a" any more`,
      `say of '/', message can be "c" now`,
    ],
    [
      'a lower bound that is higher',
      { body: Joi.number().min(1).max(9) },
      { body: Joi.number().min(2).max(10) },
      "! say of '/', message has the minimum 2 in place of 1",
      "say of '/', message has the maximum 10 in place of 9",
    ],
    [
      'another pattern',
      { body: Joi.string().pattern(/a/) },
      { body: Joi.string().pattern(/b/) },
      `! say of '/', message has another pattern: "b"`,
    ],
    [
      'items of an array',
      { body: Joi.array().items(text) },
      { body: Joi.array().items(withRoom) },
      "! say of '/', message[].room is required now",
    ],
    ['an argument that has to be sent now', {}, { second: Joi.string() }, "! say of '/', argument 2 is required now"],
    ['an argument that is ignored now', { second: Joi.string() }, {}, "say of '/', argument 2 is ignored now"],
    ['an event with another name', { event: 'say' }, { event: 'tell' }, "! say of '/' is gone", "tell of '/' is new"],
    ['an event that is not emitted any more', { emits: text }, {}, "! said, emitted in '/', is gone"],
    ['an event that is emitted now', {}, { emits: text }, "said, emitted in '/', is new"],
    ['an answer that is declared now', {}, { answer: text }, "say of '/', answer is declared now"],
    ['an answer that is not declared now', { answer: text }, {}, "! say of '/', answer is not declared any more"],
    [
      'a guard',
      {},
      {
        guards: [
          function isAdmin() {
            return true;
          },
        ],
      },
      "! say of '/' is guarded by isAdmin now",
    ],
    [
      'another namespace',
      { options: { namespace: '/a' } },
      { options: { namespace: '/b' } },
      "! the namespace '/a' of the path '/chat' is gone",
      "the namespace '/b' of the path '/chat' is new",
    ],
    ['a parameter that is only called otherwise', { options: { namespace: '/:a' } }, { options: { namespace: '/:b' } }],
    [
      'another path',
      { options: { path: '/a' } },
      { options: { path: '/b' } },
      "! the path '/a' is gone",
      "the path '/b' is new",
    ],
    ['a transport', {}, { options: { transports: ['websocket'] } }, "! the path '/chat' has no polling any more"],
    [
      'a handshake',
      {},
      { options: { handshake: { auth: text } } },
      "! the handshake of '/', auth.text is required now",
      "! the handshake of '/', auth takes no other members any more",
    ],
  ];
  for (const [what, before, after, ...expected] of cases) {
    it(`tells of ${what}`, async () => {
      expect(await changes(before, after)).to.deep.equal(expected);
    });
  }

  it('tells of options that clients meet', async () => {
    const after: AttachOptions = { acks: 'errorFirst', errorEvent: 'unacknowledged', limits: { maxArguments: 3 } };
    expect(await changes({}, {}, [{}, after])).to.deep.equal([
      '! acks is errorFirst in place of value',
      '! errorEvent is unacknowledged in place of always',
      '! limits.maxArguments is 3 in place of 64',
    ]);
    expect(await changes({}, {}, [after, {}])).to.deep.equal([
      '! acks is value in place of errorFirst',
      'errorEvent is always in place of unacknowledged',
      'limits.maxArguments is 64 in place of 3',
    ]);
  });

  it('compares schemas that hold themselves', async () => {
    const tree = (leaf: Schema) =>
      Joi.object({ leaf: leaf as Joi.Schema, children: Joi.array().items(Joi.link('#tree')) }).id('tree');
    expect(await changes({ body: tree(Joi.number()) }, { body: tree(Joi.number().min(0)) })).to.deep.equal([
      "! say of '/', message.leaf has the minimum 0 in place of none",
    ]);
  });

  it('does not compare words', async () => {
    expect(await changes({ body: text }, { body: text.description('What is said').example({ text: 'x' }) }))
      .to.deep //
      .equal([]);
  });
});
