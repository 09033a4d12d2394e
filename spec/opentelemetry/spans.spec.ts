import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { transports } from '../support/transports';

interface Span {
  readonly name: string;
  /** The instrumentation. */
  readonly scope: string;
  readonly id: string;
  readonly traceId: string;
  readonly parent?: string;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Record<string, unknown> }[];
  readonly links: readonly string[];
  readonly ms: number;
}

const [UNSET, ERROR] = [0, 2];
const [OURS, THEIRS] = ['inversify-express-gateways', '@opentelemetry/instrumentation-socket.io'];

/** The spans of an application of its own process: an instrumentation has to be there before what it changes. */
async function spansOf(transport: string, mode: string): Promise<{ spans: readonly Span[]; unhandled: string[] }> {
  const script = join(__dirname, 'traced-application.ts');
  const args = ['-r', require.resolve('@swc-node/register'), script, transport, mode];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await text(child.stdout)) as { spans: readonly Span[]; unhandled: string[] };
}

for (const transport of transports) {
  describe(`with the SDK of OpenTelemetry, over ${transport},`, function () {
    this.timeout(60_000);
    let spans: readonly Span[] = [];
    let beside: readonly Span[] = [];
    let unhandled: string[] = [];
    const ofOurs = (name: string, among = spans): readonly Span[] =>
      among.filter((span) => span.scope === OURS && span.name === name);
    const parentOf = ({ parent }: Span): Span | undefined => spans.find(({ id }) => id === parent);

    before(async () => {
      ({ spans } = await spansOf(transport, 'alone'));
      ({ spans: beside, unhandled } = await spansOf(transport, 'beside'));
    });

    it('a call that a handler makes is below its event, that below the handshake, and that below the HTTP request', () => {
      const [asked] = spans.filter(({ name }) => name === 'the handler asks');
      const event = parentOf(asked!);
      expect(event).to.include({ name: 'process /rooms/:id works', scope: OURS });
      const handshake = parentOf(event!);
      expect(handshake).to.include({ name: 'connect /rooms/:id', scope: OURS });
      expect(parentOf(handshake!)?.scope).to.equal('@opentelemetry/instrumentation-http');
      expect(event?.links).to.deep.equal([handshake?.id]);
    });

    it('a call that a guard makes at connect is below the handshake', () => {
      const asked = spans.filter(({ name }) => name === 'the guard asks').map((span) => parentOf(span)?.name);
      expect(asked).to.include('connect /rooms/:id').and.to.include('process /rooms/:id works');
    });

    it('an event that brings the trace context of its client is below that, and linked to the handshake', () => {
      const [event] = ofOurs('process /rooms/:id works').filter(({ traceId }) => traceId.startsWith('0af7651916'));
      expect(event?.parent).to.equal('b7ad6b7169203331');
      expect(event?.links).to.deep.equal([ofOurs('connect /rooms/:id')[0]?.id]);
    });

    it('a fault is an error with its exception; a refusal is none, and has its code', () => {
      const [failed] = ofOurs('process /rooms/:id fails');
      expect(failed?.status).to.deep.equal({ code: ERROR, message: 'a fault' });
      expect(failed?.events[0]?.attributes['exception.message']).to.equal('a fault');
      const [refused] = ofOurs('process /rooms/:id refuses');
      expect(refused?.status.code).to.equal(UNSET);
      expect(refused?.attributes).to.include({ 'gateways.code': 4001, 'gateways.outcome': 'refused' });
    });

    it('says what it is by the conventions of messaging, and how long the steps took', () => {
      const [event] = ofOurs('process /rooms/:id works');
      expect(event?.attributes).to.include({
        'messaging.system': 'socket.io',
        'messaging.operation.type': 'process',
        'messaging.destination.name': '/rooms/7',
        'messaging.destination.template': '/rooms/:id',
        'code.function.name': 'TracedGateway.works',
      });
      expect(event?.attributes['gateways.duration_ms.handler']).to.be.above(10);
    });

    it('the instrumentation of socket.io beside it sees the whole duration and the failures, and lets none loose', () => {
      const theirs = beside.filter(({ scope, name }) => scope === THEIRS && name.startsWith('receive'));
      const works = theirs.find(({ attributes }) => attributes['messaging.socket.io.event_name'] === 'works');
      expect(works?.ms).to.be.above(15);
      const failures = theirs.filter(({ status }) => status.code === ERROR);
      expect(failures.map(({ attributes }) => attributes['messaging.socket.io.event_name'])).to.have.members([
        'fails',
        'refuses',
      ]);
      expect(unhandled).to.deep.equal([]);
    });

    it('nothing is doubled by it: one span of ours for each event, and what handlers do is below ours alone', () => {
      expect(ofOurs('process /rooms/:id works', beside)).to.have.length(2);
      expect(ofOurs('process /rooms/:id fails', beside)).to.have.length(1);
      const ours = new Set(beside.filter(({ scope }) => scope === OURS).map(({ id }) => id));
      for (const asked of beside.filter(({ name }) => name === 'the handler asks'))
        expect(ours).to.include(asked.parent);
    });
  });
}
