import { expect } from 'chai';
import Joi from 'joi';
import { Describe, Emits, GatewayBase, Returns, SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import { workbench } from './workbench';

const EVIL = `</script><script>globalThis.harmed = true</script><img src=x onerror="globalThis.harmed = true">'"\`\${7*7}{{7*7}}*/\u202e`;

@WebSocketGateway({ path: '/evil-ws' })
@Describe({ summary: EVIL, description: EVIL, tags: [EVIL] })
class EvilGateway extends GatewayBase {
  @SubscribeMessage(EVIL)
  @Describe({ summary: EVIL, description: EVIL, tags: [EVIL], examples: [{ [EVIL]: EVIL }] })
  @Returns(Joi.object({ [EVIL]: Joi.string().valid(EVIL).description(EVIL) }))
  @Emits(EVIL, Joi.string().description(EVIL), { description: EVIL })
  evil(@WsBody(Joi.object({ [EVIL]: Joi.string().required().description(EVIL) })) body: Record<string, string>) {
    this.context.socket.emit(EVIL, EVIL);
    return body;
  }
}

describe('The console, with markup in every name, description and value', () => {
  const bench = workbench();

  it('shows all of it as text, and runs nothing', async () => {
    const opened = await bench.open(await bench.serve({ gateways: [EvilGateway] }));
    await opened.find('harmed');
    await opened.send();
    await opened.answers('globalThis.harmed');
    await opened.entries('Received').last().getByRole('button').click();
    await opened.page.getByRole('region', { name: 'Payload' }).filter({ hasText: 'onerror' }).waitFor();
    await opened.page.getByRole('link', { name: '/', exact: true }).click();
    await opened.page.getByRole('heading', { name: 'The server emits' }).waitFor();
    expect(await opened.page.evaluate<unknown>('globalThis.harmed')).to.equal(undefined);
    expect(await opened.page.locator('img[src=x]').count()).to.equal(0);
  });

  it('writes code that is what was sent, and nothing more', async () => {
    const opened = await bench.open(await bench.serve({ gateways: [EvilGateway] }));
    await opened.find('harmed');
    await opened.send();
    await opened.answers('globalThis.harmed');
    await opened.entries('Sent').getByRole('button').click();
    const [, args = ''] = /request\(socket, (.*)\)\);/s.exec(await opened.copied('Copy as code')) ?? [];
    // What stands there is code, and the test is that it is nothing but these two values.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
    expect(new Function(`return [${args}]`)()).to.deep.equal([EVIL, { [EVIL]: EVIL }]);
  });
});
