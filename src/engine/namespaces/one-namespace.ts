import { Namespace } from 'socket.io';
import type { Log } from '../../log/log';
import type { AcquiredChild, ChildNamespaces } from './child-namespaces';

const FLAGS: readonly string[] = ['volatile', 'local'];
const NARROWING: readonly string[] = ['to', 'in', 'except', 'compress', 'timeout'];
const OPERATIONS: readonly string[] = ['emit', 'send', 'write', 'socketsJoin', 'socketsLeave', 'disconnectSockets'];
const ANSWERED: readonly string[] = ['emitWithAck', 'fetchSockets', 'allSockets'];
/** What a promise, the console and JSON look for. */
const ASKED_BY_OTHERS: readonly string[] = ['then', 'toJSON', 'inspect', 'constructor'];

type Step = (target: object) => object;

/** One namespace of a pattern by its name. */
interface NamedChild {
  readonly children: ChildNamespaces;
  readonly name: string;
  /** How it was asked for, for messages. */
  readonly label: string;
  readonly logger: Log;
}

/**
 * One namespace of a pattern, whether a client of this server is in it or not. It holds nothing: each call is made on the
 * namespace that there is then, or on one that goes when the call is done.
 */
export function oneNamespace(child: NamedChild): Namespace {
  return chain(child, []) as Namespace; // it has what its proxy says
}

/** A namespace, or the rooms and flags that were named for the call to come. */
function chain(child: NamedChild, steps: readonly Step[]): object {
  const { children, name, label } = child;
  return new Proxy(Object.create(Namespace.prototype) as object, {
    get(_target, property, self) {
      if (typeof property === 'symbol' || ASKED_BY_OTHERS.includes(property)) return undefined;
      if (property === 'name') return name;
      if (property === 'server') return children.server;
      if (property === 'sockets') return children.get(name)?.sockets ?? new Map();
      if (FLAGS.includes(property))
        return chain(child, [...steps, (target) => Reflect.get(target, property) as object]);
      if (NARROWING.includes(property)) {
        return (...args: unknown[]) => chain(child, [...steps, (target) => apply(target, property, args) as object]);
      }
      const call = (target: object, args: unknown[]): unknown =>
        apply(
          steps.reduce((each, step) => step(each), target),
          property,
          args,
        );
      if (ANSWERED.includes(property)) return (...args: unknown[]) => answered(child, (target) => call(target, args));
      if (OPERATIONS.includes(property)) {
        return (...args: unknown[]) => {
          const result = operate(child, args, call);
          return property === 'emit' ? result : (self as object); // as socket.io's, to go on with
        };
      }
      const known = [...OPERATIONS, ...ANSWERED, ...NARROWING, ...FLAGS].join(', ');
      throw new TypeError(
        `${label}: '${property}' is not there, as the namespace may go at any time; expected ${known}`,
      );
    },
    set(_target, property) {
      throw new TypeError(`${label}: '${String(property)}' cannot be set`);
    },
  });
}

/** Waits until the others know of the namespace, where it is new here: they answer only then. */
async function answered({ children, name, label }: NamedChild, call: (target: object) => unknown): Promise<unknown> {
  await children.closing(name);
  const acquired = children.acquire(name, label);
  try {
    await acquired.introduced;
    return await call(acquired.namespace);
  } finally {
    acquired.release();
  }
}

function operate(child: NamedChild, args: unknown[], call: (target: object, args: unknown[]) => unknown): unknown {
  const { children, name, label, logger } = child;
  const closing = children.closing(name);
  if (closing) {
    closing
      .then(() => operate(child, args, call))
      .catch((error: unknown) => logger.error(`${label} failed`, { err: error }));
    return true;
  }
  const acquired = children.acquire(name, label);
  const callback = args.at(-1);
  if (typeof callback === 'function') return emitWithCallback(acquired, callback, args, call);
  try {
    return call(acquired.namespace, args);
  } finally {
    acquired.release();
  }
}

function emitWithCallback(
  { namespace, introduced, release }: AcquiredChild,
  callback: unknown,
  args: unknown[],
  call: (target: object, args: unknown[]) => unknown,
): boolean {
  const answer = (...answers: unknown[]): unknown => {
    release();
    return Reflect.apply(callback as () => unknown, undefined, answers); // it was seen to be a function
  };
  introduced.then(() => call(namespace, [...args.slice(0, -1), answer])).catch(answer);
  return true;
}

function apply(target: object, method: string, args: unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, method) as () => unknown, target, args); // socket.io's own
}
