import { expect } from 'chai';
import { GatewayBase, WebSocketGateway } from '../../src';
import { recordSession, type Session } from '../support/sessions';
import { transports } from '../support/transports';
import { until } from '../support/until';
import { type Measured, measured } from './measured';

@WebSocketGateway({ path: '/kept', connectionStateRecovery: {} })
class KeptGateway extends GatewayBase {}

const NOT_BACK = 'debug: A client does not get its session back in "/":';
const SHORT_MS = 50;
@WebSocketGateway({ path: '/kept', connectionStateRecovery: { maxDisconnectionDuration: SHORT_MS } })
class ShortGateway extends GatewayBase {}

for (const transport of transports) {
  describe(`gateways_recoveries_total, over ${transport},`, () => {
    const options = { transports: [transport] };

    /** A client, and its session once it has an offset. */
    async function client({ application, host }: Measured, gateway: new () => object) {
      const sio = application.client('/kept', { ...options, reconnectionDelay: 1 });
      const session: Session = recordSession({ sio });
      sio.connect();
      await until(() => sio.connected, 'it is connected');
      host.of(gateway).emit('news');
      await until(() => session.offset !== undefined, 'it has an offset');
      const cut = async (): Promise<void> => {
        const socket = host.of(gateway).sockets.get(sio.id ?? '')!;
        const noticed = new Promise((resolve) => socket.once('disconnect', resolve));
        sio.io.engine.close();
        await noticed;
      };
      return { sio, session, cut };
    }

    it('counts clients that have their session back, and shows what waits for them', () =>
      measured([KeptGateway], async (all) => {
        const { sio, cut } = await client(all, KeptGateway);
        await cut();
        expect(await all.valueOf('sessions_waiting')).to.equal(1);
        sio.connect();
        await until(() => sio.connected, 'it is back');
        expect(sio.recovered).to.equal(true);
        expect(await all.valueOf('recoveries_total', { namespace: '/', result: 'recovered' })).to.equal(1);
        expect(await all.valueOf('sessions_waiting')).to.equal(0);
      }));

    it('counts as unknown what nobody has kept', () =>
      measured([KeptGateway], async ({ application, valueOf }) => {
        await application.connect('/kept', { ...options, auth: { pid: 'made-up', offset: 'x' } });
        expect(await valueOf('recoveries_total', { namespace: '/', result: 'unknown' })).to.equal(1);
        expect(await valueOf('recoveries_total')).to.equal(1);
      }));

    it('counts as taken a session that another client has back, and says so in the log', () =>
      measured([KeptGateway], async (all) => {
        const { sio, session, cut } = await client(all, KeptGateway);
        await cut();
        sio.connect();
        await until(() => sio.connected, 'it is back');
        await all.application.connect('/kept', { ...options, auth: { ...session } });
        expect(await all.valueOf('recoveries_total', { result: 'taken' })).to.equal(1);
        expect(all.logger.lines).to.include(`${NOT_BACK} another client has it, or it was used up`);
      }));

    it('counts as over a session whose client has come too late, and says so in the log', () =>
      measured([ShortGateway], async (all) => {
        const { sio, cut } = await client(all, ShortGateway);
        await cut();
        const end = Date.now() + SHORT_MS;
        await until(() => Date.now() > end, 'its time is over');
        expect(await all.valueOf('sessions_waiting')).to.equal(0);
        sio.connect();
        await until(() => sio.connected, 'it is there');
        expect(sio.recovered).to.equal(false);
        expect(await all.valueOf('recoveries_total', { result: 'over' })).to.equal(1);
        expect(all.logger.lines).to.include(`${NOT_BACK} its time was over`);
        expect(await all.valueOf('recoveries_total')).to.equal(1);
      }));
  });
}
