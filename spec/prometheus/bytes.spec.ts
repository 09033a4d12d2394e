import { once } from 'node:events';
import { expect } from 'chai';
import Joi from 'joi';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsBody } from '../../src';

import { transports } from '../support/transports';
import { until } from '../support/until';
import { answerTo } from '../support/wire';
import { measured, type ValueOf } from './measured';

@WebSocketGateway({ path: '/weighed' })
class WeighedGateway extends GatewayBase {
  @SubscribeMessage
  repeat(@WsBody(Joi.any()) body: unknown) {
    return body;
  }
}

const LARGE = 20_000;
/** What is around a payload on the wire. */
const AROUND = 200;

/** Bytes that went since the last time, by transport and direction. */
class Scale {
  readonly #valueOf: ValueOf;
  readonly #last = new Map<string, number>();

  constructor(valueOf: ValueOf) {
    this.#valueOf = valueOf;
  }

  async since(direction: 'in' | 'out', transport: string): Promise<number> {
    const value = await this.#valueOf('bytes_total', { direction, transport });
    const before = this.#last.get(direction + transport) ?? 0;
    this.#last.set(direction + transport, value);
    return value - before;
  }
}

for (const transport of transports) {
  describe(`gateways_bytes_total, over ${transport},`, () => {
    const options = { transports: [transport] };

    for (const [what, payload, size] of [
      ['a text', 'x'.repeat(LARGE), LARGE],
      ['a text of other letters', 'ü'.repeat(LARGE), 2 * LARGE],
      ['bytes', Buffer.alloc(LARGE), LARGE],
    ] as const)
      it(`counts ${what} of a client, and the answer`, () =>
        measured([WeighedGateway], async ({ application, valueOf }) => {
          const scale = new Scale(valueOf);
          const sio = await application.connect('/weighed', options);
          for (const direction of ['in', 'out'] as const) await scale.since(direction, transport);
          await answerTo({ sio }, 'repeat', payload);
          expect(await scale.since('in', transport)).to.be.within(size, size + AROUND);
          expect(await scale.since('out', transport)).to.be.within(size, size + AROUND);
        }));

    it('keeps what clients took that have left, and counts each once', () =>
      measured([WeighedGateway], async ({ application, host, valueOf }) => {
        const scale = new Scale(valueOf);
        for (const time of [1, 2, 3]) {
          const sio = await application.connect('/weighed', options);
          await answerTo({ sio }, 'repeat', 'x'.repeat(LARGE));
          sio.disconnect();
          await until(() => host.statistics().connections.length === 0, 'it has left');
          for (const direction of ['in', 'out'] as const) {
            expect(await scale.since(direction, transport), `time ${time}`).to.be.within(LARGE, LARGE + 5 * AROUND);
            expect(await scale.since(direction, transport)).to.equal(0);
          }
        }
      }));
  });
}

describe('gateways_bytes_total of a client that goes over from polling to WebSocket', () => {
  it('counts what it takes at the transport that it has by then', () =>
    measured([WeighedGateway], async ({ application, valueOf }) => {
      const scale = new Scale(valueOf);
      const sio = application.client('/weighed', { transports: ['polling', 'websocket'] });
      sio.connect();
      await Promise.all([once(sio as never, 'connect'), once(sio.io.engine as never, 'upgrade')]);
      await sio.emitWithAck('repeat', 'it is over at the server, too');
      for (const each of ['polling', 'websocket'])
        for (const way of ['in', 'out'] as const) await scale.since(way, each);
      await sio.emitWithAck('repeat', 'x'.repeat(LARGE));
      for (const way of ['in', 'out'] as const) {
        expect(await scale.since(way, 'websocket')).to.be.within(LARGE, LARGE + AROUND);
        expect(await scale.since(way, 'polling')).to.equal(0);
      }
    }));
});
