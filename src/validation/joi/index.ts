import type { ValidationOptions } from 'joi';
import type { Issues } from '../answer/issues';
import { compileAccepts } from './fast-path';
import { fastPath } from './fast-path/hits';
import { joiFlags, joiPreferences } from './internals';
import { lengthsFirst } from './lengths';
import { inheritsByCopying, refusesPrototype } from './prototypes';
import { addJoiError, isAboutPayload, type OwnError, refusalOf, type Reports } from './refusal';
import { SchemaWords } from './schema-words';
import { compileIsSmall } from './size';
import type { Origin, Parse, Validation } from '../parse';

/**
 * The part of a Joi schema that is used. It is described, and recognised, by its shape: an application may hold several
 * versions of Joi, and `Joi.isSchema` of one throws at a schema of another.
 */
export interface JoiSchema {
  validate(value: unknown, options?: ValidationOptions): { error?: Error | undefined; value: unknown };
  validateAsync(value: unknown, options?: ValidationOptions): Promise<unknown>;
  describe(): object;
}

/** The methods of a schema that make it fit for the wire; each gives a new schema. */
interface JoiBuilder extends JoiSchema {
  prefs(preferences: ValidationOptions): JoiBuilder;
  required(): JoiBuilder;
  label(name: string): JoiBuilder;
  error(rewrite: (reports: Reports) => Error): JoiBuilder;
}

export function isJoiSchema(value: unknown): value is JoiSchema {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['validate', 'validateAsync', 'describe', 'prefs'].every(
      (method) => typeof Reflect.get(value, method) === 'function',
    )
  );
}

export function parseWithJoi(schema: JoiSchema, origin: Origin, { preferences, fast }: Validation): Parse {
  const { context, externals, ...forAll } = preferences;
  const schemaFor = prepare(schema as JoiBuilder, origin, forAll); // every Joi schema has its builder's methods
  // Options that Joi takes with each call alone; mostly there are none, which costs nothing.
  const perCall =
    context || externals !== undefined
      ? { ...(context && { context }), ...(externals !== undefined && { externals }) }
      : undefined;

  let words: SchemaWords | undefined;
  const wordsOf = (): SchemaWords => (words ??= new SchemaWords(labelled(schema as JoiBuilder, origin)));
  const parseAsync = async (value: unknown, issues: Issues): Promise<unknown> => {
    try {
      return await schemaFor(value).validateAsync(value, perCall);
    } catch (error) {
      // An error that an external throws by itself is not about the payload: the database may be down.
      if (!isAboutPayload(error)) throw error;
      addJoiError(error, value, origin, issues, wordsOf);
      return undefined;
    }
  };

  const accepts = fast ? compileAccepts(schema, preferences) : undefined;
  const inherits = inheritsByCopying(schema);
  let hasExternals = false;
  return (value, issues) => {
    if (accepts) {
      if (accepts(value)) {
        fastPath.hits += 1;
        return value;
      }
      fastPath.misses += 1;
    }
    if (inherits && refusesPrototype(value, origin, issues)) return undefined;
    if (hasExternals) return parseAsync(value, issues);
    try {
      const result = schemaFor(value).validate(value, perCall);
      if (result.error) addJoiError(result.error, value, origin, issues, wordsOf);
      return result.value;
    } catch (error) {
      hasExternals = asksForAsync(error);
      if (!hasExternals) throw error;
      return parseAsync(value, issues);
    }
  };
}

/** `.external()` may be anywhere in a schema; Joi says so when it meets one. From then on it is known. */
function asksForAsync(error: unknown): boolean {
  return error instanceof Error && error.message.includes('validateAsync()');
}

/**
 * The schema that a payload goes through, with the preferences of all; its own come first, as they do in Joi. Where
 * nobody says how many mistakes to look for, it is all of them in a small payload, and the first one in others.
 *
 * @throws Error of Joi where a preference is none
 */
function prepare(schema: JoiBuilder, origin: Origin, forAll: ValidationOptions): (payload: unknown) => JoiBuilder {
  const flags = joiFlags(schema);
  const { messages, ...own } = joiPreferences(schema);
  let prepared = schema.prefs({ ...forAll, ...own });
  if (messages) prepared = prepared.prefs({ messages });
  if (flags.presence === undefined && flags.default === undefined) prepared = prepared.required();
  prepared = labelled(prepared, origin);
  prepared = prepared.error(refusalOf(flags.error as OwnError));
  const isDecided = 'abortEarly' in { ...forAll, ...own };

  let choose: ((payload: unknown) => JoiBuilder) | undefined;
  return (payload) => (choose ??= isDecided ? always(lengthsFirst(prepared)) : bySize(lengthsFirst(prepared)))(payload);
}

function labelled(schema: JoiBuilder, { key, in: part }: Origin): JoiBuilder {
  return joiFlags(schema).label === undefined ? schema.label(String(key ?? part)) : schema;
}

function always(schema: JoiBuilder): () => JoiBuilder {
  return () => schema;
}

function bySize(stopsAtFirst: JoiBuilder): (payload: unknown) => JoiBuilder {
  const findsAll = stopsAtFirst.prefs({ abortEarly: false });
  const isSmall = compileIsSmall(stopsAtFirst);
  return (payload) => (isSmall(payload) ? findsAll : stopsAtFirst);
}
