import { expect } from 'chai';
import type { AttachOptions } from '../../../../src';
import { internal, refusalIn, withoutReason } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';
import { answerTo } from '../../../support/wire';
import { bad, good, mistake, news, NewsGateway } from './news.gateway';

const ways = [
  'socket',
  'others of the namespace',
  'namespace',
  'room',
  'others of the room',
  'local clients',
  'server',
];
const servers: Readonly<Record<string, AttachOptions>> = {
  'without recovery': {},
  'with connectionStateRecovery': { server: { connectionStateRecovery: {} } },
};

describe('an event that is not as @Emits declares it', () => {
  overBothTransports((run) => {
    it('is told to the logger once, and emitted as it is', async () => {
      const { kit, warnings } = news({ validateOutgoing: 'log' });
      await run(kit, async (ctx) => {
        await answerTo(ctx, 'publish', bad);
        await answerTo(ctx, 'publish to all', bad);
        expect(await ctx.waitFor('article', { count: 2 })).to.deep.equal([bad, bad]);
        expect(warnings()).to.deep.equal([mistake, mistake]);
      });
    });

    it('is answered with 1011 and not emitted where validateOutgoing is throw', async () => {
      const { kit } = news({ validateOutgoing: 'throw' });
      await run(kit, async (ctx) => {
        expect(refusalIn(await answerTo(ctx, 'publish', bad))).to.deep.equal(internal('publish'));
        expect(refusalIn(await answerTo(ctx, 'publish to all', bad))).to.deep.equal(internal('publish to all'));
        expect(await answerTo(ctx, 'publish', good)).to.deep.equal([good]);
        expect(ctx.received('article')).to.deep.equal([good]);
      });
    });
  });

  for (const [how, options] of Object.entries(servers)) {
    for (const way of ways) {
      it(`is found once where a handler emits it by hand: ${way}, ${how}`, async () => {
        const { kit, warnings } = news({ ...options, validateOutgoing: 'log' });
        await kit.runWithServer(async (ctx) => {
          await ctx.connect();
          await answerTo(ctx, 'by hand', { way, args: ['article', bad] });
          await answerTo(ctx, 'by hand', { way, args: ['article', good] });
          expect(warnings()).to.deep.equal([mistake]);
        });
      });
    }

    it(`is found among the items of a stream, ${how}`, async () => {
      const { kit } = news({ ...options, validateOutgoing: 'throw' });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect();
        ctx.sio.emit('stream', [1, 'two', 3, 'end']);
        expect(withoutReason(await ctx.waitFor('error'))).to.deep.equal(internal('stream'));
        expect(ctx.received('stream')).to.deep.equal([1]);
      });
    });
  }

  it('throws out of host.of() in services, by the namespace and to rooms', () =>
    news({ validateOutgoing: 'throw' }).kit.runWithServer(({ host }) => {
      const clients = host.of(NewsGateway);
      expect(() => clients.emit('article', bad)).to.throw(TypeError, mistake);
      expect(() => clients.to('room').emit('article', bad)).to.throw(TypeError, mistake);
      expect(clients.emit('article', good)).to.equal(true);
    }));

  it('is a payload where none is declared', async () => {
    const { kit, warnings } = news({ validateOutgoing: 'log' });
    await kit.runWithServer(({ host }) => {
      host.of(NewsGateway).emit('closed');
      host.of(NewsGateway).emit('closed', 'at noon');
      expect(warnings()).to.deep.equal([
        "'closed' is emitted with what @Emits of NewsGateway does not allow: a payload is not declared",
      ]);
    });
  });

  it('is found where the acknowledgements of clients are waited for, which are no payload', async () => {
    const { kit, warnings } = news({ validateOutgoing: 'log' });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      ctx.sio.on('article', (_data: unknown, ack: (answer: string) => void) => ack('read'));
      ctx.sio.on('closed', (ack: (answer: string) => void) => ack('seen'));
      const clients = ctx.host.of(NewsGateway);
      expect(await clients.timeout(1_000).emitWithAck('article', bad)).to.deep.equal(['read']);
      expect(await clients.timeout(1_000).emitWithAck('closed')).to.deep.equal(['seen']);
      const [socket] = await clients.fetchSockets();
      expect(await clients.sockets.get(socket!.id)!.timeout(1_000).emitWithAck('closed')).to.equal('seen');
      expect(warnings()).to.deep.equal([mistake]);
    });
  });

  it('is an error of the lifecycle hook that responds with it', () =>
    news({ validateOutgoing: 'throw' }).kit.runWithServer(async (ctx) => {
      await ctx.connect({ auth: { sends: bad } });
      expect(withoutReason(await ctx.waitFor('error'))).to.deep.equal(internal('connect'));
      expect(ctx.received('article')).to.deep.equal([]);
    }));
});
