import { optionalPeer } from '../../optional-peer';
import { shortKey, shortLabel, shortName } from '../answer/issues';
import type { Finding } from '../answer/findings';
import { joiMessage, joiMessageNames, type JoiReference } from './internals';
import { HIDDEN } from '../answer/redact';

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
export function findingOf(report: JoiReport): Finding {
  const { code, local } = report;
  const path = report.path.filter((key) => typeof key !== 'object');
  const values = [report.value]; // as Joi has converted it
  report.value = HIDDEN; // some messages hold it ("with value …"), and it may be a password
  local.value = HIDDEN;
  for (const name of ['key', 'from', 'to']) if (typeof local[name] === 'string') local[name] = shortName(local[name]);
  if (typeof local.label === 'string' && local.label !== report.flags.label) local.label = keysIn(local.label, path);
  if (typeof local.label === 'string') local.label = shortLabel(local.label);
  const shown = isWrittenInSchema(report) ? undefined : shownBy(local);
  return { path, type: code, message: report.toString(), shown, values };
}

/** What a rule says of itself and may stay in its message, whatever the payload holds. */
export function shownBy(local: Readonly<Record<string, unknown>>): readonly unknown[] {
  return SHOWN.flatMap((name) => local[name]);
}

const SHOWN = ['label', 'key', 'limit', 'valids'];
/** The value is hidden. */
const TOLD_BY_OWN = [...SHOWN, 'value'];

/** The label that Joi has made of the keys of a path, or of its last one, with long keys cut. */
function keysIn(label: string, path: readonly (string | number)[]): string {
  if (path.every((key) => key === shortKey(key))) return label;
  if (label === path.at(-1)) return shortName(label);
  const keys = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${shortName(key)}`)).join('');
  return keys.replace(/^\./, '');
}

/**
 * Whether a message can hold nothing of the payload but keys: Joi or the schema has written it, and it refers to what
 * the rule says of itself. Others are made while validating, or refer to other keys of the payload.
 */
function isWrittenInSchema(report: JoiReport): boolean {
  const message = joiMessage(report);
  if (!message) return false;
  if (!message.isOwn && !builtInNames().has(report.code)) return false;
  return message.refs.every((ref) => isSafe(ref, report.local, message.isOwn ? TOLD_BY_OWN : undefined));
}

function isSafe({ type, ancestor, path }: JoiReference, local: JoiReport['local'], known?: readonly string[]): boolean {
  if (type === 'global') return true;
  if (type === 'value') return ancestor === 0 && path.length === 0; // the value, which is hidden
  const root = String(path[0]);
  if (root === 'error' || known?.includes(root) === false) return false;
  const held = local[root];
  return Array.isArray(held) ? !held.some(isResolved) : !isResolved(held);
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
