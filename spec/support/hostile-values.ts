/** An object that holds itself, by a key and in a list. */
export function circle(): object {
  const circular: Record<string, unknown> = { list: [1] };
  circular.self = circular;
  circular.list = [circular, circular, circular];
  return circular;
}

/** Arrays in arrays. */
export function nested(depth: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

/** Bytes that this thread has no more. */
export function transferred(): Uint8Array {
  const bytes = new Uint8Array(8);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

/** Values that neither JSON, a parser nor a transport can make anything of, whoever sends them. */
export const unserialisableValues: Readonly<Record<string, () => unknown>> = {
  'a BigInt': () => 1n,
  'a BigInt in an object': () => ({ amount: { total: 1n } }),
  'a BigInt object': () => [Object(1n) as unknown],
  'a circle': circle,
  'a Blob': () => new Blob(['text']),
  'a File in an object': () => ({ avatar: new File(['text'], 'name') }),
  'bytes that were transferred': transferred,
  'bytes that were transferred, beside others': () => ({ parts: [Buffer.from('b'), transferred()] }),
  'a buffer that was transferred': () => [transferred().buffer],
  'a toJSON that throws': () => ({
    toJSON: () => {
      throw new Error('no JSON');
    },
  }),
  'a getter that throws': () => ({
    get broken(): never {
      throw new Error('no value');
    },
  }),
};
