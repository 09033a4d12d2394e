/** A value takes about so many bytes besides its text: quotes, a comma, digits. */
const VALUE_BYTES = 8;

/**
 * About how many bytes a value has on the wire. It walks as `JSON.stringify` does, and leaves bytes alone, so that what
 * cannot be serialised is found before an adapter sees it.
 *
 * @param maxDepth levels of nesting that the value may have: `[[1]]` has two. More ends other servers, which decode it.
 * @throws TypeError where it holds a BigInt or itself, or is nested deeper
 * @throws what its getters and its `toJSON` throw
 */
export function sizeOf(value: unknown, maxDepth: number): number {
  return measure(value, [], maxDepth);
}

function measure(value: unknown, ancestors: unknown[], maxDepth: number): number {
  if (typeof value === 'string') return value.length + VALUE_BYTES;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  const json = asJson(value);
  if (typeof json === 'bigint') throw new TypeError('A BigInt cannot be serialised');
  if (typeof json !== 'object' || json === null) return typeof json === 'string' ? json.length : VALUE_BYTES;
  if (ancestors.includes(value)) throw new TypeError('What holds itself cannot be serialised');
  if (ancestors.length >= maxDepth) throw new TypeError(`What is nested deeper than ${maxDepth} cannot be serialised`);
  ancestors.push(value);
  let bytes = VALUE_BYTES;
  if (Array.isArray(json)) {
    for (const item of json) bytes += measure(item, ancestors, maxDepth);
  } else {
    for (const [key, member] of Object.entries(json)) bytes += key.length + measure(member, ancestors, maxDepth);
  }
  ancestors.pop();
  return bytes;
}

/** The value that is serialised in its place, where it says so; a BigInt may have been taught to. */
function asJson(value: unknown): unknown {
  if ((typeof value !== 'object' && typeof value !== 'bigint') || value === null) return value;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? Reflect.apply(toJSON, value, []) : value;
}
