import { inspect } from 'node:util';
import type { ServerOptions } from 'socket.io';
import type { AttachOptions } from '../../options';
import { checkServerOptionNames } from './option-names';
import type { Problems } from '../problems';

/** The options of socket.io that a path has besides those of its gateways. */
export type ServerOptionsOf = (path: string) => Partial<ServerOptions> | undefined;

/**
 * Reads the option `server` for each path; where it is a function, it is asked once for each. What it gives wrong, or
 * throws, is a problem.
 */
export function compileServerSource(source: AttachOptions['server'], problems: Problems): ServerOptionsOf {
  if (typeof source !== 'function') {
    checkServerOptionNames(source, problems);
    return () => source;
  }
  const known = new Map<string, Partial<ServerOptions>>();
  return (path) => {
    const asked = known.get(path);
    if (asked) return asked;
    const options = ask(source, path, problems);
    checkServerOptionNames(options, problems);
    known.set(path, options);
    return options;
  };
}

function ask(source: (path: string) => unknown, path: string, problems: Problems): Partial<ServerOptions> {
  const where = 'options of attachGateways';
  try {
    const options = source(path);
    if (typeof options === 'object' && options !== null && !Array.isArray(options) && !('then' in options)) {
      return options;
    }
    const found = options instanceof Promise ? 'a promise' : inspect(options, { depth: 0 });
    problems.add(where, `its function 'server' gave ${found} for the path '${path}'; expected an object of options`);
  } catch (error) {
    problems.add(where, `its function 'server' threw for the path '${path}': ${String(error)}`);
  }
  return {};
}
