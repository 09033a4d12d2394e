import { optionalPeer } from '../../optional-peer';
import { shortKey, shortLabel, shortName } from '../answer/issues';
import type { Finding } from '../answer/findings';
import { joiMessage, joiMessageNames } from './internals';
import { HIDDEN } from '../answer/redact';
import { labelOf, type SchemaWords } from './schema-words';

/** A mistake as Joi reports it, before its message is made. */
export interface JoiReport {
  readonly code: string;
  readonly path: readonly (string | number | object)[];
  readonly flags: { readonly label?: unknown };
  value: unknown;
  /** What its message may be made of. */
  readonly local: Record<string, unknown>;
  /** Makes the message. */
  toString(): string;
}

export function isJoiReport(value: unknown): value is JoiReport {
  return typeof value === 'object' && value !== null && 'local' in value && 'code' in value;
}

/** Makes the message of a report: without the value, and with names of a bounded length. */
export function findingOf(report: JoiReport, words: SchemaWords): Finding {
  const { code, local } = report;
  const path = report.path.filter((key) => typeof key !== 'object');
  const values = [report.value]; // as Joi has converted it
  report.value = HIDDEN; // some messages hold it ("with value …"), and it may be a password
  local.value = HIDDEN;
  const isOfSchema = isWrittenInSchema(report, path, words);
  const isOfKeys = local.label !== report.flags.label && words.says(local.label, path);
  const isSaid = SHOWN.filter((name) => words.says(local[name], path));
  for (const name of ['key', 'from', 'to']) if (typeof local[name] === 'string') local[name] = shortName(local[name]);
  if (typeof local.label === 'string' && isOfKeys) local.label = keysIn(local.label, path);
  if (typeof local.label === 'string') local.label = shortLabel(local.label);
  const shown = isOfSchema ? undefined : isSaid.flatMap((name) => local[name]);
  return { path, type: code, message: report.toString(), shown, values };
}

/** What a rule says of itself and may stay in its message, whatever the payload holds. */
export function shownBy(
  local: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
  words: SchemaWords,
): readonly unknown[] {
  return SHOWN.filter((name) => words.says(local[name], path)).flatMap((name) => local[name]);
}

const SHOWN = ['label', 'key', 'limit', 'valids'];

/** The label that Joi has made of the keys of a path, or of its last one, with long keys cut. */
function keysIn(label: string, path: readonly (string | number)[]): string {
  if (path.every((key) => key === shortKey(key))) return label;
  return label === path.at(-1) ? shortName(label) : labelOf(path, shortName);
}

/**
 * Whether a message can hold nothing of the payload but keys: Joi or the schema has written it, and it refers to what
 * the rule says of itself. Others are made while validating, or refer to other keys of the payload.
 */
function isWrittenInSchema(report: JoiReport, path: readonly (string | number)[], words: SchemaWords): boolean {
  const message = joiMessage(report);
  if (!message) return false;
  if (!message.isOwn && !builtInNames().has(report.code)) return false;
  return message.refs.every(({ type, ancestor, path: [root, ...inside] }) => {
    if (type === 'global') return true;
    if (type === 'value') return ancestor === 0 && root === undefined && inside.length === 0; // the value, which is hidden
    const name = String(root);
    const told = report.local[name];
    if (name === 'value') return true;
    if (name === 'error' || [told].flat().some(isResolved)) return false;
    if (SHOWN.includes(name)) return words.says(told, path);
    return !message.isOwn && (!words.hasFunctions || words.says(told, path));
  });
}

/** With `{ render: true }` a reference to another key is told as the value there. */
function isResolved(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'render') === true;
}

let builtIn: ReadonlySet<string> | undefined;

/** The names of Joi's own messages, of all types. */
function builtInNames(): ReadonlySet<string> {
  if (!builtIn) {
    const joi = optionalPeer('joi', 'Validation') as Record<string, () => object>;
    builtIn = new Set(TYPES.flatMap((type) => joiMessageNames(joi[type]?.() ?? {})));
  }
  return builtIn;
}

const TYPES = [
  ...['alternatives', 'any', 'array', 'binary', 'boolean', 'date'],
  ...['function', 'link', 'number', 'object', 'string', 'symbol'],
];
