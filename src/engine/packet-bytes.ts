/** The bytes of packets that are being handled, by an object of their payload: socket.io hands over nothing else of them. */
const bytes = new WeakMap<object, number>();

/** An event was decoded. @param data its name and its payload @param size of its packet and its attachments */
export function notePacketBytes(data: readonly unknown[], size: number): void {
  const first = firstObject(data, 1);
  if (first) bytes.set(first, size);
}

/** What an event took on the wire; of one without objects it is what its texts and numbers take. Asked once of each. */
export function takePacketBytes(args: readonly unknown[]): number {
  const first = firstObject(args, 0);
  if (!first) return args.reduce<number>((sum, value) => sum + String(value).length, 0);
  const size = bytes.get(first) ?? 0;
  bytes.delete(first); // a map of those that have been handled costs each event more than all else that is measured
  return size;
}

/** The length of a chunk; texts count their characters. */
export function chunkBytes(chunk: unknown): number {
  if (typeof chunk === 'string') return chunk.length;
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}

function firstObject(values: readonly unknown[], from: number): object | undefined {
  for (let index = from; index < values.length; index += 1) {
    const value = values[index];
    if (typeof value === 'object' && value !== null) return value;
  }
  return undefined;
}
