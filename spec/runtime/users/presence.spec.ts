import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import type { Socket } from 'socket.io-client';
import {
  type AttachOptions,
  GatewayBase,
  type GatewayHost,
  memoryPresence,
  OnConnected,
  OnDisconnected,
  OnUserOffline,
  OnUserOnline,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
  WsContext,
  type GatewayContext,
  WsParam,
  WsResponse,
} from '../../../src';
import type { Newable } from '../../../src/container';
import { next, TestApplication } from '../../support/application';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import { until } from '../../support/until';

const story: string[] = [];

@WebSocketGateway({ path: '/live', namespace: '/hall' })
class HallGateway extends GatewayBase {
  @OnConnected()
  async connected(): Promise<void> {
    await Promise.resolve();
    const { user, refuse } = this.context.environment.auth;
    this.context.user = user;
    story.push(`connected ${String(user)}`);
    if (refuse) throw new Error('not you');
  }

  @OnDisconnected()
  disconnected(): void {
    story.push(`disconnected ${String(this.context.user)}`);
  }

  @OnUserOnline()
  online(key: string): void {
    story.push(`online ${key}`);
  }

  @OnUserOffline()
  offline(key: string): WsResponse {
    story.push(`offline ${key}`);
    return WsResponse.broadcast('offline', key);
  }

  @SubscribeMessage()
  become(@WsBody() user: unknown): string {
    this.context.user = user;
    return 'done';
  }
}

const recovery = (maxDisconnectionDuration: number): AttachOptions => ({
  server: { connectionStateRecovery: { maxDisconnectionDuration } },
});

interface Hall {
  readonly application: TestApplication;
  readonly host: GatewayHost;
  readonly logger: RecordingLogger;
  readonly come: (
    user?: unknown,
    options?: { transports?: string[]; namespace?: string; refuse?: boolean },
  ) => Promise<Socket>;
}

async function run(gateway: Newable, options: AttachOptions, body: (hall: Hall) => Promise<void>): Promise<void> {
  story.length = 0;
  await using application = new TestApplication();
  const logger = new RecordingLogger();
  const host = application.attach({ gateways: [gateway], logger, ...options });
  await application.listen();
  await body({
    application,
    host,
    logger,
    come: (user, { namespace = '/hall', refuse = false, ...rest } = {}) =>
      application.connect('/live', { namespace, auth: { user, refuse }, ...rest }),
  });
}

function told(...lines: string[]): Promise<void> {
  return until(() => lines.every((line) => story.includes(line)), `${lines.join(', ')}, in ${story.join(', ')}`);
}

for (const transport of transports) {
  describe(`@OnUserOnline and @OnUserOffline, over ${transport}`, () => {
    const over = { transports: [transport] };

    it('run for the first client of a user and after the last, with its key', () =>
      run(HallGateway, recovery(50), async ({ come }) => {
        const first = await come('ada', over);
        await told('online ada');
        const second = await come('ada', over);
        await come('bob', over);
        await told('online bob');
        first.disconnect();
        await told('disconnected ada');
        second.disconnect();
        await told('offline ada');
        expect(story).to.deep.equal([
          'connected ada',
          'online ada',
          'connected ada',
          'connected bob',
          'online bob',
          'disconnected ada',
          'disconnected ada',
          'offline ada',
        ]);
      }));

    it('do not run when a page reloads, or a client comes back with its session', () =>
      run(HallGateway, recovery(60_000), async ({ come, host }) => {
        const page = await come('ada', over);
        await told('online ada');
        page.disconnect();
        await told('disconnected ada');
        const again = await come('ada', over);
        again.io.engine.close();
        await until(() => host.of(HallGateway).sockets.size === 0, 'it is gone');
        await new Promise<void>((resolve) => again.once('connect', resolve).connect());
        await come('bob', over);
        await told('online bob');
        expect(story.filter((line) => line.endsWith('line ada'))).to.deep.equal(['online ada']);
      }));
  });
}

describe('@OnUserOnline', () => {
  it('does not run for a client that its @OnConnected refuses, nor for one without a user', () =>
    run(HallGateway, recovery(50), async ({ come }) => {
      const refused = await come('eve', { refuse: true });
      if (refused.connected) await next(refused, 'disconnect');
      await come();
      await come('bob');
      await told('online bob', 'disconnected eve');
      expect(story).to.not.include('online eve');
      expect(story.filter((line) => line.startsWith('online'))).to.deep.equal(['online bob']);
    }));

  it('follows a user who signs in, becomes another and signs out on one connection', () =>
    run(HallGateway, recovery(50), async ({ come }) => {
      const client = await come();
      await client.emitWithAck('become', { id: 1 });
      await told('online 1');
      await client.emitWithAck('become', { id: '1', name: 'the same' });
      await client.emitWithAck('become', { id: 2 });
      await told('online 2', 'offline 1');
      await client.emitWithAck('become', null);
      await told('offline 2');
      expect(story.filter((line) => line.includes('line')).sort()).to.deep.equal([
        'offline 1',
        'offline 2',
        'online 1',
        'online 2',
      ]);
    }));

  it('has a grace of some seconds where recovery is off, so that a reload is no coming and going', () =>
    run(HallGateway, {}, async ({ come }) => {
      const page = await come('ada');
      await told('online ada');
      page.disconnect();
      await told('disconnected ada');
      await come('ada');
      await come('bob');
      await told('online bob');
      expect(story).to.not.include('offline ada');
    }));
});

