import { expect } from 'chai';
import { WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { handshake } from '../../support/handshake';
import { transports } from '../../support/transports';
import { VisitedApplication } from '../support/origins';

const evil = 'https://evil.example';

for (const transport of transports) {
  describe(`A page of another origin, over ${transport}`, () => {
    it('does not get in, and the log says once which option would let it', async () => {
      await using visited = await VisitedApplication.attach();
      expect(await visited.visit(transport, evil)).to.be.false;
      const lines = visited.logger.at('warn').map(({ message }) => message);
      expect(lines).to.have.length(1);
      expect(lines[0])
        .to.match(/https:\/\/evil\.example/)
        .and.to.match(/allowedOrigins/);
    });

    it('opens no session with an empty sid either', async () => {
      await using visited = await VisitedApplication.attach();
      const { status } = await handshake(visited.application, transport, '/ws', { Origin: evil }, 'sid=');
      expect(status).to.equal(403);
    });

    it('troubles neither a middleware nor allowRequest', async () => {
      const asked: string[] = [];
      await using visited = await VisitedApplication.attach({
        server: {
          allowRequest: (_request, done) => {
            asked.push('allowRequest');
            done(null, true);
          },
        },
        middleware: [
          (_req, _res, next) => {
            asked.push('middleware');
            next();
          },
        ],
      });
      await visited.visit(transport, evil);
      expect(asked).to.deep.equal([]);
    });

    it('leaves no session behind', async () => {
      await using visited = await VisitedApplication.attach();
      await visited.visit(transport, evil);
      const host = visited.application.app.locals.gateways as ReturnType<TestApplication['attach']>;
      expect(host.servers.get('/ws')!.engine.clientsCount).to.equal(0);
    });

    for (const path of ['/one', '/two']) {
      it(`does not get in at ${path} of an application with two paths`, async () => {
        @WebSocketGateway({ path: '/one' })
        class OneGateway {}
        @WebSocketGateway({ path: '/two' })
        class TwoGateway {}
        await using visited = await VisitedApplication.attach({ gateways: [OneGateway, TwoGateway] });
        expect((await handshake(visited.application, transport, path, { Origin: evil })).status).to.equal(403);
      });
    }

    const lookalikes: [string, (own: string) => string][] = [
      ['on another port', (own) => own.replace(/\d+$/, '1')],
      ['on no port', (own) => own.replace(/:\d+$/, '')],
      ['that begins like the own one', (own) => `${own}.evil.example`],
      ['that ends like the own one', (own) => own.replace('//', '//evil')],
      ['that holds the own one as a user', (own) => `${own.replace('//', '//x@')}.evil.example`],
      ['that holds the own one in its path', (own) => `https://evil.example/${own}`],
      ['that has a path', (own) => `${own}/path`],
      ['that is opaque', () => 'null'],
      ['that is a file', () => 'file://'],
      ['that is no origin', () => 'evil'],
      ['that is empty', () => ''],
      ['given twice', (own) => `${own}, ${evil}`],
    ];
    for (const [what, origin] of lookalikes) {
      it(`does not get in from an origin ${what}`, async () => {
        await using visited = await VisitedApplication.attach();
        expect(await visited.visit(transport, origin(visited.origin))).to.be.false;
      });
    }

    it('cannot break the lines of the log', async () => {
      await using visited = await VisitedApplication.attach();
      await visited.visit(transport, `${'https://e'.repeat(500)}\t`);
      const [line] = visited.logger.at('warn');
      expect(line!.message.length).to.be.lessThan(500);
      expect(line!.message).not.to.match(/[\t\n]/);
    });
  });

  describe(`The pages of the application itself, over ${transport}`, () => {
    it('get in', async () => {
      await using visited = await VisitedApplication.attach();
      expect(await visited.visit(transport, visited.origin)).to.be.true;
    });

    it('get in where the server does not see that they came over TLS', async () => {
      await using visited = await VisitedApplication.attach();
      expect(await visited.visit(transport, visited.origin.replace('http', 'https'))).to.be.true;
    });

    it('get in by a name in other letters', async () => {
      await using visited = await VisitedApplication.attach();
      const headers = { Host: 'Example.ORG:8080' };
      expect(await visited.visit(transport, 'http://example.org:8080', headers)).to.be.true;
    });

    const forwarded = { 'X-Forwarded-Host': 'shop.example, inner.example' };

    it('get in through a proxy that is trusted', async () => {
      await using visited = await VisitedApplication.attach();
      visited.application.app.set('trust proxy', 1); // as late as Express allows it
      expect(await visited.visit(transport, 'https://shop.example', forwarded)).to.be.true;
      expect(await visited.visit(transport, visited.origin, forwarded)).to.be.false;
    });

    it('get in through a proxy that is trusted and says nothing of the host', async () => {
      await using visited = await VisitedApplication.attach();
      visited.application.app.set('trust proxy', 1);
      expect(await visited.visit(transport, visited.origin, { 'X-Forwarded-Host': '' })).to.be.true;
      expect(await visited.visit(transport, evil, { 'X-Forwarded-Host': '' })).to.be.false;
      expect(await visited.visit(transport, evil, { 'X-Forwarded-Host': ', evil.example' })).to.be.false;
    });

    it('are not whatever a client says of a proxy that is not trusted', async () => {
      await using visited = await VisitedApplication.attach();
      expect(await visited.visit(transport, 'https://shop.example', forwarded)).to.be.false;
      expect(await visited.visit(transport, visited.origin, forwarded)).to.be.true;
    });
  });

  describe(`A client that is no browser, over ${transport}`, () => {
    it('gets in, as it sends no Origin', async () => {
      await using visited = await VisitedApplication.attach({ allowedOrigins: ['https://example.org'] });
      const client = await visited.application.connect('/ws', { transports: [transport] });
      expect(client.connected).to.be.true;
    });
  });
}
