/** What the clients send: one honest message, and what else they may come up with. */
export const body = { data: 'The quick brown fox jumps over the lazy dog', count: 42, tags: ['red', 'green', 'blue'] };

export const TOKEN = { token: 'a-token' };

/** An event of socket.io, with an acknowledgement or without. */
export function frame(args, { event = 'message', acked = true } = {}) {
  return `42${acked ? '7' : ''}${JSON.stringify([event, ...args])}`;
}

export const inputs = {
  valid: [body],
  'to be converted': [{ ...body, count: '42' }],
  'of wrong types': [{ data: 1, count: 'many', tags: 'red' }],
  'wrong deep inside': [{ ...body, tags: ['red', 2, ''] }],
  'of two mistakes': [{ data: 'x'.repeat(1_001), count: -0.5, tags: [] }],
  incomplete: [{ data: 'x' }],
  'with a key too many': [{ ...body, admin: true }],
  null: [null],
  'a text': ['message'],
  nothing: [],
  'with a second argument': [body, 2],
};

/** NestJS makes one array of several arguments, and validates that. */
const exceptions = { 'with a second argument': ['nest'] };

/**
 * What the servers must answer with the same bytes before one is measured: all inputs.
 *
 * @returns {import('./same-answers.mjs').Exchange[]}
 */
export function exchangesOf({ acked = true, auth } = {}) {
  return Object.entries(inputs).map(([name, args]) => ({
    name,
    frame: frame(args, { acked }),
    auth,
    except: exceptions[name],
  }));
}
