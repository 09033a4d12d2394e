import type { Schema } from '../validation/schema';
import { recordContract } from './metadata';
import { expectParenthesesOnClasses } from './misuse';

/** Decorates a gateway, or one of its methods. */
export type ContractDecorator = (target: object, name?: string | symbol, descriptor?: PropertyDescriptor) => void;

export interface EmitsOptions {
  /** What the event tells, for documents. */
  description?: string;
}

/** What documents say of a gateway, of an event or of a lifecycle hook. All of it is optional. */
export interface DescribeOptions {
  /** One line. */
  summary?: string;
  /** As long as it needs to be, in Markdown. */
  description?: string;
  tags?: readonly string[];
  deprecated?: boolean;
  /**
   * Payloads that a client may send: the first argument of the event; where it has several arguments, arrays of them.
   * Of a method alone.
   */
  examples?: readonly unknown[];
}

/**
 * Declares an event that the server emits to clients, with the schema of its payload; without one, or with `null`, it is
 * emitted without a payload. On a class, or on the method that emits it: both count for everything that is emitted in the namespace.
 *
 * ```ts
 * @Emits('my_response', messageSchema, { description: 'What somebody has said' })
 * @Emits('my_pong')
 * ```
 */
export function Emits(event: string, schema?: Schema | null, options?: EmitsOptions): ContractDecorator;
export function Emits(...args: unknown[]): ContractDecorator {
  expectParenthesesOnClasses('@Emits', '@Emits(…)', args);
  const [event, schema, options] = args;
  const hasSchema = args.length > 1 && schema !== null; // one that is `undefined`, as an import cycle makes it, is a mistake and not none
  return (...place) => recordContract(place, { emits: [{ event, ...(hasSchema && { schema }), options }] });
}

/** Declares what a method answers: the value of its acknowledgement. */
export function Returns(schema: Schema): ContractDecorator;
export function Returns(...args: unknown[]): ContractDecorator {
  expectParenthesesOnClasses('@Returns', '@Returns(…)', args);
  return (...place) => recordContract(place, { returns: [args[0]] });
}

/**
 * Says in words what a gateway or an event is for.
 *
 * ```ts
 * @Describe({ summary: 'Says something to everyone', tags: ['chat'], examples: [{ data: 'hello' }] })
 * ```
 */
export function Describe(description: DescribeOptions): ContractDecorator;
export function Describe(...args: unknown[]): ContractDecorator {
  expectParenthesesOnClasses('@Describe', '@Describe(…)', args);
  return (...place) => recordContract(place, { descriptions: [args[0]] });
}
