import { expect } from 'chai';
import Joi from 'joi';
import { Describe, Emits, type GatewayDefinition, Returns, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';

const [text, number, flag] = [Joi.string(), Joi.number(), Joi.boolean()];

@WebSocketGateway({ path: '/parent' })
@Emits('said', text)
@Emits('left', text, { description: 'Somebody has left' })
@Describe({ summary: 'A chat', tags: ['chat'], deprecated: true })
class ParentGateway {
  @SubscribeMessage()
  @Returns(text)
  @Emits('heard', text)
  @Describe({ summary: 'Says it', description: 'To everyone' })
  say(): void {}

  @SubscribeMessage()
  @Returns(text)
  keep(): void {}
}

@WebSocketGateway({ path: '/child' })
@Emits('said', number)
@Describe({ summary: 'A better chat', deprecated: false })
class ChildGateway extends ParentGateway {
  @Returns(number)
  @Emits('heard', flag)
  @Describe({ summary: 'Says it better' })
  override say(): void {}

  override keep(): void {}
}

async function definitionsOf(): Promise<readonly [parent: GatewayDefinition, child: GatewayDefinition]> {
  await using application = new TestApplication();
  const { gateways } = application.attach({ gateways: [ParentGateway, ChildGateway] }).registry;
  return gateways as unknown as readonly [GatewayDefinition, GatewayDefinition];
}

describe('the contract of a subclass', () => {
  const emitsOf = ({ emits }: GatewayDefinition) => emits.map(({ event, by, schema }) => [event, by, schema]);
  const handler = ({ handlers }: GatewayDefinition, name: string) => handlers.find(({ method }) => method === name);

  it("has its parents' events, and its own in place of theirs", async () => {
    const [parent, child] = await definitionsOf();
    expect(emitsOf(child)).to.deep.equal([
      ['said', 'ChildGateway', number],
      ['left', 'ChildGateway', text],
      ['heard', 'ChildGateway.say', flag],
    ]);
    expect(emitsOf(parent)).to.deep.equal([
      ['said', 'ParentGateway', text],
      ['left', 'ParentGateway', text],
      ['heard', 'ParentGateway.say', text],
    ]);
  });

  it("has its parents' answers, and its own in place of theirs", async () => {
    const [parent, child] = await definitionsOf();
    expect(handler(child, 'say')?.returns?.schema).to.equal(number);
    expect(handler(child, 'keep')?.returns?.schema).to.equal(text);
    expect(handler(parent, 'say')?.returns?.schema).to.equal(text);
  });

  it("adds to its parents' words, and replaces them", async () => {
    const [parent, child] = await definitionsOf();
    expect(child.description).to.deep.equal({ summary: 'A better chat', tags: ['chat'], deprecated: false });
    expect(handler(child, 'say')?.description).to.deep.equal({
      summary: 'Says it better',
      description: 'To everyone',
    });
    expect(parent.description).to.deep.equal({ summary: 'A chat', tags: ['chat'], deprecated: true });
  });

  it('is frozen', async () => {
    const [parent] = await definitionsOf();
    expect(
      [parent.emits, parent.emits[0], parent.description, handler(parent, 'say')?.returns].map(Object.isFrozen),
    ).to.deep.equal([true, true, true, true]);
  });
});
