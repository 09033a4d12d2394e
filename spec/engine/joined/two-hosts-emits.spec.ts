import { expect } from 'chai';
import Joi from 'joi';
import { Container } from 'inversify';
import { Server } from 'socket.io';
import type { Newable } from '../../../src/container';
import { Emits, GatewayBase, type GatewayHost, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';

@WebSocketGateway({ namespace: '/news' })
@Emits('one', Joi.string())
class OneGateway extends GatewayBase {}

@WebSocketGateway({ namespace: '/news' })
@Emits('two', Joi.string())
class TwoGateway extends GatewayBase {}

@WebSocketGateway({ namespace: '/news' })
@Emits('three', Joi.string())
class ThreeGateway extends GatewayBase {}

const gateways = { one: OneGateway, two: TwoGateway, three: ThreeGateway } as const;
type Name = keyof typeof gateways;

const orders: readonly (readonly Name[])[] = [
  ['one', 'two', 'three'],
  ['three', 'two', 'one'],
  ['two', 'one', 'three'],
];

describe('What hosts check of emits in one namespace of a server of the application', () => {
  for (const order of orders) {
    it(`is checked until the host has closed, and the adapter is as it was then: ${order.join(', ')}`, async () => {
      await using application = new TestApplication();
      const io = new Server(application.httpServer);
      const { adapter } = io.of('/news');
      const own = Object.keys(adapter);
      const attach = (gateway: Newable): GatewayHost =>
        application.attach({ gateways: [gateway], io, validateOutgoing: 'throw' }, new Container());
      const hosts = { one: attach(OneGateway), two: attach(TwoGateway), three: attach(ThreeGateway) };
      const open = new Set<Name>(order);
      for (const name of order) {
        await hosts[name].close();
        open.delete(name);
        for (const each of order) {
          const emit = (): unknown => io.of('/news').to('room').emit(each, 7);
          if (open.has(each)) expect(emit, each).to.throw(TypeError, `@Emits of ${gateways[each].name}`);
          else expect(emit, each).not.to.throw();
        }
      }
      expect(Object.keys(adapter)).to.deep.equal(own);
    });
  }

  it('leaves what the application has put around the adapter since', async () => {
    await using application = new TestApplication();
    const io = new Server(application.httpServer);
    const { adapter } = io.of('/news');
    const host = application.attach({ gateways: [OneGateway], io, validateOutgoing: 'throw' }, new Container());
    const broadcast = adapter.broadcast.bind(adapter);
    const seen: unknown[] = [];
    adapter.broadcast = (packet: { data: unknown[] }, rest) => {
      seen.push(packet.data);
      broadcast(packet, rest);
    };
    await host.close();
    io.of('/news').emit('one', 7);
    expect(seen).to.deep.equal([['one', 7]]);
  });
});
