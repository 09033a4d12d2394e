import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import {
  GatewayBase,
  OnConnected,
  SubscribeMessage,
  UseInterceptors,
  WebSocketGateway,
  WsAck,
  WsArgs,
  WsBody,
  WsResponse,
} from '../../../src';
import { TestGateway } from '../../../src/testing';

const { dispatch } = TestGateway;
const values: Readonly<Record<string, unknown>> = {
  zero: 0,
  'the empty text': '',
  false: false,
  null: null,
  'an error of its own': { error: { code: 1 } },
  'a list': [1, [2]],
};

@WebSocketGateway({ path: '/dispatched', namespace: '/desk' })
class DeskGateway extends GatewayBase<{ data: { greeted: boolean } }> {
  @OnConnected()
  async greet(): Promise<void> {
    await eventLoopTurn();
    this.context.socket.data.greeted = true;
    this.context.socket.emit('greeting', 'hello');
    this.context.namespace.emit('arrival', this.context.sid);
  }

  @SubscribeMessage('greeted?')
  greeted(): boolean {
    return this.context.socket.data.greeted;
  }

  @SubscribeMessage('double')
  double(value: number): number {
    return value * 2;
  }

  @SubscribeMessage('double later')
  async doubleLater(value: number): Promise<number> {
    await eventLoopTurn();
    return value * 2;
  }

  @SubscribeMessage('value')
  value(name: string): unknown {
    return values[name];
  }

  @SubscribeMessage('arguments')
  arguments(@WsArgs() args: unknown[]): unknown[] {
    return args;
  }

  @SubscribeMessage('note')
  note(): void {
    this.context.socket.emit('noted');
  }

  @SubscribeMessage('answer yourself')
  answerYourself(@WsBody() how: string, @WsAck() ack?: (value: unknown) => void): void {
    if (how === 'now') ack?.({ by: 'myself' });
    if (how === 'twice') for (const answer of ['first', 'second']) ack?.(answer);
  }

  @SubscribeMessage('wrapped')
  @UseInterceptors(async ({ message }, next) => ({ around: message, inside: await next() }))
  wrapped(): string {
    return 'handler';
  }

  @SubscribeMessage('respond')
  respond(): WsResponse {
    return new WsResponse('answer', { n: 1 });
  }

  @SubscribeMessage('fill')
  fill(@WsBody() list: number[]): number {
    return list.push(1);
  }

  @SubscribeMessage('type of')
  typeOf(@WsBody() { at }: { at: unknown }): object {
    return { at: typeof at, now: new Date(0), missing: undefined };
  }
}

describe('dispatch gives the acknowledgement', () => {
  for (const event of ['double', 'double later']) {
    it(`of '${event}', and nothing else`, async () => {
      expect(await dispatch(DeskGateway, event, 21)).to.deep.equal({ ack: 42, error: undefined, emitted: [] });
    });
  }

  for (const [name, value] of Object.entries(values)) {
    it(`that is a value: ${name}`, async () => {
      expect(await dispatch(DeskGateway, 'value', name)).to.deep.equal({ ack: value, error: undefined, emitted: [] });
    });
  }

  it('that is undefined for a handler without a result', async () => {
    expect(await dispatch(DeskGateway, 'note', 1)).to.deep.equal({
      ack: undefined,
      error: undefined,
      emitted: [{ event: 'noted', args: [], to: 'client' }],
    });
  });

  it('that an interceptor makes of the result', async () => {
    expect(await dispatch(DeskGateway, 'wrapped', 'paper')).to.deep.equal({
      ack: { around: 'paper', inside: 'handler' },
      error: undefined,
      emitted: [],
    });
  });

  it('of a method that answers itself, and the first of two', async () => {
    const answerYourself = (how: string) => dispatch(DeskGateway, 'answer yourself', how);
    expect(await answerYourself('now')).to.deep.equal({ ack: { by: 'myself' }, error: undefined, emitted: [] });
    expect(await answerYourself('twice')).to.deep.equal({ ack: 'first', error: undefined, emitted: [] });
    expect(await answerYourself('never')).to.deep.equal({ ack: undefined, error: undefined, emitted: [] });
  });

  it('after @OnConnected, and without the events of that', async () => {
    expect(await dispatch(DeskGateway, 'greeted?', undefined)).to.deep.equal({
      ack: true,
      error: undefined,
      emitted: [],
    });
  });
});

describe('dispatch without an acknowledgement', () => {
  const silent = { acknowledge: false };

  it('gives the result as an emitted event', async () => {
    const emitted = [{ event: 'double', args: [42], to: 'client' }];
    expect(await dispatch(DeskGateway, 'double', 21, silent)).to.deep.equal({
      ack: undefined,
      error: undefined,
      emitted,
    });
  });

  it('gives a WsResponse once', async () => {
    const emitted = [{ event: 'answer', args: [{ n: 1 }], to: 'client' }];
    expect(await dispatch(DeskGateway, 'respond', undefined, silent)).to.deep.equal({
      ack: undefined,
      error: undefined,
      emitted,
    });
  });

  it('gives a method with @WsAck() none', async () => {
    expect(await dispatch(DeskGateway, 'answer yourself', 'now', silent)).to.deep.equal({
      ack: undefined,
      error: undefined,
      emitted: [],
    });
  });
});

describe('dispatch sends', () => {
  it('its payload as a single argument, also a list and null', async () => {
    for (const payload of [{ a: 1 }, ['left', 'right'], null]) {
      expect((await dispatch(DeskGateway, 'arguments', payload)).ack).to.deep.equal([payload]);
    }
  });

  it('no argument for an undefined payload', async () => {
    expect((await dispatch(DeskGateway, 'arguments', undefined)).ack).to.deep.equal([]);
  });

  it('a copy of its payload, which the handler may change', async () => {
    const payload: number[] = [];
    await dispatch(DeskGateway, 'fill', payload);
    expect(payload).to.deep.equal([]);
  });

  it('and returns values as JSON makes them', async () => {
    expect((await dispatch(DeskGateway, 'type of', { at: new Date(0) })).ack).to.deep.equal({
      at: 'string',
      now: '1970-01-01T00:00:00.000Z',
    });
  });
});
