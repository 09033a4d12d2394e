/** A run of tokens: from the first to the one before `end`. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * Messages to search for values. A value is found where it stands as words of its own, in whatever case: "art" in
 * "ART is short", and not in "start".
 */
export class SearchedText {
  /** Words and single signs, of all messages one after the other. */
  readonly #tokens: string[] = [];
  readonly #runs = new Map<string, Run>();
  /** All tokens, as they are compared. */
  readonly #text: string;
  /** By where a token starts in the text: which it is. */
  readonly #tokenAt = new Map<number, number>();
  /** By how a token and what follows begins, see {@link pair}: where that is. */
  readonly #heads = new Map<number, number[]>();
  /** By the token that they start with: the ends of the values that were found. */
  readonly #found = new Map<number, number[]>();
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
      const head = pair(text.charCodeAt(position), text.charCodeAt(position + 1));
      const positions = this.#heads.get(head);
      if (positions) positions.push(position);
      else this.#heads.set(head, [position]);
      position += token.length;
    }
    this.#tokenAt.set(position, folded.length);
    return text;
  }

  holdsNumber(value: number): boolean {
    return this.#numbers.has(value);
  }

  /**
   * Remembers where a value stands. Single characters are not looked for.
   *
   * @returns how many places were looked at: those that begin as the value does
   */
  find(value: string): number {
    if (value.length < 2) return 0;
    const positions = this.#heads.get(headOf(value)) ?? [];
    for (const position of positions) {
      const length = this.#lengthAt(position, value);
      if (length === undefined) continue;
      const [start, end] = [this.#tokenAt.get(position), this.#tokenAt.get(position + length)];
      if (start === undefined || end === undefined) continue;
      const ends = this.#found.get(start);
      if (!ends) this.#found.set(start, [end]);
      else if (!ends.includes(end)) ends.push(end);
    }
    return positions.length;
  }

  /** How much of the text is the value, or `undefined`. It is not folded where that can be done without. */
  #lengthAt(position: number, value: string): number | undefined {
    for (let index = 0; index < value.length; index += 1) {
      const code = lowerCode(value.charCodeAt(index));
      if (code > ASCII) {
        const folded = fold(value);
        return this.#text.startsWith(folded, position) ? folded.length : undefined;
      }
      if (code !== this.#text.charCodeAt(position + index)) return undefined;
    }
    return value.length;
  }

  /**
   * @param message one of those it was made of
   * @param shown texts and numbers: what was found inside of one of them stays
   */
  withoutFound(message: string, shown: readonly unknown[], replacement: string): string {
    const whole = this.#runs.get(message);
    if (!whole || this.#found.size === 0) return message;
    const spared = shown.flatMap((text) => this.#runsOf(text, whole));
    const isHidden = (run: Run): boolean => run.end <= whole.end && !spared.some((each) => holds(each, run));

    let result = '';
    for (let start = whole.start; start < whole.end;) {
      const ends = (this.#found.get(start) ?? []).filter((end) => isHidden({ start, end }));
      result += ends.length > 0 ? replacement : (this.#tokens[start] ?? '');
      start = Math.max(start + 1, ...ends);
    }
    return result;
  }

  /** Where a text or number stands in a message. */
  #runsOf(shown: unknown, { start, end }: Run): Run[] {
    if (typeof shown !== 'string' && typeof shown !== 'number' && typeof shown !== 'bigint') return [];
    const folded = fold(String(shown));
    if (folded.length < 2) return []; // it holds nothing that is looked for
    const runs: Run[] = [];
    for (const position of this.#heads.get(headOf(folded)) ?? []) {
      const run = { start: this.#tokenAt.get(position) ?? -1, end: this.#tokenAt.get(position + folded.length) ?? -1 };
      if (holds({ start, end }, run) && this.#text.startsWith(folded, position)) runs.push(run);
    }
    return runs;
  }
}

function holds(outer: Run, inner: Run): boolean {
  return outer.start <= inner.start && inner.start < inner.end && inner.end <= outer.end;
}

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
