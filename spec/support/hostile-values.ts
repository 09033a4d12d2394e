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

/** Values that neither JSON nor a parser can make anything of, whoever sends them. */
export const unserialisableValues: Readonly<Record<string, () => unknown>> = {
  'a BigInt': () => 1n,
  'a BigInt in an object': () => ({ amount: { total: 1n } }),
  'a circle': circle,
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
