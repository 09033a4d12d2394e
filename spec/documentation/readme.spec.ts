import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import type * as gateways from '../../src';
import { request } from '../../src/client';
import { clientTypes } from '../../src/docs';
import type { Newable } from '../../src/container';
import { withHost } from '../docs/fixture/registry';
import { documents, examplesOf, exportsOfPackage, mistakesIn, read, ROOT, type Written } from './examples';
import { runExample } from './run-example';

/** The headings of a document, as links name them. */
function anchorsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.*)$/gm)].map(({ 1: heading = '' }) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The pages of the repository on GitHub, and its files as they are. */
const REPOSITORY =
  /^https:\/\/(?:github\.com\/inversify-express-gateways\/inversify-express-gateways\/(?:blob|tree)|raw\.githubusercontent\.com\/inversify-express-gateways\/inversify-express-gateways)\/main\//;

/** The links of a document to files of the repository, relative to its root, and to its own headings. */
function linksIn(document: string): { link: string; file: string; anchor: string }[] {
  return [...read(document).matchAll(/\]\(([^)#]*)#?([^)]*)\)/g)].flatMap(([link, url = '', anchor = '']) => {
    if (REPOSITORY.test(url)) return [{ link, file: url.replace(REPOSITORY, ''), anchor }];
    if (/^https?:/.test(url)) return [];
    return [{ link, file: url === '' ? '' : path.join(path.dirname(document), url), anchor }];
  });
}

/** What the page that has `ChatGateway` lets write for its clients, and the file of the application that it imports. */
async function writtenFor(document: string): Promise<Written> {
  const [gateway] = examplesOf(document);
  const code = `import Joi from 'joi';\n${gateway!.code}`;
  const { ChatGateway } = runExample(code, console, 'ChatGateway') as { ChatGateway: Newable };
  const container = `import { Container } from 'inversify';\nexport const container = new Container();\n`;
  return withHost([ChatGateway], async ({ registry }) => ({
    'gateways.d.ts': await clientTypes(registry),
    'container.ts': container,
  }));
}

describe('the documentation', () => {
  it('has examples that compile', async function () {
    this.timeout(0); // as the compiler runs here, nothing interrupts it
    const examples = documents.flatMap(examplesOf);
    expect(examples).to.have.lengthOf.above(documents.length);
    expect(mistakesIn(examples, await writtenFor('docs/asyncapi.md'))).to.deep.equal([]);
  });

  it('gets started with an example in which the compiler finds a mistake', function () {
    this.timeout(0); // as the compiler runs here, nothing interrupts it
    const [example] = examplesOf('docs/getting-started.md');
    const [comment, words = ''] = /^ *\/\/ @ts-expect-error -- the compiler says: (.*)\n/m.exec(example!.code) ?? [''];
    const mistakes = mistakesIn([{ ...example!, code: example!.code.replace(comment, '') }]);
    expect(mistakes).to.have.lengthOf(1);
    expect(mistakes[0]).to.include(words);
  });

  it('gets started with an example that runs unchanged', async () => {
    const [example] = examplesOf('docs/getting-started.md');
    const onAnyPort = example!.code.replace('httpServer.listen(3000)', "httpServer.listen(0, '127.0.0.1')");
    const lines: string[] = [];
    const console = { log: (line: string) => void lines.push(line) };
    const { httpServer, gateways: host } = runExample(onAnyPort, console, 'httpServer', 'gateways') as {
      httpServer: Server;
      gateways: gateways.GatewayHost;
    };
    if (!httpServer.listening) await once(httpServer, 'listening');
    const { port } = httpServer.address() as AddressInfo;
    const client = io(`http://127.0.0.1:${port}/events`, {
      path: '/events-ws',
      transports: ['websocket'],
      auth: { token: 'open sesame' },
    });
    try {
      const greeting = await new Promise((resolve) => client.once('my_response', resolve));
      expect(greeting).to.deep.equal({ data: 'Connected', count: 0 });
      expect(await request(client, 'my_event', { data: 'hello' })).to.deep.equal({ data: 'hello' });
    } finally {
      client.disconnect();
      await host.close();
      const closed = once(httpServer, 'close');
      httpServer.close();
      await closed;
    }
    expect(lines)
      .to.have.lengthOf(1)
      .and.match(/^\S+ left: /);
  });

  it('names everything that the package exports', () => {
    const text = documents.map(read).join('\n');
    const unnamed = [...exportsOfPackage().keys()].filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    expect(unnamed).to.deep.equal([]);
  });

  it('attaches gateways in its examples to a server that can listen, and from a container that has some', () => {
    const attached = documents.flatMap((document) =>
      examplesOf(document).flatMap(({ line, code }) =>
        [...code.matchAll(/attachGateways(?:Async)?\((.*)$/gm)].map(([, given = '']) => ({
          at: `${document}:${line}`,
          given,
        })),
      ),
    );
    expect(attached).to.have.length.above(10);
    expect(attached.filter(({ given }) => /createServer\(|new Container\(\)\)/.test(given))).to.deep.equal([]);
  });

  it('says where the imports are that its examples leave out', () => {
    const isWhole = (code: string): boolean => /^import express |from 'inversify-express-gateways'/m.test(code);
    const silent = documents
      .filter((document) => document.startsWith('docs/') && document !== 'docs/getting-started.md')
      .filter((document) => examplesOf(document).some(({ code }) => !isWhole(code)))
      .filter((document) => !/\]\(getting-started\.md#imports\)/.test(read(document)));
    expect(silent).to.deep.equal([]);
  });

  it('has no broken links', () => {
    const broken = documents.flatMap((document) =>
      linksIn(document)
        .filter(({ file, anchor }) => {
          const target = file === '' ? document : file;
          if (!existsSync(path.join(ROOT, target))) return true;
          return anchor !== '' && !anchorsOf(target).includes(anchor);
        })
        .map(({ link }) => `${document}: ${link}`),
    );
    expect(broken).to.deep.equal([]);
  });

  it('has no links that lead nowhere in the package', () => {
    const { files } = JSON.parse(read('package.json')) as { files: string[] }; // this project's own
    const isInPackage = (file: string): boolean =>
      ['', 'README.md', 'LICENSE', 'package.json'].includes(file) ||
      files.some((each) => file === each || file.startsWith(`${each}/`));
    const dead = documents.flatMap((document) =>
      linksIn(document)
        .filter(({ link, file }) => !link.startsWith('](https:') && !isInPackage(file))
        .map(({ link }) => `${document}: ${link}`),
    );
    expect(dead).to.deep.equal([]);
  });

  it('has links in README.md that lead somewhere from the page of a registry, too', () => {
    const relative = [...read('README.md').matchAll(/\]\((?!https:|#)[^)]*\)/g)].map(([link]) => link);
    expect(relative).to.deep.equal([]);
  });
});
