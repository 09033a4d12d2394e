import { expect } from 'chai';
import { GatewayBase, type GatewayHost, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';

@WebSocketGateway({ path: '/lost', namespace: '/news', connectionStateRecovery: {} })
class NewsGateway extends GatewayBase {}

for (const transport of transports) {
  describe(`The log of a client that comes back, over ${transport},`, () => {
    const logger = new RecordingLogger();
    const lines = (): string[] => logger.lines.filter((line) => line.includes('session'));

    async function served(body: (application: TestApplication) => Promise<void>): Promise<void> {
      logger.clear();
      await using application = new TestApplication();
      application.attach({ gateways: [NewsGateway], logger });
      await application.listen();
      await body(application);
    }
    const options = { namespace: '/news', transports: [transport] };

    it('says that it has its session', () =>
      served(async (application) => {
        const sio = await application.connect('/lost', { ...options, reconnection: true, reconnectionDelay: 1 });
        const heard = new Promise((resolve) => sio.once('news', resolve));
        (application.app.locals.gateways as GatewayHost).of(NewsGateway).emit('news'); // there is an offset then
        await heard;
        const back = new Promise((resolve) => sio.once('connect', () => resolve(sio.recovered)));
        sio.io.engine.close();
        expect(await back).to.equal(true);
        expect(lines()).to.deep.equal(['debug: A client has its session back in "/news"']);
        const [{ fields } = { fields: {} }] = logger.at('debug').filter(({ message }) => message.includes('session'));
        expect(fields).to.include({ namespace: '/news', sid: sio.id, address: '127.0.0.1' });
      }));

    it('says that it has not, and why', () =>
      served(async (application) => {
        await application.connect('/lost', { ...options, auth: { pid: 'made-up', offset: 'x' } });
        expect(lines()).to.deep.equal([
          'debug: A client does not get its session back in "/news": the adapter has no such session, or not all of what its client has missed',
        ]);
      }));
  });
}
