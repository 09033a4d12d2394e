import { expect } from 'chai';
import { expectTypeOf } from 'expect-type';
import Joi from 'joi';
import type { Container } from 'inversify';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsAck, WsArgs, WsBody } from '../../../src';
import { type DispatchOptions, TestGateway } from '../../../src/testing';

const { dispatch } = TestGateway;

interface Contract {
  listens: {
    bid(lot: number, price: number, ack: (answer: string) => void): void;
    ask(lot: number, price?: number): void;
    tag(lot: number, ...tags: string[]): void;
    look(lot: number): void;
    list(): void;
  };
}

@WebSocketGateway({ namespace: '/auctions' })
class AuctionGateway extends GatewayBase<Contract> {
  @SubscribeMessage()
  bid(@WsArgs(0, Joi.number().required()) lot: number, @WsArgs(1, Joi.number().required()) price: number): string {
    return `${lot} for ${price}`;
  }

  @SubscribeMessage()
  ask(@WsBody(Joi.number().required()) _lot: number, @WsArgs(1, Joi.number()) _price?: number): void {}

  @SubscribeMessage()
  tag(...args: unknown[]): void {
    this.context.socket.emit('raw', args.slice(0, -1)); // without the acknowledgement
  }

  @SubscribeMessage()
  look(@WsArgs() args: unknown[]): void {
    this.context.socket.emit('all', args);
  }

  @SubscribeMessage()
  list(): void {}
}

@WebSocketGateway()
class PlainGateway {
  @SubscribeMessage()
  add(@WsArgs() args: unknown[], @WsAck() ack: (...answer: unknown[]) => void): void {
    ack(args);
  }
}

describe('dispatch of an event with several arguments', () => {
  it('sends those after the payload, too', async () => {
    expect(await dispatch(AuctionGateway, 'bid', 7, { rest: [20.5] })).to.include({ ack: '7 for 20.5' });
    const { emitted } = await dispatch(AuctionGateway, 'tag', 7, { rest: ['old', 'blue'] });
    expect(emitted).to.deep.equal([{ event: 'raw', args: [[7, 'old', 'blue']], to: 'client' }]);
  });

  it('sends a payload that is undefined before them as null, as a client does', async () => {
    expect(await dispatch(PlainGateway, 'add', undefined, { rest: [2] })).to.deep.include({ ack: [null, 2] });
  });

  it('sends the payload alone without them, and nothing where that is undefined', async () => {
    expect(await dispatch(PlainGateway, 'add', [1, 2])).to.deep.include({ ack: [[1, 2]] });
    expect(await dispatch(PlainGateway, 'add', 1, { rest: [] })).to.deep.include({ ack: [1] });
    expect(await dispatch(PlainGateway, 'add', undefined)).to.deep.include({ ack: [] });
  });

  it('validates each of them', async () => {
    const { error } = await dispatch(AuctionGateway, 'bid', 7, { rest: ['much' as unknown as number] });
    expect(error).to.include({ code: 1007, event: 'bid' });
  });

  it('is checked by the compiler against the contract', () => {
    const compiles = (code: () => unknown): void => void expectTypeOf(code).toBeFunction();
    compiles(() => dispatch(AuctionGateway, 'bid', 7, { rest: [20.5], acknowledge: false }));
    compiles(() => dispatch(AuctionGateway, 'ask', 7));
    compiles(() => dispatch(AuctionGateway, 'ask', 7, { acknowledge: false }));
    compiles(() => dispatch(AuctionGateway, 'ask', 7, { rest: [1] }));
    compiles(() => dispatch(AuctionGateway, 'tag', 7));
    compiles(() => dispatch(AuctionGateway, 'tag', 7, { rest: ['old', 'blue'] }));
    compiles(() => dispatch(AuctionGateway, 'list', undefined, { context: { user: 1 } }));
    compiles(() => dispatch(AuctionGateway, 'look', 1, { bind: (container) => container.bind(String) }));
    compiles(() => {
      const bind = (container: Container & { readonly other: true }): unknown => container.other;
      return [
        dispatch(AuctionGateway, 'look', 1, { bind }),
        dispatch(AuctionGateway, 'bid', 1, { bind, rest: [2] }),
        dispatch(PlainGateway, 'add', 1, { bind, rest: [2] }),
      ];
    });
    compiles((options: DispatchOptions = { acknowledge: false }) => dispatch(AuctionGateway, 'look', 1, options));
    // @ts-expect-error -- the second argument is missing
    compiles(() => dispatch(AuctionGateway, 'bid', 7));
    // @ts-expect-error -- the second argument is missing
    compiles(() => dispatch(AuctionGateway, 'bid', 7, { acknowledge: false }));
    // @ts-expect-error -- the second argument is a number
    compiles(() => dispatch(AuctionGateway, 'bid', 7, { rest: ['much'] }));
    // @ts-expect-error -- there is one argument
    compiles(() => dispatch(AuctionGateway, 'look', 7, { rest: [8] }));
    // @ts-expect-error -- there is none: these are options
    compiles(() => dispatch(AuctionGateway, 'list', { context: { user: 1 } }));
  });
});
