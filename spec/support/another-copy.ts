import { join, sep } from 'node:path';

const sources = join(__dirname, '..', '..', 'src') + sep;

/** An entry point of another copy of the package, as npm installs one where two packages want different versions. */
export function anotherCopyOf(entry: string): unknown {
  const loaded = Object.entries(require.cache).filter(([path]) => path.startsWith(sources));
  for (const [path] of loaded) Reflect.deleteProperty(require.cache, path);
  try {
    return require(join(sources, entry)); // eslint-disable-line @typescript-eslint/no-require-imports -- loads it anew
  } finally {
    for (const [path, module] of loaded) require.cache[path] = module;
  }
}
