import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import config from './config.mjs';

/** What people ask, and the page (or one of them) that has to be among the first three that the search of the site finds. */
const QUESTIONS = {
  'how do I authenticate with a JWT': '/logins#a-jwt',
  'how do I emit from an HTTP route to one tenant': '/rooms#emitting-to-one-tenant-from-an-http-route',
  'why does my client get xhr poll error': '/troubleshooting#xhr-poll-error-websocket-error',
  'how do I test it': '/testing#a-whole-test',
  'how do I run two nodes': ['/cluster', '/scaling'],
  'what does 1008 mean': '/errors#what-each-code-means',
  'how do I limit a client': '/limits#limits-what-one-client-may-do',
  'rate limit': '/rate-limits#rate-limits',
  'what is logged': '/observability#what-is-logged',
  'how do I use it with an existing socket.io server':
    '/from-socket-io#from-plain-socket-io-gateways-in-an-existing-socket-io-server',
  'how do I use it from JavaScript': '/javascript#javascript-without-a-compiler',
  'recheck a login while connected': '/logins#checking-a-login-again-while-a-client-is-connected',
  'why is my broadcast received twice': '/troubleshooting#an-event-or-a-broadcast-is-received-twice',
};

/** Asks the index that VitePress has built, as its search box does. @param {string} folder the built site */
export async function assertAnswers(folder) {
  const require = createRequire(createRequire(import.meta.url).resolve('vitepress/package.json'));
  const { default: MiniSearch } = await import(require.resolve('minisearch'));
  const chunks = join(folder, 'assets/chunks');
  const [name] = readdirSync(chunks).filter((each) => each.startsWith('@localSearchIndex'));
  const module = readFileSync(join(chunks, name)).toString('base64'); // a module, whatever package.json says of its folder
  const { default: written } = await import(`data:text/javascript;base64,${module}`);
  const { searchOptions } = config.themeConfig.search.options.miniSearch;
  const index = MiniSearch.loadJSON(written, {
    fields: ['title', 'titles', 'text'],
    storeFields: ['title', 'titles'],
    searchOptions: { fuzzy: 0.2, prefix: true, boost: { title: 4, text: 2, titles: 1 }, ...searchOptions },
  });
  for (const [question, pages] of Object.entries(QUESTIONS)) {
    const first = index.search(question).map(({ id }) => id);
    const found = first.slice(0, 3).some((id) => [pages].flat().some((page) => id.startsWith(page)));
    assert.ok(found, `'${question}' finds ${first.slice(0, 3).join(', ')}; expected ${[pages].flat().join(' or ')}`);
  }
}
