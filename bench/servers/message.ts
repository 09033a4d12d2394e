import Joi from 'joi';

/** The one payload of all benchmarks. */
export interface Message {
  data: string;
  count: number;
  tags: string[];
}

/** No error message of these rules holds what the client sent, so that nobody has to hide it. */
export function createSchema() {
  return Joi.object<Message>({
    data: Joi.string().max(1_000).required(),
    count: Joi.number().integer().min(0).required(),
    tags: Joi.array().items(Joi.string().max(50)).max(20).required(),
  });
}

export const messageSchema = createSchema();

/** An error that the client is to see: for the servers that have no such class of their own. */
export class Refusal extends Error {
  constructor(
    readonly code: number,
    readonly reason: unknown,
  ) {
    super(`Refused with ${code}`);
  }
}

const prepared = messageSchema.prefs({ abortEarly: false }).required().label('body');

/** @throws Refusal with all that is wrong with it, as this library words it */
export function parse(body: unknown): Message {
  const result = prepared.validate(body);
  if (!result.error) return result.value;
  const mistakes = result.error.details.map(({ path, type, message }) => ({ in: 'body', path, type, message }));
  throw new Refusal(1007, mistakes);
}

/** Guards let in who has this as `auth.token`. */
export const TOKEN = 'a-token';

/** What the interceptors keep: how long handlers took. */
export class Latency {
  #count = 0;
  #totalMs = 0;

  record(ms: number): void {
    this.#count++;
    this.#totalMs += ms;
  }

  get meanMs(): number {
    return this.#totalMs / this.#count;
  }
}
