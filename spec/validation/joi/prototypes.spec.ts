import { expect } from 'chai';
import type Joi from 'joi';
import JoiOldest from 'joi-17-oldest';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsAuth, WsBody } from '../../../src';
import { next, TestApplication } from '../../support/application';
import { RawSession } from '../../support/raw-session';
import { transports } from '../../support/transports';
import { joiVersions } from '../joi-versions';

const versions = { ...joiVersions, 'the oldest Joi that is supported': JoiOldest as unknown as typeof Joi };

interface Named {
  readonly name?: string;
  readonly isAdmin?: boolean;
}

/** Texts of JSON, in which the name is a member as any other. */
const bodies: Readonly<Record<string, string>> = {
  'at the top': '{"name":"x","__proto__":{"isAdmin":true}}',
  'in escapes': String.raw`{"name":"x","\u005f_proto__":{"isAdmin":true}}`,
  'inside a member': '{"name":"x","inner":{"name":"y","__proto__":{"isAdmin":true}}}',
  'inside a list': '{"name":"x","list":[{"name":"y","__proto__":{"isAdmin":true}}]}',
};

for (const [version, joi] of Object.entries(versions)) {
  const named = joi.object({ name: joi.string().min(1).pattern(/./) });
  const schemas: Readonly<Record<string, Joi.ObjectSchema>> = {
    strict: named.keys({ inner: named, list: joi.array().items(named) }),
    open: joi.object({ name: joi.string() }).unknown(),
    external: named.keys({ inner: named, list: joi.array().items(named) }).external((value: unknown) => value),
  };
  for (const [kind, schema] of Object.entries(schemas)) {
    for (const transport of transports) {
      describe(`__proto__ in JSON, ${version}, a schema that is ${kind}, over ${transport}`, () => {
        const seen: Named[] = [];

        @WebSocketGateway({ path: '/named' })
        class NamedGateway extends GatewayBase {
          @SubscribeMessage()
          named(@WsBody(schema) body: Named): string {
            seen.push(body);
            return 'fine';
          }
        }

        for (const [where, json] of Object.entries(bodies)) {
          it(`gives a handler no member that the schema has not seen, ${where}`, async () => {
            seen.length = 0;
            await using application = await new TestApplication().listen();
            application.attach({ gateways: [NamedGateway] });
            using session = await RawSession.open(application.url, '/named', transport);
            await session.connect();
            await session.send(`27["named",${json}]`);
            await session.until(() => session.count('37') === 1);
            for (const each of seen) expect(inherited(each)).to.deep.equal([]);
          });
        }
      });
    }
  }

  it(`__proto__ in auth gives a client nothing that the schema has not seen, ${version}`, async () => {
    @WebSocketGateway({ path: '/authed' })
    class AuthedGateway extends GatewayBase {
      @SubscribeMessage()
      who(@WsAuth(joi.object({ name: joi.string().min(1) })) auth: Named): string {
        return String(auth.isAdmin);
      }
    }
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [AuthedGateway] });
    const auth = JSON.parse('{"name":"x","__proto__":{"isAdmin":true}}') as object;
    const client = application.client('/authed', { auth: (give) => give(auth) });
    const refused = next<Error>(client, 'connect_error').then(() => 'refused');
    const asked = next(client, 'connect').then(() => client.emitWithAck('who') as Promise<unknown>);
    client.connect();
    expect(await Promise.race([refused, asked])).not.to.equal('true');
  });
}

/** The names of what an object, or one inside it, inherits from anything but a class. */
function inherited(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = new Set(Object.keys(value));
  const here: string[] = [];
  for (const name in value) if (!own.has(name)) here.push(name);
  return [...here, ...Object.values(value).flatMap(inherited)];
}
