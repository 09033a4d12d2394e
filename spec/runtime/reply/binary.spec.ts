import { expect } from 'chai';
import Joi from 'joi';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsBody, WsResponse } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

const upload = Joi.object({ name: Joi.string(), parts: Joi.array().items(Joi.object({ bytes: Joi.binary().max(4) })) });

@WebSocketGateway({ path: '/binary' })
class BinaryGateway extends GatewayBase {
  @SubscribeMessage('echo')
  echo(@WsBody() body: unknown): unknown {
    return body;
  }

  @SubscribeMessage('kinds')
  kinds(@WsBody('parts') parts: unknown[]): unknown {
    return parts.map((part) => Buffer.isBuffer(part));
  }

  @SubscribeMessage('upload')
  upload(@WsBody(upload) body: { parts: { bytes: Buffer }[] }): WsResponse {
    return WsResponse.broadcast('uploaded', { bytes: Buffer.concat(body.parts.map(({ bytes }) => bytes)) });
  }

  @SubscribeMessage('stream')
  async *stream(@WsBody() bytes: Buffer): AsyncGenerator {
    for (const byte of bytes) yield { byte: Buffer.of(byte) };
  }
}

describe('binary data', () => {
  const kit = TestGateway.createTestModule({ gateways: [BinaryGateway] });
  const nested = { name: 'a.bin', parts: [Buffer.from([1, 2]), { deep: [Buffer.from([3])] }], empty: Buffer.alloc(0) };

  overBothTransports((run) => {
    it('is received and sent anywhere in an object, in an acknowledgement and in an event', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'echo', nested)).to.deep.equal([nested]);
        expect(await answerTo(ctx, 'echo', Buffer.from('bytes'))).to.deep.equal([Buffer.from('bytes')]);
        ctx.sio.emit('echo', nested);
        expect(await ctx.waitFor('echo')).to.deep.equal(nested);
      }));

    it('is a Buffer for the handler, whatever the client sent it as', () =>
      run(kit, async (ctx) => {
        const parts = [Buffer.of(1), new Uint8Array([1]), new Uint8Array([1, 2]).buffer];
        expect(await answerTo(ctx, 'kinds', { parts })).to.deep.equal([[true, true, true]]);
      }));

    it('is validated, and broadcast', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        const parts = [{ bytes: Buffer.from([1, 2]) }, { bytes: Buffer.from([3]) }];
        expect(await answerTo(ctx, 'upload', { name: 'a', parts })).to.deep.equal([{ bytes: Buffer.from([1, 2, 3]) }]);
        for (const client of [ctx, other]) {
          expect(await client.waitFor('uploaded')).to.deep.equal({ bytes: Buffer.from([1, 2, 3]) });
        }
        const tooMuch = { parts: [{ bytes: Buffer.alloc(5, 'secret') }] };
        expect(await answerTo(ctx, 'upload', tooMuch)).to.have.nested.property(
          '[0].error.reason[0].type',
          'binary.max',
        );
      }));

    it('may be streamed', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'stream', Buffer.from([7, 8]))).to.deep.equal([]);
        expect(ctx.received('stream')).to.deep.equal([{ byte: Buffer.of(7) }, { byte: Buffer.of(8) }]);
      }));
  });
});
