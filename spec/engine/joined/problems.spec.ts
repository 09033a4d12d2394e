import { createServer } from 'node:http';
import { expect } from 'chai';
import { Server } from 'socket.io';
import { type AttachOptions, GatewayConfigurationError, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { NewsGateway } from './support';

@WebSocketGateway({ cors: { origin: '*' } })
class CorsGateway {}

async function problemsOf(options: (application: TestApplication) => AttachOptions): Promise<readonly string[]> {
  await using application = new TestApplication();
  try {
    application.attach({ gateways: [NewsGateway], ...options(application) });
    return [];
  } catch (error) {
    if (!(error instanceof GatewayConfigurationError)) throw error;
    return error.problems;
  }
}

describe('Attaching to a socket.io server of the application', () => {
  it('is refused where that server listens to another HTTP server', async () => {
    expect(await problemsOf(() => ({ io: new Server(createServer()) }))).to.deep.equal([
      "options of attachGateways: its 'io' has a server of the path '/socket.io' on another HTTP server, or on none; " +
        'expected new Server(httpServer), with the HTTP server that is attached',
    ]);
  });

  it('is refused where no gateway has its path', async () => {
    const options = ({ httpServer }: TestApplication): AttachOptions => ({
      io: [new Server(httpServer), new Server(httpServer, { path: '/live' })],
    });
    expect(await problemsOf(options)).to.deep.equal([
      "options of attachGateways: its 'io' has a server of the path '/live', which no gateway has; expected @WebSocketGateway({ path: '/live' })",
    ]);
  });

  it('is refused where a gateway has options of a server', async () => {
    const options = ({ httpServer }: TestApplication): AttachOptions => ({
      io: new Server(httpServer),
      gateways: [CorsGateway],
    });
    expect(await problemsOf(options)).to.deep.equal([
      "CorsGateway: gives the path '/socket.io' the option 'cors', and its server is the one in 'io'; expected it there: new Server(httpServer, { cors })",
    ]);
  });

  it('is refused with options about the handshake, which is that server’s own', async () => {
    const options = ({ httpServer }: TestApplication): AttachOptions => ({
      io: new Server(httpServer),
      server: { pingInterval: 1_000 },
      middleware: [(_req, _res, next) => next()],
      allowedOrigins: ['https://example.org'],
    });
    expect(await problemsOf(options)).to.deep.equal([
      "options of attachGateways: its 'server' and 'io' are both given; expected them in new Server(httpServer, { … })",
      "options of attachGateways: its 'middleware' and 'io' are both given; expected io.engine.use(…)",
      "options of attachGateways: its 'allowedOrigins' and 'io' are both given; expected allowRequest in new Server(httpServer, { allowRequest })",
    ]);
  });

  it('is refused where recovered clients would pass the guards unseen', async () => {
    const options = ({ httpServer }: TestApplication): AttachOptions => ({
      io: new Server(httpServer, { connectionStateRecovery: {} }),
      guards: [() => true],
    });
    expect(await problemsOf(options)).to.deep.equal([
      "options of attachGateways: its 'io' lets recovered clients of the path '/socket.io' in without guards; expected " +
        'new Server(httpServer, { connectionStateRecovery: { skipMiddlewares: false } })',
    ]);
  });

  it('is refused with something else than a server', async () => {
    expect(await problemsOf(() => ({ io: {} as never }))).to.deep.equal([
      "options of attachGateways: its 'io' is {}; expected a socket.io Server, or a list of them",
    ]);
  });

  it('is refused with two servers of one path', async () => {
    const options = ({ httpServer }: TestApplication): AttachOptions => ({
      io: [new Server(httpServer), new Server(httpServer)],
    });
    expect(await problemsOf(options)).to.include(
      "options of attachGateways: its 'io' has two servers of the path '/socket.io'; expected one for each path",
    );
  });
});
