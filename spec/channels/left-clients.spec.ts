import { expect } from 'chai';
import { GatewayBase, type GatewayHost, OnConnected, SubscribeMessage, WebSocketGateway } from '../../src';
import { stream } from '../../src/client';
import { TestApplication } from '../support/application';
import { type Deferred, deferred } from '../support/deferred';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';
import { until } from '../support/until';
import { type Told, watching } from './watching';

let held: { readonly begun: Deferred; readonly end: Deferred };

@WebSocketGateway({ path: '/leaving' })
class LeavingGateway extends GatewayBase {
  @SubscribeMessage
  async held() {
    held.begun.resolve();
    await held.end.promise;
    return 'done';
  }

  @SubscribeMessage
  kicks() {
    this.context.socket.disconnect();
    return 'good bye';
  }

  @SubscribeMessage
  async *counts() {
    yield 1;
    await new Promise((resolve) => this.context.signal.addEventListener('abort', resolve));
  }
}

@WebSocketGateway({ path: '/leaving', namespace: '/greeted' })
class GreetedGateway extends GatewayBase {
  @OnConnected()
  async greets() {
    held.begun.resolve();
    await held.end.promise;
  }

  @SubscribeMessage
  waits() {
    return 'done';
  }
}

for (const transport of transports) {
  describe(`the channel of events, of a client that leaves, over ${transport},`, () => {
    beforeEach(() => (held = { begun: deferred(), end: deferred() }));

    const watched = (body: (application: TestApplication, told: Told) => Promise<void>) =>
      watching(async (told) => {
        await using application = new TestApplication();
        application.attach({ gateways: [LeavingGateway, GreetedGateway], logger: new RecordingLogger() });
        await application.listen();
        await body(application, told);
      });
    const options = { transports: [transport] };

    it('tells that nobody got the answer, where it has left while the handler ran', () =>
      watched(async (application, { events, others }) => {
        const sio = await application.connect('/leaving', options);
        sio.emit('held', () => undefined);
        await held.begun.promise;
        sio.disconnect();
        await until(() => others.some(([name]) => name === 'left'), 'it has left');
        held.end.resolve();
        await until(() => events.length === 1, 'the event is told of');
        expect(events[0]).to.include({ outcome: 'cancelled', code: undefined });
        expect(events[0]?.decidedBy).to.deep.equal({ step: 'handler', name: undefined });
        expect(events[0]?.durations).to.include.keys('handler', 'reply');
      }));

    it('tells so where the handler itself has sent it away', () =>
      watched(async (application, { events }) => {
        const sio = await application.connect('/leaving', options);
        sio.emit('kicks', () => undefined);
        await until(() => events.length === 1, 'the event is told of');
        expect(events[0]).to.include({ outcome: 'cancelled', code: undefined });
      }));

    it('tells so of a stream that it has not read to the end, and not of one that it has ended', () =>
      watched(async (application, { events }) => {
        const sio = await application.connect('/leaving', options);
        const ended = stream<number>(sio, 'counts');
        await ended.next();
        await ended.return(undefined);
        await until(() => events.length === 1, 'the first stream is told of');
        const left = stream<number>(sio, 'counts');
        await left.next();
        sio.disconnect();
        await left.return(undefined);
        await until(() => events.length === 2, 'the second stream is told of');
        expect(events.map(({ outcome, isStream }) => [outcome, isStream])).to.deep.equal([
          ['ok', true],
          ['cancelled', true],
        ]);
      }));

    it('tells of events that were waiting for its @OnConnected, and never ran', () =>
      watched(async (application, { events, others }) => {
        const sio = await application.connect('/leaving', { ...options, namespace: '/greeted' });
        sio.emit('waits', () => undefined);
        await held.begun.promise;
        const [socket] = (application.app.locals.gateways as GatewayHost).of(GreetedGateway).sockets.values();
        await until(() => socket!.eventNames().includes('waits'), 'the event waits');
        sio.disconnect();
        await until(() => others.some(([name]) => name === 'left'), 'it has left');
        held.end.resolve();
        await until(() => events.length === 1, 'the event is told of');
        expect(events[0]).to.include({ event: 'waits', outcome: 'cancelled', code: undefined });
        expect(events[0]?.decidedBy).to.deep.equal({ step: 'handler', name: '@OnConnected' });
        expect(events[0]?.durations).to.have.all.keys('queue');
      }));
  });
}
