import { expect } from 'chai';
import Joi from 'joi';
import { Emits, GatewayBase, Returns, SubscribeMessage, WebSocketGateway, WsBody, WsResponse } from '../../../../src';
import { compileAnswerCheck, compileEmitChecks } from '../../../../src/runtime/reply/outgoing';
import type { Settings } from '../../../../src/contract/settings';
import { TestGateway } from '../../../../src/testing';

@WebSocketGateway({ path: '/plain' })
class PlainGateway extends GatewayBase {
  @SubscribeMessage('value')
  value(@WsBody(Joi.number()) value: number): number {
    return value;
  }

  @SubscribeMessage('response')
  response(): WsResponse {
    return new WsResponse('news');
  }
}

@WebSocketGateway({ path: '/mixed', namespace: '/mixed' })
class MixedGateway extends PlainGateway {
  @SubscribeMessage('declared')
  @Returns(Joi.number())
  @Emits('declared', Joi.number())
  declared(): number {
    return 1;
  }
}

const settings = { validateOutgoing: 'throw' } as Settings; // what it reads of them
const kit = TestGateway.createTestModule({
  gateways: [PlainGateway, MixedGateway],
  options: { validateOutgoing: 'throw' },
});

/** Their own methods, which stand in front of those of their class. */
const inFront = (...objects: object[]): readonly string[] =>
  objects.flatMap((each) => ['emit', 'broadcast', 'broadcastWithAck'].filter((name) => Object.hasOwn(each, name)));

describe('validateOutgoing', () => {
  it('puts nothing in front of what is emitted in a namespace that declares nothing', () =>
    kit.runWithServer(async (ctx) => {
      const [plain, mixed] = [ctx.host.of(PlainGateway), ctx.host.of(MixedGateway)];
      await ctx.connect();
      await ctx.newSocketClientContext({ path: '/mixed', namespace: '/mixed' }).connect();
      const sockets = [plain, mixed].map(({ sockets: all }) => [...all.values()][0]!);
      expect(inFront(sockets[0]!, plain.adapter)).to.deep.equal([]);
      expect(inFront(sockets[1]!, mixed.adapter)).to.deep.equal(['emit', 'broadcast', 'broadcastWithAck']);
    }));

  it('compiles no check for a namespace or a method that declares nothing, so that none runs for a reply', () =>
    kit.runWithServer(({ host }) => {
      const namespaces = host.registry.servers.flatMap((server) => server.namespaces);
      const checked = [...compileEmitChecks(namespaces, settings).keys()].map(({ name }) => name);
      expect(checked).to.deep.equal(['/mixed']);
      const handlers = host.registry.gateways.flatMap((gateway) => gateway.handlers);
      const answering = handlers.filter((handler) => compileAnswerCheck(handler, settings) !== undefined);
      expect(answering.map(({ label }) => label)).to.deep.equal(['MixedGateway.declared']);
    }));
});
