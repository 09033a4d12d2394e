/** The bytes of packets that are being handled, by an object of their payload: socket.io hands over nothing else of them. */
const bytes = new WeakMap<object, number>();

/** An event was decoded. @param size of its packet and its attachments */
export function notePacketBytes([, ...args]: readonly unknown[], size: number): void {
  const first = args.find(isObject);
  if (first) bytes.set(first, size);
}

/** What an event took on the wire; of one without objects it is what its texts and numbers take. */
export function packetBytes(args: readonly unknown[]): number {
  const first = args.find(isObject);
  if (first) return bytes.get(first) ?? 0;
  return args.reduce<number>((sum, value) => sum + String(value).length, 0);
}

/** The length of a chunk; texts count their characters. */
export function chunkBytes(chunk: unknown): number {
  if (typeof chunk === 'string') return chunk.length;
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
