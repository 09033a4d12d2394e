// Every entry point of the package gives the same names to `import` and to `require`, of which none is lost.
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { name, exports } = require('inversify-express-gateways/package.json');

for (const path of Object.keys(exports).filter((path) => !path.endsWith('.json'))) {
  const specifier = name + path.slice(1);
  const required = Object.keys(require(specifier));
  const imported = Object.keys(await import(specifier));
  assert(required.length > 0, `${specifier} exports nothing`);
  for (const exported of required) assert(imported.includes(exported), `${exported} of ${specifier} is not imported`);
}

// The client as browsers and bundlers get it: an ES module, without a file of CommonJS.
const folder = new URL('node_modules/inversify-express-gateways/', import.meta.url);
const client = await import(new URL(exports['./client'].import.default, folder));
assert.deepEqual(Object.keys(client), Object.keys(require(`${name}/client`)));
