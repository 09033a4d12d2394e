import type { ValidationIssue } from '../errors';
import { Issues } from './answer/issues';
import { isJoiSchema } from './joi';
import { compileAccepts } from './joi/fast-path';
import type { Origin, Validation } from './parse';
import { compileSchema } from './schema';

/** What is wrong with a value that is about to be sent; nothing where it is as its schema has it. */
export type OutgoingCheck = (value: unknown) => readonly ValidationIssue[];

const nothing: readonly ValidationIssue[] = [];

/**
 * Compiles a schema to look at what is sent. The value is sent as it is: nothing is converted for it, so that `'5'` is no
 * number. What takes time is not waited for: `.external()` of Joi is left out, and a schema that gives a promise finds
 * nothing.
 *
 * @throws TypeError that says what was found, where `schema` is none
 */
export function compileOutgoing(schema: unknown, origin: Origin, { preferences, fast }: Validation): OutgoingCheck {
  const unconverted = { ...preferences, convert: false, externals: false };
  const parse = compileSchema(schema, origin, { preferences: unconverted, fast: false });
  // What needs no conversion is right without one, too.
  const accepts = fast && isJoiSchema(schema) ? compileAccepts(schema, preferences) : undefined;
  return (value) => {
    if (accepts?.(value)) return nothing;
    const issues = new Issues();
    const parsed = parse(value, issues);
    if (parsed instanceof Promise) {
      parsed.catch(() => undefined); // nobody waits for it
      return nothing;
    }
    return issues.list();
  };
}
