import type { TestClient } from '../../src/testing';

/** A client, whatever its gateway emits. */
type AnyClient = Pick<TestClient, 'sio'>;

const TIMEOUT_MS = 20_000;

/** Sends an event that asks for an acknowledgement, and gives all of its arguments. */
export function answerTo(client: AnyClient, event: string, ...args: unknown[]): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    client.sio.timeout(TIMEOUT_MS).emit(event, ...args, (late: Error | null, ...answer: unknown[]) => {
      if (late) reject(new Error(`'${event}' of ${JSON.stringify(args).slice(0, 500)} was not acknowledged`));
      else resolve(answer);
    });
  });
}

/** Everything that a client receives from now on, packet by packet, acknowledgements included. */
export interface WireRecord {
  /** How many acknowledgements came for an event that had been acknowledged: socket.io drops them silently. */
  readonly repeatedAcknowledgements: number;
  /** What was received, as text to search in. */
  toString(): string;
}

const ACK = 3;
const BINARY_ACK = 6;

export function recordWire(client: AnyClient): WireRecord {
  const packets: { type: number; id?: number }[] = [];
  client.sio.io.on('packet', (packet) => packets.push(packet));
  return {
    get repeatedAcknowledgements() {
      const ids = packets.filter(({ type }) => type === ACK || type === BINARY_ACK).map(({ id }) => id);
      return ids.length - new Set(ids).size;
    },
    toString: () => JSON.stringify(packets),
  };
}

/** How many bytes the largest packet has that a client receives from now on: its arguments and its namespace, as JSON. */
export function largestPacket(client: AnyClient): () => number {
  let most = 0;
  client.sio.io.on('packet', ({ data, nsp }) => {
    most = Math.max(most, Buffer.byteLength(JSON.stringify(data) + nsp));
  });
  return () => most;
}
