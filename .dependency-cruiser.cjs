/**
 * The layers, from top to bottom. A file may import from its own layer and those below it, types included.
 * @type {[string, string][]} name, path
 */
const layers = [
  ['entry', '^src/index\\.ts$'],
  ['docs', '^src/docs/'],
  ['watching', '^src/(prometheus|opentelemetry)/'],
  ['testing', '^src/testing/'],
  ['attach', '^src/attach\\.ts$'],
  ['runtime', '^src/runtime/'],
  ['engine', '^src/engine/'],
  ['host', '^src/host\\.ts$'],
  ['describe', '^src/describe-gateways\\.ts$'],
  ['registry', '^src/registry/'],
  ['decorators', '^src/decorators/'],
  ['gateway-base', '^src/gateway-base\\.ts$'],
  ['client', '^src/client/'],
  [
    'foundation',
    '^src/(contract/|idempotency/|presence/|redis/|validation/|log/|(channels|container|context|enhancers|errors|logger|optional-peer|options|response)\\.ts$)',
  ],
];

const upward = layers.slice(1).map(([name, path], index) => ({
  name: `${name}-imports-downward`,
  comment: `${name} imports only from its own layer and those below it`,
  severity: 'error',
  from: { path },
  to: { path: layers.slice(0, index + 1).map(([, above]) => above) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every-file-has-a-layer',
      severity: 'error',
      from: { path: '^src/', pathNot: layers.map(([, path]) => path) },
      to: {},
    },
    {
      name: 'only-metadata-imports-reflect-metadata',
      severity: 'error',
      from: { pathNot: '^src/decorators/metadata\\.ts$' },
      to: { path: 'node_modules/reflect-metadata' },
    },
    {
      name: 'joi-for-its-types-only',
      severity: 'error',
      from: {},
      to: { path: 'node_modules/joi', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-engine-meets-http-express-and-socket-io',
      comment:
        'Everywhere else they are types: what a new release changes is changed in src/engine. The docs are a router.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(engine/|docs/router\\.ts$)' },
      to: {
        path: '^(node:)?(http|https|http2|net|tls)$|node_modules/(express|socket\\.io|socket\\.io-adapter|engine\\.io|ws)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-development-dependencies',
      comment: 'The page of the console is built before it is published, with what it needs in it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/docs/console/(browser/|build\\.mjs$)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
    {
      name: 'decorators-only-record',
      severity: 'error',
      from: { path: '^src/decorators/' },
      to: { path: '^src/(registry|engine|runtime)/' },
    },
    ...upward,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
