import { DEFAULT_LIMITS } from '../../contract/limits';
import { invalidPayload, type ValidationIssue } from '../../errors';
import { withoutStack } from './without-stack';

/** Keys and names of events are cut to so many characters, labels to twice as many. */
const MAX_NAME = 64;
const MAX_LABEL = 2 * MAX_NAME;
/** Longer messages are cut where the schema has written them, and hidden where they may hold values. */
export const MAX_MESSAGE = 300;
/** A path ends where its keys have so many characters together. */
export const MAX_PATH = 512;

/** Everything of an answer besides its issues: the names of the packet, the namespace and the event, its code. */
const ENVELOPE_BYTES = 768;
/** The issue that says how many there are besides. */
const CLOSING_BYTES = 128;

/** A text, cut with an ellipsis where it is too long, and never between the halves of a surrogate pair. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const isHalf = /[\ud800-\udbff]/.test(text.charAt(most - 2));
  return `${text.slice(0, isHalf ? most - 2 : most - 1)}…`;
}

/** A key or the name of an event, which a client may have made as long as it likes. */
export function shortName(name: string): string {
  return shortened(name, MAX_NAME);
}

export function shortKey(key: string | number): string | number {
  return typeof key === 'string' ? shortName(key) : key;
}

export function shortLabel(label: string): string {
  return shortened(label, MAX_LABEL);
}

export function shortMessage(message: string): string {
  return shortened(message, MAX_MESSAGE);
}

function shortPath(path: ValidationIssue['path']): (string | number)[] {
  const short: (string | number)[] = [];
  let left = MAX_PATH;
  for (const key of path) {
    const name = shortKey(key);
    left -= String(name).length + 1;
    if (left < 0) return [...short, '…'];
    short.push(name);
  }
  return short;
}

/** What an issue takes besides its texts: `{"in":"","path":[],"type":"","message":""},`. */
const BYTES_OF_ISSUE = 46;

/** The most that an issue takes in JSON. `JSON.stringify` would take ten times as long. */
function bytesOf({ in: part, path, type, message }: ValidationIssue): number {
  const keys = path.reduce<number>((sum, key) => sum + bytesOfText(String(key)) + 3, 0);
  return BYTES_OF_ISSUE + bytesOfText(part) + keys + bytesOfText(type) + bytesOfText(message);
}

/** The most that a text takes in JSON, as UTF-8. */
function bytesOfText(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 34 || code === 92) bytes += 1;
    else if (code < 32 || (code >= 0xd8_00 && code <= 0xdf_ff))
      bytes += 5; // `\u0000`; so is half of a pair
    else if (code > 127) bytes += 2;
  }
  return bytes;
}

/** What is wrong with a message or a handshake: as many issues as there is room for, and how many there are besides. */
export class Issues {
  /** Absent in almost all messages. */
  #listed: ValidationIssue[] | undefined;
  #bytesLeft: number;
  #leftOut = 0;
  /** The part of the message that the first of those is in. */
  #leftOutOf = '';

  /** @param maxBytes of the whole answer, as UTF-8: of the `error` event, of the acknowledgement, of `connect_error` */
  constructor(maxBytes: number = DEFAULT_LIMITS.maxIssuesBytes) {
    this.#bytesLeft = maxBytes - ENVELOPE_BYTES - CLOSING_BYTES;
  }

  /** How many bytes there still are for issues. */
  get room(): number {
    return this.#leftOut > 0 ? 0 : this.#bytesLeft;
  }

  add({ in: part, path, type, message }: ValidationIssue): void {
    const issue = { in: part, path: shortPath(path), type: shortName(type), message: shortMessage(message) };
    const bytes = bytesOf(issue);
    if (this.room < bytes) {
      this.leaveOut(1, part);
      return;
    }
    this.#bytesLeft -= bytes;
    (this.#listed ??= []).push(issue);
  }

  /** Counts issues that nobody needs to look at, as there is no room for them. */
  leaveOut(count: number, part: string): void {
    if (this.#leftOut === 0) this.#leftOutOf = part;
    this.#leftOut += count;
  }

  /** All issues; where some were left out, the last one says how many: `…and 17 more`. */
  list(): readonly ValidationIssue[] {
    const listed = this.#listed ?? [];
    if (this.#leftOut === 0) return listed;
    const message = `…and ${this.#leftOut} more`;
    return [...listed, { in: this.#leftOutOf, path: [], type: 'more', message }];
  }

  /** @throws WebSocketException where there is an issue */
  throwIfAny(): void {
    if (this.#listed || this.#leftOut > 0) throw withoutStack(() => invalidPayload(this.list()));
  }
}
