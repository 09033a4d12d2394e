import type { Server } from 'socket.io';
import { assertAttachable } from '../adapters/serialisable';
import { onEncodedBy } from '../internals/encoder';

/**
 * Looks at the attachments of what is emitted, so that `emit` throws for those that no transport can send.
 *
 * @param isHeld whether a namespace is looked at; all are, where it is left out
 */
export function checkAttachments(server: Server, isHeld: (namespace: string) => boolean = always): void {
  onEncodedBy(server, (chunks, { nsp = '/' }) => {
    for (let index = 0; index < chunks.length; index += 1) {
      const chunk = chunks[index];
      if (typeof chunk === 'string' || !isHeld(nsp)) continue;
      assertAttachable(chunk);
      chunks[index] = asBuffer(chunk);
    }
  });
}

/** It may leave later, and its bytes may be transferred until then: a transport can read that of a Buffer alone. */
function asBuffer(chunk: unknown): unknown {
  if (chunk instanceof ArrayBuffer) return Buffer.from(chunk);
  if (!ArrayBuffer.isView(chunk) || Buffer.isBuffer(chunk)) return chunk;
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

function always(): boolean {
  return true;
}
