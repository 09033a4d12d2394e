import { expect } from 'chai';
import { Server } from 'socket.io';
import {
  type AttachOptions,
  GatewayBase,
  type GatewayHost,
  UseFilters,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
} from '../../../../src';
import type { StandardSchema } from '../../../../src/validation/standard-schema';
import { TestApplication } from '../../../support/application';
import { nested, unserialisableValues } from '../../../support/hostile-values';
import { RawSession } from '../../../support/raw-session';
import { RecordingLogger } from '../../../support/recording-logger';
import { transports } from '../../../support/transports';

const PATH = '/refusing';
const { 'a BigInt object': bigInts, 'a circle': circle, 'a toJSON that throws': toJson } = unserialisableValues;

/** A refusal has no attachments: bytes are JSON there, too. */
const unsendable: Readonly<Record<string, (() => unknown) | undefined>> = {
  'a BigInt': () => 1n,
  'a BigInt in an object': () => ({ bannedUntil: 1_790_000_000_000n }),
  'BigInts in an array of them': () => new BigInt64Array(1),
  'a BigInt object': bigInts,
  'a circle': circle,
  'a toJSON that throws': toJson,
  'a getter that throws': unserialisableValues['a getter that throws'],
  'a proxy that is revoked': () => [revoked()],
  'arrays that are nested 200,000 deep': () => nested(200_000),
};

/** What the next client is refused with. */
let reason: unknown;

@WebSocketGateway({ path: PATH, namespace: '/guard' })
@UseGuards(refuse)
class GuardedGateway extends GatewayBase {}

@WebSocketGateway({ path: PATH, namespace: '/filter/:id' })
@UseGuards(() => false)
@UseFilters({ catch: refuse })
class FilteredGateway extends GatewayBase {}

@WebSocketGateway({ path: PATH, namespace: '/schema', handshake: { auth: schema(refuse) } })
class SchemaGateway extends GatewayBase {}

/** Where the application has middleware of its own. */
@WebSocketGateway({ path: PATH, namespace: '/open' })
class OpenGateway extends GatewayBase {}

const servers: Readonly<Record<string, (application: TestApplication) => AttachOptions>> = {
  'a server of the gateways': () => ({ server: { allowEIO3: true } }),
  'a server of the application': ({ httpServer }) => ({ io: new Server(httpServer, { path: PATH, allowEIO3: true }) }),
};
const internal = { code: 1011, reason: 'Something went wrong', event: 'connect' };

for (const transport of transports) {
  for (const [title, optionsFor] of Object.entries(servers)) {
    describe(`a refusal whose reason cannot be sent, over ${transport}, by ${title}`, () => {
      const logger = new RecordingLogger();
      const errors = (): readonly string[] => logger.at('error').map(({ message }) => message);
      async function serve(options: AttachOptions = {}): Promise<[TestApplication, GatewayHost]> {
        const application = await new TestApplication().listen();
        const gateways = [GuardedGateway, FilteredGateway, SchemaGateway, OpenGateway];
        const host = application.attach({ gateways, logger, ...optionsFor(application), ...options });
        return [application, host];
      }
      const refusal = (application: TestApplication, namespace: string): Promise<Error & { data?: unknown }> =>
        application.connect(PATH, { namespace, transports: [transport] }).then(
          () => expect.fail('it was let in'),
          (error: unknown) => error as Error,
        );

      /** Each of those values, and nothing but their consequences. */
      async function expectRefused(application: TestApplication, namespace: string): Promise<void> {
        for (const [name, make] of Object.entries(unsendable)) {
          logger.clear();
          reason = make?.();
          const { message, data } = await refusal(application, namespace);
          expect([message, data], name).to.deep.equal(['Something went wrong', internal]);
          expect(errors(), name).to.deep.equal([`A client was refused in "${namespace}" with what cannot be sent`]);
          const [{ fields } = expect.fail()] = logger.at('error');
          expect(fields, name).to.include({ namespace, event: 'connect', code: 1011, address: '127.0.0.1' });
          expect(fields.err, name).to.be.an('error');
        }
      }

      for (const namespace of ['/guard', '/filter/7', '/schema']) {
        it(`does not end the process, and is 1011 for its client and an error in the log: ${namespace}`, async () => {
          const [application] = await serve();
          await using _closed = application;
          await expectRefused(application, namespace);
          await application.connect(PATH, { namespace: '/open', transports: [transport] });
        });
      }

      it('does not end the process where an AuthProvider gives it', async () => {
        const [application] = await serve({
          authProvider: class Refusing {
            getUser = refuse;
          },
        });
        await using _closed = application;
        await expectRefused(application, '/open');
      });

      it('does not end the process where middleware of the application gives it', async () => {
        const [application, host] = await serve();
        await using _closed = application;
        host.of(OpenGateway).use((_socket, next) => next(Object.assign(new Error('no'), { data: reason })));
        await expectRefused(application, '/open');
      });

      it('does not end the process where that gives an error which cannot be read', async () => {
        const [application, host] = await serve();
        await using _closed = application;
        host.of(OpenGateway).use((_socket, next) => next(revoked() as Error));
        expect((await refusal(application, '/open')).data).to.deep.equal(internal);
      });

      it('does not end the process for a client of the third protocol', async () => {
        const [application] = await serve();
        await using _closed = application;
        using session = await RawSession.open(application.url, PATH, 'websocket', { protocol: 3 });
        reason = 1n;
        expect(await session.connect('/guard')).to.equal(`4/guard,${JSON.stringify(internal)}`);
      });

      it('is not read again after it was encoded', async () => {
        const [application] = await serve();
        await using _closed = application;
        let reads = 0;
        reason = {
          get reads(): unknown {
            reads += 1;
            return reads > 1 ? 1n : reads;
          },
        };
        expect((await refusal(application, '/guard')).data).to.deep.include({ code: 4003, reason: { reads: 1 } });
      });
    });
  }
}

function refuse(): never {
  throw new WebSocketException(4003, reason);
}

function schema(validate: () => never): StandardSchema {
  return { '~standard': { version: 1, vendor: 'spec', validate } };
}

/** Whatever is done with it throws. */
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
