// Every entry point of the package gives the same names to `import` and to `require`, of which none is lost.
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { name, exports } = require('inversify-express-gateways/package.json');

for (const [path, entry] of Object.entries(exports).filter(([, entry]) => entry.endsWith('.js'))) {
  const specifier = name + path.slice(1);
  const required = Object.keys(require(specifier));
  const imported = Object.keys(await import(specifier));
  assert(required.length > 0, `${specifier} (${entry}) exports nothing`);
  for (const exported of required) assert(imported.includes(exported), `${exported} of ${specifier} is not imported`);
}
