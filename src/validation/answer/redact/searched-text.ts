import { MAX_MESSAGE } from '../issues';

/** A run of tokens: from the first to the one before `end`. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/** What a text begins with, and where that is. */
interface Suffix {
  readonly text: string;
  readonly position: number;
}

/**
 * Messages to search for values. A value is found where it stands as words of its own, in whatever case: "art" in
 * "ART is short", and not in "start". A search takes no longer than the value is long, however often it is there.
 */
export class SearchedText {
  /** Words and single signs, of all messages one after the other. */
  readonly #tokens: string[] = [];
  readonly #runs = new Map<string, Run>();
  /** All tokens, as they are compared. */
  readonly #text: string;
  /** By where a token starts in the text: which it is. */
  readonly #tokenAt = new Map<number, number>();
  /** And by the token: where it starts. */
  readonly #positions: number[] = [];
  /** By how a token and what follows begins, see {@link pair}: where that is. */
  readonly #heads = new Map<number, number[]>();
  /** The same in the order of the alphabet, for what has been looked for. */
  readonly #suffixes = new Map<number, readonly Suffix[]>();
  /** Values that were found. */
  readonly #found = new Set<string>();
  /** By the token that they start with: where they end. */
  readonly #ends = new Map<number, number[]>();
  readonly #numbers = new Set<number>();

  constructor(messages: readonly string[]) {
    for (const message of new Set(messages)) {
      const start = this.#tokens.length;
      this.#tokens.push(...(message.match(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_]/gsu) ?? []));
      this.#runs.set(message, { start, end: this.#tokens.length });
      addNumbers(message, this.#numbers);
    }
    this.#text = this.#index();
  }

  #index(): string {
    const folded = this.#tokens.map(fold);
    const text = folded.join('');
    let position = 0;
    for (const [index, token] of folded.entries()) {
      this.#tokenAt.set(position, index);
      this.#positions.push(position);
      const head = pair(text.charCodeAt(position), text.charCodeAt(position + 1));
      const positions = this.#heads.get(head);
      if (positions) positions.push(position);
      else this.#heads.set(head, [position]);
      position += token.length;
    }
    this.#tokenAt.set(position, folded.length);
    this.#positions.push(position);
    return text;
  }

  holdsNumber(value: number): boolean {
    return this.#numbers.has(value);
  }

  /**
   * Remembers where a value stands. Single characters are not looked for.
   *
   * @returns how many places were looked at: 0 where nothing begins as the value does
   */
  find(value: string): number {
    if (value.length < 2) return 0;
    const head = headOf(value);
    if (!this.#heads.has(head)) return 0;
    const folded = fold(value);
    if (this.#found.has(folded)) return 1;
    const runs = this.#runsOf(folded, head);
    if (runs.length > 0) this.#found.add(folded);
    for (const { start, end } of runs) {
      const ends = this.#ends.get(start);
      if (ends) ends.push(end);
      else this.#ends.set(start, [end]);
    }
    return 1 + runs.length;
  }

  /** Where a text stands. */
  #runsOf(folded: string, head: number): Run[] {
    const suffixes = this.#sorted(head);
    const runs: Run[] = [];
    for (let index = firstFrom(suffixes, folded); ; index += 1) {
      const suffix = suffixes[index];
      if (!suffix?.text.startsWith(folded)) return runs;
      const run = this.#runAt(suffix.position, folded);
      if (run) runs.push(run);
    }
  }

  #sorted(head: number): readonly Suffix[] {
    let suffixes = this.#suffixes.get(head);
    if (!suffixes) {
      const positions = this.#heads.get(head) ?? [];
      suffixes = positions
        .map((position) => ({ text: this.#text.slice(position, position + LONGEST), position }))
        .sort((one, other) => (one.text < other.text ? -1 : 1));
      this.#suffixes.set(head, suffixes);
    }
    return suffixes;
  }

  /**
   * @param message one of those it was made of
   * @param shown texts and numbers: what was found inside of one of them stays
   */
  withoutFound(message: string, shown: readonly unknown[], replacement: string): string {
    const whole = this.#runs.get(message);
    if (!whole || !this.#isFoundIn(whole)) return message;
    const spared = shown.flatMap((text) => this.#runsIn(whole, text));

    let result = '';
    for (let start = whole.start; start < whole.end;) {
      const end = Math.max(0, ...(this.#ends.get(start) ?? []).filter((each) => each <= whole.end));
      const isHidden = end > Math.max(start, ...spared.filter((each) => each.start <= start).map((each) => each.end));
      result += isHidden ? replacement : (this.#tokens[start] ?? '');
      start = isHidden ? end : start + 1;
    }
    return result;
  }

  #isFoundIn({ start, end }: Run): boolean {
    if (this.#ends.size === 0) return false;
    for (let index = start; index < end; index += 1) if (this.#ends.has(index)) return true;
    return false;
  }

  /** Where a text or number stands in a message. */
  #runsIn(message: Run, shown: unknown): Run[] {
    if (typeof shown !== 'string' && typeof shown !== 'number' && typeof shown !== 'bigint') return [];
    const folded = fold(String(shown));
    if (folded.length < 2) return []; // it holds nothing that is looked for
    const first = this.#positions[message.start] ?? 0;
    const text = this.#text.slice(first, this.#positions[message.end]);
    const runs: Run[] = [];
    for (let index = text.indexOf(folded); index >= 0; index = text.indexOf(folded, index + 1)) {
      const run = this.#runAt(first + index, folded);
      if (run) runs.push(run);
    }
    return runs;
  }

  /** `undefined` where a text stands in the middle of a word. */
  #runAt(position: number, { length }: string): Run | undefined {
    const [start, end] = [this.#tokenAt.get(position), this.#tokenAt.get(position + length)];
    return start === undefined || end === undefined ? undefined : { start, end };
  }
}

/** The index of the first that is not before a text. */
function firstFrom(suffixes: readonly Suffix[], text: string): number {
  let [from, to] = [0, suffixes.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((suffixes[middle]?.text ?? '') < text) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** No value is longer that is looked for; a character may become three of them in lower case. */
const LONGEST = 3 * MAX_MESSAGE;

/** Through upper case, as "ß" is "SS" there. */
function fold(text: string): string {
  return text.toUpperCase().toLowerCase();
}

const ASCII = 127;

function lowerCode(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

/** How a text of two characters or more begins. */
function headOf(text: string): number {
  const [first, second] = [lowerCode(text.charCodeAt(0)), lowerCode(text.charCodeAt(1))];
  if (first <= ASCII && second <= ASCII) return pair(first, second);
  const folded = fold(text.slice(0, 4)); // "ß" becomes longer, and nothing shorter
  return pair(folded.charCodeAt(0), folded.charCodeAt(1));
}

/** Two code units as one number. */
function pair(first: number, second: number): number {
  return first * 65_536 + second;
}

/** All numbers that a text may be read as: "-12.5" is also -12, 12.5, 12 and 5. */
function addNumbers(text: string, numbers: Set<number>): void {
  for (const { index } of text.matchAll(/-?\d+/g)) {
    for (const start of text.charAt(index) === '-' ? [index, index + 1] : [index]) {
      const [, whole = '', fraction = '', exponent = ''] =
        /^(-?\d+)(\.\d+)?(e[+-]?\d+)?/i.exec(text.slice(start, start + 330)) ?? [];
      for (const number of [whole, whole + fraction, whole + exponent, whole + fraction + exponent]) {
        numbers.add(Number(number));
      }
    }
  }
}
