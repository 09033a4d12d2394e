import { joiParts, joiWords } from './internals';

/**
 * What a schema says of itself, in all its parts: labels, keys, limits, values that it allows. Whatever else a report
 * of a mistake holds may be a value of the payload: functions of the application make reports, and change those of Joi.
 */
export class SchemaWords {
  readonly #words = new Set<unknown>();
  readonly #known = new Set<object>();
  #hasFunctions = false;

  /** @param schema of any Joi */
  constructor(schema: object) {
    this.#add(schema);
  }

  /** Functions of the application report mistakes: `.custom()`, `.external()`, `.error()`. */
  get hasFunctions(): boolean {
    return this.#hasFunctions;
  }

  /** @param path where the value is that the report is about; its keys may be told */
  says(told: unknown, path: readonly (string | number)[]): boolean {
    if (Array.isArray(told)) return told.every((each) => this.says(each, path));
    if (this.#words.has(told)) return true;
    if (typeof told === 'object' && told !== null) return 'resolve' in told; // a reference, which is told by its name
    if (typeof told !== 'string' && typeof told !== 'number' && typeof told !== 'bigint') return true;
    return told === '' || path.some((key) => key === told) || told === labelOf(path);
  }

  #add(schema: object): void {
    if (this.#known.has(schema)) return;
    this.#known.add(schema);
    const { once, ordered, items, entries } = joiParts(schema);
    const { words, others, hasFunctions } = joiWords(schema);
    for (const word of words) this.#words.add(word);
    this.#hasFunctions ||= hasFunctions;
    for (const part of [...once, ...ordered, ...items, ...entries, ...others]) this.#add(part);
  }
}

/** The label that Joi makes of the keys of a path: `users[0].name`. */
export function labelOf(path: readonly (string | number)[], shown: (key: string) => string = String): string {
  const keys = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${shown(key)}`)).join('');
  return keys.replace(/^\./, '');
}
