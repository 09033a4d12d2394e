/**
 * The layers, from top to bottom. A file may import from its own layer and those below it, types included.
 * @type {[string, string][]} name, path
 */
const layers = [
  ['entry', '^src/index\\.ts$'],
  ['testing', '^src/testing/'],
  ['attaching', '^src/(attach|attachment|host)\\.ts$'],
  ['runtime', '^src/runtime/'],
  ['registry', '^src/registry/'],
  ['decorators', '^src/(decorators/|gateway-base\\.ts$)'],
  ['metadata', '^src/metadata\\.ts$'],
  ['client', '^src/client/'],
  [
    'foundation',
    '^src/(context|container|around|auth-provider|optional-peer|options|validation/|errors|ws-response|logger|gateway-types)',
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
      from: { pathNot: '^src/metadata\\.ts$' },
      to: { path: 'node_modules/reflect-metadata' },
    },
    {
      name: 'joi-for-its-types-only',
      severity: 'error',
      from: {},
      to: { path: 'node_modules/joi', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-development-dependencies',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
    {
      name: 'decorators-only-record',
      severity: 'error',
      from: { path: '^src/decorators/' },
      to: { path: '^src/(registry|runtime)/' },
    },
    ...upward,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
