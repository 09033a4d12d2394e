import { expect } from 'chai';
import { channels, type GatewayHost } from '../../../src';
import { gatewayDocs } from '../../../src/docs';
import type { Why } from '../../../src/docs/why/why';
import { TestApplication } from '../../support/application';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';
import { until } from '../../support/until';
import { answerTo } from '../../support/wire';
import { Cache, ClubGateway, Member, MemberGateway, Porter, WhyGateway } from './why-gateway';

const OWN = { 'sec-fetch-site': 'same-origin' };

async function served(options: Parameters<typeof gatewayDocs>[1] = {}): Promise<TestApplication> {
  const application = new TestApplication();
  for (const each of [Member, Cache, Porter]) application.container.bind<object>(each).toSelf();
  const host = application.attach({
    gateways: [WhyGateway, ClubGateway, MemberGateway],
    logger: new RecordingLogger(),
  });
  application.app.use('/docs', gatewayDocs(host, options));
  return application.listen();
}

/** What a page reads, and the function that closes it. */
async function reading(application: TestApplication): Promise<{ whys: Why[]; stop: () => void; ended: Promise<void> }> {
  const end = new AbortController();
  const whys: Why[] = [];
  const { body } = await fetch(`${application.url}/docs/why`, { headers: OWN, signal: end.signal });
  const read = async (): Promise<void> => {
    let left = '';
    for await (const chunk of (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
      const lines = (left + chunk).split('\n\n');
      left = lines.pop() ?? '';
      whys.push(...lines.flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6)) as Why] : [])));
    }
  };
  return { whys, stop: () => end.abort(), ended: read().catch(() => undefined) };
}

describe('the route that tells why', () => {
  overBothTransports((_run, transport) => {
    it('tells of each event which step has decided it, and how long each took', async () => {
      await using application = await served();
      const { whys, stop } = await reading(application);
      const sio = await application.connect('/why-ws', { namespace: '/why', transports: [transport] });
      for (const body of [{ text: 'hello' }, {}]) await answerTo({ sio }, 'works', body);
      for (const event of ['guarded', 'cached', 'fails']) await answerTo({ sio }, event);
      await until(() => whys.length === 6, 'all are told of');
      expect(whys.shift()?.event).to.equal('connect');
      expect(whys.map(({ sid }) => sid)).to.deep.equal(Array(5).fill(sio.id));
      expect(
        whys.map(({ event, ackId, outcome, code, decidedBy }) => [event, ackId, outcome, code, decidedBy]),
      ).to.deep.equal([
        ['works', 0, 'ok', undefined, { step: 'handler' }],
        ['works', 1, 'refused', 1007, { step: 'validation' }],
        ['guarded', 2, 'refused', 1008, { step: 'guards', name: 'Member' }],
        ['cached', 3, 'ok', undefined, { step: 'interceptors', name: 'Cache' }],
        ['fails', 4, 'failed', 1011, { step: 'handler' }],
      ]);
      expect(whys[0]?.durations.handler).to.be.above(10);
      expect(whys[2]?.words).to.equal('the guard Member returned undefined; only true lets pass');
      stop();
    });

    it('tells of each client that connects which step has let it in, or not, and how long each took', async () => {
      await using application = await served();
      const { whys, stop } = await reading(application);
      const connect = async (namespace: string, code: string): Promise<string> => {
        const sio = application.client('/why-ws', { namespace, auth: { code }, transports: [transport] });
        const decided = new Promise((resolve) => sio.once('connect', () => resolve(0)).once('connect_error', resolve));
        let id = '';
        sio.io.once('open', () => ({ id } = sio.io.engine as object as { id: string })); // it is closed when it is refused
        sio.connect();
        await decided;
        return id;
      };
      const connections: string[] = [];
      for (const code of ['open', 'shut', 'too long']) connections.push(await connect('/why-club', code));
      connections.push(await connect('/why-members', ''));
      await until(() => whys.length === 4, 'all are told of');
      const byConnection = connections.map((id) => whys.find(({ connection }) => id.startsWith(String(connection)))!);
      expect(
        byConnection.map(({ event, outcome, code, decidedBy, words }) => [event, outcome, code, decidedBy, words]),
      ).to.deep.equal([
        ['connect', 'ok', undefined, { step: 'handler' }, undefined],
        ['connect', 'failed', 1011, { step: 'guards', name: 'Porter' }, undefined],
        ['connect', 'refused', 1007, { step: 'validation', name: 'handshake' }, undefined],
        [
          ...['connect', 'refused', 1008, { step: 'guards', name: 'Member' }],
          'the guard Member returned undefined; only true lets pass',
        ],
      ]);
      expect(byConnection[0]?.durations.handler).to.be.above(10);
      expect(byConnection[0]?.durations).to.include.keys('queue', 'validation', 'guards', 'handler');
      expect(JSON.stringify(whys)).to.not.match(/hunter2|shut/);
      for (const id of connections) expect(JSON.stringify(whys), 'the secret of a connection').not.to.include(id);
      stop();
    });
  });

  it('tells nothing of payloads, and nothing of what was thrown', async () => {
    await using application = await served();
    const { whys, stop } = await reading(application);
    const sio = await application.connect('/why-ws', { namespace: '/why' });
    await answerTo({ sio }, 'fails', 'a payload');
    await until(() => whys.length === 2, 'it is told of');
    expect(JSON.stringify(whys)).to.not.match(/hunter2|a payload/);
    stop();
  });

  it('costs nothing while no page reads it: nobody watches events, and no connects', async () => {
    const isWatched = (): boolean[] => [channels.event.hasSubscribers, channels.connect.hasSubscribers];
    await using application = await served();
    expect(isWatched()).to.deep.equal([false, false]);
    const { stop } = await reading(application);
    expect(isWatched()).to.deep.equal([true, true]);
    stop();
    await until(() => !isWatched().includes(true), 'nobody watches any more');
  });

  it('ends when the host closes, so that the HTTP server can', async () => {
    await using application = await served();
    const { ended } = await reading(application);
    await (application.app.locals.gateways as GatewayHost).close();
    await ended;
    expect((await application.get('/docs/why', OWN)).status).to.equal(204);
    expect(channels.event.hasSubscribers).to.equal(false);
  });

  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://evil.example' },
  ]) {
    it(`is for no page of another site: ${JSON.stringify(headers)}`, async () => {
      await using application = await served();
      expect((await application.get('/docs/why', headers)).status).to.equal(403);
      expect(channels.event.hasSubscribers).to.equal(false);
    });
  }

  it('is not there where the page sends nothing, nor in production', async () => {
    const before = process.env.NODE_ENV;
    for (const [options, environment] of [
      [{ readOnly: true }, undefined],
      [{ access: 'public' }, 'production'],
    ] as const) {
      if (environment) process.env.NODE_ENV = environment;
      try {
        await using application = await served(options);
        expect((await application.get('/docs/why', OWN)).status).to.equal(404);
        expect((await application.get('/docs/console.json')).body).to.include('"tellsWhy":false');
      } finally {
        if (before === undefined) delete process.env.NODE_ENV;
        else process.env.NODE_ENV = before;
      }
    }
  });
});
