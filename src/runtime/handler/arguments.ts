import type { GatewayContext } from '../../context';
import type { ParameterDefinition } from '../../registry/definitions';
import { Issues } from '../../validation/answer/issues';

/** The acknowledgement that a method may take with `@WsAck()`. */
interface Acknowledgement {
  readonly ack: ((...args: unknown[]) => void) | undefined;
}

type Read = (context: GatewayContext, reply: Acknowledgement) => unknown;

/**
 * The arguments of a method, validated: at once where every schema is synchronous.
 *
 * @throws WebSocketException with all issues of all parameters
 */
export type ResolveArguments = (
  context: GatewayContext,
  reply: Acknowledgement,
) => readonly unknown[] | Promise<readonly unknown[]>;

/** Compiles the decorated parameters of a method. One that has none gets the raw arguments, as socket.io gives them. */
export function compileArguments(parameters: readonly ParameterDefinition[], maxIssuesBytes: number): ResolveArguments {
  if (parameters.length === 0) return (context, { ack }) => (ack ? [...context.args, ack] : context.args);

  const length = Math.max(...parameters.map(({ index }) => index)) + 1;
  const slots = parameters.map(({ index, parse, ...parameter }) => ({ index, read: compileRead(parameter), parse }));

  return (context, reply) => {
    const values = new Array<unknown>(length).fill(undefined);
    const issues = new Issues(maxIssuesBytes);
    let isWaiting = false;
    for (const { index, read, parse } of slots) {
      try {
        const value = read(context, reply);
        values[index] = parse ? parse(value, issues) : value;
      } catch (error) {
        // Others may be under way; their failing is of no interest any more, and must not be unhandled.
        for (const value of values) if (value instanceof Promise) value.catch(() => undefined);
        throw error;
      }
      isWaiting ||= values[index] instanceof Promise;
    }
    if (isWaiting) {
      return Promise.all(values).then((settled) => {
        issues.throwIfAny();
        return settled;
      });
    }
    issues.throwIfAny();
    return values;
  };
}

function compileRead({ source, key, resolve }: Omit<ParameterDefinition, 'index' | 'parse'>): Read {
  switch (source) {
    case 'body':
      return (context) => pick(context.args[0], key);
    case 'args':
      return (context) => pick(context.args, key);
    case 'header':
      return (context) => pick(context.environment.headers, key);
    case 'query':
      return (context) => pick(context.environment.query, key);
    case 'param':
      return (context) => pick(context.environment.params, key);
    case 'auth':
      return (context) => pick(context.environment.auth, key);
    case 'socket':
      return (context) => context.socket;
    case 'ack':
      return (_context, { ack }) => ack ?? noAcknowledgement;
    case 'context':
      return (context) => context;
    case 'custom':
      return (context) => resolve?.(context);
  }
}

/** The whole, or its own member: never what every object inherits, such as `constructor`. */
function pick(whole: unknown, key: string | number | undefined): unknown {
  if (key === undefined) return whole;
  if (typeof whole !== 'object' || whole === null || !Object.hasOwn(whole, key)) return undefined;
  return (whole as Record<string | number, unknown>)[key];
}

function noAcknowledgement(): void {
  // The client asked for none.
}
