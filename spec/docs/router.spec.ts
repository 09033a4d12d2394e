import { Parser } from '@asyncapi/parser';
import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { parse } from 'yaml';
import { clientTypes, contractModel, type DocsOptions, gatewayDocs } from '../../src/docs';
import { type Answer, TestApplication } from '../support/application';
import { everything } from './fixture/registry';
import { hostile, HostileGateway } from './hostile.gateway';

/** Mounts the documents of gateways, and asks for paths. */
async function docs<Result>(
  body: (get: (path: string) => Promise<Answer>, application: TestApplication) => Promise<Result>,
  {
    gateways = everything,
    mount = '/docs',
    ...options
  }: DocsOptions & { gateways?: typeof everything; mount?: string } = {},
): Promise<Result> {
  await using application = new TestApplication();
  const host = application.attach({ gateways });
  application.app.use(mount, gatewayDocs(host, options));
  await application.listen();
  return await body((path) => application.get(path), application);
}

describe('gatewayDocs', () => {
  it('serves the same document as JSON and as YAML', () =>
    docs(
      async (get) => {
        const [json, yaml] = [await get('/docs/asyncapi.json'), await get('/docs/asyncapi.yaml')];
        expect(json.headers['content-type']).to.equal('application/json; charset=utf-8');
        expect(yaml.headers['content-type']).to.equal('application/yaml; charset=utf-8');
        expect(parse(yaml.body)).to.deep.equal(JSON.parse(json.body));
        expect(JSON.parse(json.body)).to.have.nested.include({ 'info.title': 'Market', 'info.version': '2.0.0' });
      },
      { title: 'Market', version: '2.0.0' },
    ));

  it('serves the types of a client, and the contract itself', () =>
    docs(async (get, application) => {
      const { registry } = application.app.locals.gateways as Parameters<typeof gatewayDocs>[0];
      const types = await get('/docs/client.d.ts');
      expect(types.headers['content-type']).to.equal('text/plain; charset=utf-8');
      expect(types.body).to.equal(await clientTypes(registry));
      expect(JSON.parse((await get('/docs/contract.json')).body)).to.deep.equal(contractModel(registry));
    }));

  it('serves a page that lists the gateways and names its files relative to itself', () =>
    docs(async (get) => {
      const { status, body } = await get('/docs/contract.html');
      expect(status).to.equal(200);
      for (const text of ['/market', '/rooms/:room/:floor', 'offer', 'Sells something', 'prices']) {
        expect(body).to.include(text);
      }
      const links = [...body.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link]) => link);
      expect(links).to.deep.equal([...['page.css', 'asyncapi.json', 'asyncapi.yaml', 'client.d.ts', 'contract.json']]);
      for (const link of links) expect((await get(`/docs/${link}`)).status).to.equal(200);
    }));

  it('leads from its mount path to the page, by a path that no proxy has to know', () =>
    docs(
      async (get) => {
        const { status, headers } = await get('/internal/docs?lang=en');
        expect(status).to.equal(302);
        expect(headers.location).to.equal('./docs/?lang=en');
      },
      { mount: '/internal/docs' },
    ));

  it('does not lead to another server', () =>
    docs(
      async (get) => {
        for (const path of ['//evil.example', '//evil.example/..', '/%2f%2fevil.example']) {
          const { location = './' } = (await get(path)).headers;
          expect(location).to.match(/^\.\//);
        }
      },
      { mount: '/' },
    ));

  it('allows its page no script, and nothing from elsewhere', () =>
    docs(async (get) => {
      const { headers, body } = await get('/docs/contract.html');
      expect(headers['content-security-policy']).to.include("default-src 'none'").and.not.include('unsafe');
      expect(body).to.not.match(/<script|<style|style=|onerror=|javascript:/);
    }));

  it('leaves everything else to the application', () =>
    docs(async (get, application) => {
      application.app.use((_request, response) => void response.status(404).send('of the application'));
      expect((await get('/docs/other')).body).to.equal('of the application');
    }));

  it('shows what is attached now, after the host was closed and attached again', async () => {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [HostileGateway] });
    application.app.use('/docs', gatewayDocs(host));
    await application.listen();
    await application.get('/docs/contract.json');
    await host.close();
    application.attach({ gateways: everything });
    expect((await application.get('/docs/contract.json')).body).to.include('MarketGateway');
  });
});

describe('hostile names and descriptions do no harm', () => {
  it('on the page', () =>
    docs(
      async (get) => {
        const { body } = await get('/docs/contract.html');
        expect(body).to.include('&#60;/script&#62;');
        expect(body).to.not.match(/<script|<img/);
      },
      { gateways: [HostileGateway], title: hostile },
    ));

  it('in AsyncAPI, which is still valid', () =>
    docs(
      async (get) => {
        const [json, yaml] = [await get('/docs/asyncapi.json'), await get('/docs/asyncapi.yaml')];
        expect(parse(yaml.body)).to.deep.equal(JSON.parse(json.body));
        const { diagnostics } = await new Parser().parse(json.body);
        expect(diagnostics).to.deep.equal([]);
      },
      { gateways: [HostileGateway], title: hostile },
    )).timeout(60_000);
});

describe('gatewayDocs in production', () => {
  const before = process.env.NODE_ENV;
  beforeEach(() => (process.env.NODE_ENV = 'production'));
  afterEach(() => {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  });

  it('throws where nobody has said who may see it', async () => {
    const error: unknown = await docs(async () => undefined).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error).with.property('message').that.includes("access: 'public'");
  });

  it('serves everyone where it is public', () =>
    docs(
      async (get) => {
        expect((await get('/docs/asyncapi.json')).status).to.equal(200);
      },
      { access: 'public' },
    ));

  it('serves those whom the guard lets pass, and no one else, not even a redirect', () => {
    const access: RequestHandler = ({ query }, response, next) => {
      if (query.key === 'right') next();
      else response.status(403).send('No');
    };
    return docs(
      async (get) => {
        for (const path of [
          '',
          '/',
          '/asyncapi.json',
          '/asyncapi.yaml',
          '/client.d.ts',
          '/contract.json',
          '/page.css',
        ]) {
          expect((await get(`/docs${path}`)).status, path).to.equal(403);
        }
        expect((await get('/docs/asyncapi.json?key=right')).status).to.equal(200);
      },
      { access },
    );
  });

  it('does not take anything else for access', async () => {
    process.env.NODE_ENV = 'test';
    const error: unknown = await docs(async () => undefined, { access: true as never }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(TypeError);
  });
});
