import { inspect } from 'node:util';
import type { AttachOptions } from '../../options';

type Option = keyof AttachOptions;
type Handler = NonNullable<AttachOptions['middleware']>[number];

/** What the options of `attachGateways` must be for the rest of the checks to read them, and how it is said. */
const KINDS: readonly {
  readonly options: readonly Option[];
  readonly expected: string;
  readonly is: (value: unknown) => boolean;
}[] = [
  { options: ['gateways', 'guards', 'interceptors', 'filters'], expected: 'a list', is: Array.isArray },
  { options: ['io'], expected: 'a socket.io Server, or a list of them', is: isServers },
  { options: ['middleware'], expected: 'a list of functions (req, res, next)', is: isListOfFunctions },
  {
    options: ['middleware'],
    expected: 'functions (req, res, next) alone, as an error is answered without (err, req, res, next)',
    is: (value) => !isListOfFunctions(value) || !(value as readonly Handler[]).some(handlesErrors),
  },
  { options: ['authProvider'], expected: 'a class', is: isFunction },
  { options: ['userKey'], expected: 'a function of the user', is: isFunction },
  { options: ['presence'], expected: 'redisPresence(client), or another store with report()', is: isStore },
  { options: ['acks'], expected: "'value' or 'errorFirst'", is: isOneOf('value', 'errorFirst') },
  { options: ['errorEvent'], expected: "'always' or 'unacknowledged'", is: isOneOf('always', 'unacknowledged') },
  { options: ['unknownEvents'], expected: "'reject' or 'ignore'", is: isOneOf('reject', 'ignore') },
  { options: ['validateOutgoing'], expected: "'off', 'log' or 'throw'", is: isOneOf('off', 'log', 'throw') },
  {
    options: ['exposeErrors', 'fastValidation', 'coalesceWrites'],
    expected: 'true or false',
    is: isOneOf(true, false),
  },
  { options: ['server'], expected: 'an object, or a function of the path', is: isObjectOrFunction },
  { options: ['validation'], expected: 'an object', is: isObject },
  { options: ['logger'], expected: 'an object with debug(), info(), warn() and error()', is: isLogger },
  { options: ['logPayloads'], expected: 'true, false or { redact: [keys] }', is: isLogPayloads },
];

/** Options of another kind than they have to be. One that is `undefined` counts as left out. */
export function attachOptionKindProblems(options: Readonly<Record<string, unknown>>): readonly string[] {
  return KINDS.flatMap(({ options: names, expected, is }) =>
    names
      .filter((name) => options[name] !== undefined && !is(options[name]))
      .map((name) => {
        const found = inspect(options[name], { depth: 0 });
        return `options of attachGateways: its '${name}' is ${found}; expected ${expected}`;
      }),
  );
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isStore(value: unknown): boolean {
  return isObject(value) && isFunction(Reflect.get(Object(value), 'report'));
}

function isServers(value: unknown): boolean {
  const servers: readonly unknown[] = Array.isArray(value) ? value : [value];
  return servers.every(
    (each) => isObject(each) && ['of', 'path', 'close'].every((name) => isFunction(Reflect.get(Object(each), name))),
  );
}

function isListOfFunctions(value: unknown): boolean {
  return Array.isArray(value) && value.every(isFunction);
}

/** Express tells them apart so: it never calls such a function with a request. */
function handlesErrors({ length }: Handler): boolean {
  return length > 3;
}

function isOneOf(...values: readonly unknown[]) {
  return (value: unknown): boolean => values.includes(value);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isObjectOrFunction(value: unknown): boolean {
  return isObject(value) || isFunction(value);
}

function isLogPayloads(value: unknown): boolean {
  if (typeof value === 'boolean') return true;
  const redact: unknown = isObject(value) ? Reflect.get(value as object, 'redact') : undefined;
  return Array.isArray(redact) && redact.every((key) => typeof key === 'string');
}

function isLogger(value: unknown): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return ['debug', 'info', 'warn', 'error'].every((level) => isFunction(Reflect.get(value, level)));
}