describe('@OnUserOffline', () => {
  it('runs in host.close() for everyone who is left, before @OnGatewayClose, where the users are remembered here', () =>
    run(HallGateway, recovery(60_000), async ({ come, host }) => {
      await come('ada');
      const gone = await come('bob');
      await told('online ada', 'online bob');
      gone.disconnect();
      await told('disconnected bob');
      await host.close();
      expect(story.slice(-3).sort()).to.deep.equal(['disconnected ada', 'offline ada', 'offline bob']);
    }));

  it('may return a response for others', () =>
    run(HallGateway, recovery(50), async ({ come }) => {
      const watching = await come('bob');
      const heard = next(watching, 'offline');
      const leaving = await come('ada');
      await told('online ada');
      leaving.disconnect();
      expect(await heard).to.equal('ada');
    }));

  it('goes offline once where two hosts of a process share what is remembered', async () => {
    const presence = memoryPresence();
    await run(HallGateway, { ...recovery(50), presence }, (one) =>
      runSecond({ ...recovery(50), presence }, async (other) => {
        const [first, second] = [await one.come('ada'), await other.come('ada')];
        await told('online ada');
        first.disconnect();
        await until(() => story.includes('disconnected ada'), 'one has left');
        second.disconnect();
        await told('offline ada');
        expect(story.filter((line) => line.includes('line'))).to.deep.equal(['online ada', 'offline ada']);
      }),
    );
  });
});

async function runSecond(options: AttachOptions, body: (hall: Pick<Hall, 'come'>) => Promise<void>): Promise<void> {
  await using application = new TestApplication();
  application.attach({ gateways: [HallGateway], ...options });
  await application.listen();
  await body({ come: (user) => application.connect('/live', { namespace: '/hall', auth: { user } }) });
}

describe('the hooks for users', () => {
  @WebSocketGateway({ path: '/live', namespace: '/rooms/:roomId' })
  class RoomGateway extends GatewayBase {
    @OnConnected()
    connected(): void {
      this.context.user = this.context.environment.auth.user;
    }

    @OnUserOnline()
    online(@WsContext() { namespace, event, args }: GatewayContext, @WsParam('roomId') roomId: string): void {
      namespace.emit('came', roomId);
      story.push(`${event} ${String(args)} in ${namespace.name}, room ${roomId}, ${this.context.event}`);
    }

    @OnUserOffline()
    offline(key: string): void {
      story.push(`offline ${key} in ${this.context.namespace.name}`);
      for (const member of ['socket', 'sid', 'user'] as const) {
        try {
          story.push(`${member} ${String(this.context[member])}`);
        } catch (error) {
          story.push((error as Error).message);
        }
      }
      throw new Error(`no headers: ${String(this.context.environment.headers.host)}`);
    }
  }

  it('count each namespace of a pattern by itself, and know it', () =>
    run(RoomGateway, recovery(50), async ({ application, come }) => {
      const client = application.client('/live', { namespace: '/rooms/a%20b', auth: { user: 'ada' } });
      const came = next(client, 'came'); // it may come with the answer to CONNECT
      client.connect();
      expect(await came).to.equal('a b');
      await come('ada', { namespace: '/rooms/2' });
      await told('online ada in /rooms/2, room 2, online');
      client.disconnect();
      await told('offline ada in /rooms/a%20b');
      expect(story).to.include('online ada in /rooms/a%20b, room a b, online');
      expect(story).to.not.include('offline ada in /rooms/2');
    }));

  it('say that what belongs to a client is not there, and what they throw goes to the logger alone', () =>
    run(RoomGateway, recovery(50), async ({ come, logger }) => {
      const client = await come('ada', { namespace: '/rooms/1' });
      await told('online ada in /rooms/1, room 1, online');
      client.disconnect();
      await until(() => logger.at('error').length > 0, 'it has failed');
      const [entry] = logger.at('error');
      expect(entry!.message).to.equal('RoomGateway.offline failed when a user went offline in "/rooms/1"');
      expect(entry!.details[0]).to.match(/RoomGateway.offline: context.environment.headers is that of a client/);
      for (const member of ['socket', 'sid', 'user']) {
        expect(story.filter((line) => line.includes(`context.${member} is that of a client`))).to.have.length(1);
      }
    }));

  it('run in no event of a client, whatever it was that a user has come by', () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    @WebSocketGateway({ path: '/live', namespace: '/hall' })
    class StoringGateway extends GatewayBase {
      @OnUserOnline()
      online(key: string): void {
        seen.push([key, storage.getStore()]);
      }

      @SubscribeMessage()
      become(@WsBody() user: string): string {
        storage.enterWith('the event');
        this.context.user = user;
        return 'done';
      }
    }
    return run(StoringGateway, recovery(50), async ({ come }) => {
      await come().then((client) => client.emitWithAck('become', 'ada'));
      await until(() => seen.length > 0, 'it has run');
      expect(seen).to.deep.equal([['ada', undefined]]);
    });
  });

  it('do not run in a namespace where nobody has asked for them, and nothing is remembered there', async () => {
    const reports: unknown[] = [];
    const presence = {
      report: (report: Parameters<ReturnType<typeof memoryPresence>['report']>[0]) => {
        reports.push(report);
        return memoryPresence().report(report);
      },
    };
    @WebSocketGateway({ path: '/live', namespace: '/hall' })
    class PlainGateway {}
    await run(PlainGateway, { presence }, async ({ come, host }) => {
      await come('ada').then((client) => client.disconnect());
      await host.close();
      expect(reports).to.deep.equal([]);
    });
  });
});
