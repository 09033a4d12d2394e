import type { Newable } from '../container';
import type { GatewayContext } from '../context';
import type { CheckedArgument, CheckedBody, CheckedParameter, SchemaOf } from '../contract/types/checked-parameter';
import { type ParameterRecord, type ParameterSource, recordParameter } from './metadata';
import { expectParameter, expectParentheses } from './misuse';
import type { Schema } from '../validation/schema';

/**
 * The payload: the first argument of the event, or one key of it. With a schema the handler gets what the schema gives
 * back, and must be sent one unless the schema says `.optional()` or has a default.
 */
export function WsBody<Given extends [schema?: Schema]>(...given: Given): CheckedBody<never, SchemaOf<Given>>;
export function WsBody<const Key extends string, Given extends [schema?: Schema]>(
  key: Key,
  ...given: Given
): CheckedBody<Key, SchemaOf<Given>>;
export function WsBody(): ParameterDecorator; // as all have it that need nothing, for a list of such decorators
export function WsBody(...args: unknown[]): ParameterDecorator {
  expectParentheses('@WsBody', '@WsBody()', args);
  return named('body', args);
}

/** All arguments of the event as an array, or one of them by its index, from 0. */
export function WsArgs<const Index extends number | undefined = undefined, Given extends [schema?: Schema] = []>(
  index?: Index,
  ...given: Given
): CheckedArgument<Index, SchemaOf<Given>>;
export function WsArgs(): ParameterDecorator;
export function WsArgs(...args: [index?: number, schema?: Schema]): ParameterDecorator {
  expectParentheses('@WsArgs', '@WsArgs()', args);
  return parameter('args', args[0], args.slice(1));
}

/** A header of the handshake; its name in any case. */
export function WsHeader<Given extends [schema?: Schema]>(
  name: string,
  ...given: Given
): CheckedParameter<SchemaOf<Given>>;
export function WsHeader(name: string, ...rest: [schema?: Schema]): ParameterDecorator {
  expectParentheses('@WsHeader', '@WsHeader()', [name, ...rest]);
  return parameter('header', name.toLowerCase(), rest);
}

/** A parameter of the handshake's query string. */
export function WsQuery<Given extends [schema?: Schema]>(
  name: string,
  ...given: Given
): CheckedParameter<SchemaOf<Given>>;
export function WsQuery(name: string, ...rest: [schema?: Schema]): ParameterDecorator {
  expectParentheses('@WsQuery', '@WsQuery()', [name, ...rest]);
  return parameter('query', name, rest);
}

/** A parameter of a pattern namespace, decoded: `roomId` of `/rooms/:roomId`; or a named group of a RegExp. */
export function WsParam<Given extends [schema?: Schema]>(
  name: string,
  ...given: Given
): CheckedParameter<SchemaOf<Given>>;
export function WsParam(name: string, ...rest: [schema?: Schema]): ParameterDecorator {
  expectParentheses('@WsParam', '@WsParam()', [name, ...rest]);
  return parameter('param', name, rest);
}

/** The `auth` that the client connected with, or one key of it. */
export function WsAuth<Given extends [schema?: Schema]>(...given: Given): CheckedParameter<SchemaOf<Given>>;
export function WsAuth<Given extends [schema?: Schema]>(
  name: string,
  ...given: Given
): CheckedParameter<SchemaOf<Given>>;
export function WsAuth(): ParameterDecorator;
export function WsAuth(...args: unknown[]): ParameterDecorator {
  expectParentheses('@WsAuth', '@WsAuth()', args);
  return named('auth', args);
}

/** The client's socket. */
export function WsSocket(): ParameterDecorator;
export function WsSocket(...args: unknown[]): ParameterDecorator {
  expectParentheses('@WsSocket', '@WsSocket()', args);
  return parameter('socket');
}

/**
 * The acknowledgement, for a method that answers itself, also later than it returns: it is answered once, and by an
 * error of the method where it was not yet. A function that does nothing where the client asked for none.
 */
export function WsAck(): ParameterDecorator;
export function WsAck(...args: unknown[]): ParameterDecorator {
  expectParentheses('@WsAck', '@WsAck()', args);
  return parameter('ack');
}

/** The {@link GatewayContext}, for gateways that do not extend `GatewayBase`. */
export function WsContext(): ParameterDecorator;
export function WsContext(...args: unknown[]): ParameterDecorator {
  expectParentheses('@WsContext', '@WsContext()', args);
  return parameter('context');
}

/** It has no name. */
const OF_CREATE_PARAM_DECORATOR = 'a decorator of createParamDecorator';

/**
 * Makes a parameter decorator of a function of the context; it may be asynchronous.
 *
 * ```ts
 * const Locale = createParamDecorator((context) => context.environment.headers['accept-language']);
 * greet(@Locale() locale: string) {}
 * ```
 */
export function createParamDecorator(resolve: (context: GatewayContext) => unknown): () => ParameterDecorator {
  return (...args: unknown[]) => {
    expectParentheses(OF_CREATE_PARAM_DECORATOR, 'them', args);
    return record({ source: 'custom', resolve });
  };
}

function named(source: ParameterSource, args: readonly unknown[]): ParameterDecorator {
  return typeof args[0] === 'string' ? parameter(source, args[0], args.slice(1)) : parameter(source, undefined, args);
}

/** @param schemas none or one; one that is `undefined`, as an import cycle makes it, is a mistake and not none */
function parameter(
  source: ParameterSource,
  key?: string | number,
  schemas: readonly unknown[] = [],
): ParameterDecorator {
  return record({ source, key, ...(schemas.length > 0 && { schema: schemas[0] }) });
}

function record(parameter: Omit<ParameterRecord, 'index'>): ParameterDecorator {
  const { source } = parameter;
  const decorator =
    source === 'custom' ? OF_CREATE_PARAM_DECORATOR : `@Ws${source[0]?.toUpperCase()}${source.slice(1)}`;
  return (target, name, index) => {
    expectParameter(decorator, [target, name, index]);
    if (name === undefined) {
      const { name: owner } = target as Newable; // a constructor's parameter comes with its class
      throw new TypeError(
        `${owner}, parameter ${index} of its constructor: is decorated for a client's message; ` +
          'expected @inject(Service), as it comes from the container',
      );
    }
    recordParameter(target, name, { index, ...parameter });
  };
}
