import { isBigIntObject } from 'node:util/types';

/** A value takes about so many bytes besides its text: quotes, a comma, digits. */
const VALUE_BYTES = 8;

/**
 * About how many bytes a value has on the wire. It walks as `JSON.stringify` does, and does not look into bytes, so that
 * what cannot be serialised is found before an adapter sees it.
 *
 * @param maxDepth levels of nesting that the value may have: `[[1]]` has two. More ends other servers, which decode it.
 * @throws TypeError where it holds a BigInt, itself or bytes that cannot be sent, or is nested deeper
 * @throws what its getters and its `toJSON` throw
 */
export function sizeOf(value: unknown, maxDepth: number): number {
  return measure(value, [], maxDepth);
}

/**
 * What a parser takes for an attachment may be none for a transport, which would say so where nobody catches it, or send
 * a text in its place.
 *
 * @throws TypeError for a Blob, and for bytes that were transferred to another thread
 */
export function assertAttachable(value: unknown): void {
  if (typeof value !== 'object') return;
  if (value instanceof Blob) {
    throw new TypeError('A Blob cannot be sent to clients; expected its bytes: Buffer.from(await blob.arrayBuffer())');
  }
  const isView = ArrayBuffer.isView(value);
  if ((!isView && !(value instanceof ArrayBuffer)) || value.byteLength > 0) return;
  if (isDetached(isView ? value.buffer : value)) {
    throw new TypeError('Bytes that were transferred to another thread cannot be sent to clients; expected a copy');
  }
}

/** Node 20 has no `ArrayBuffer.prototype.detached`. */
function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    return new Uint8Array(buffer).length < 0;
  } catch {
    return true;
  }
}

function measure(value: unknown, ancestors: unknown[], maxDepth: number): number {
  if (typeof value === 'string') return value.length + VALUE_BYTES;
  assertAttachable(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  const json = asJson(value);
  if (typeof json === 'bigint' || isBigIntObject(json)) throw new TypeError('A BigInt cannot be serialised');
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
