/** The frames of RFC 6455, by hand: as fast as can be for the good ones, and bad ones as well. */

export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;

/**
 * A frame of a client. Clients have to mask what they send; a mask of zeros leaves it as it is.
 *
 * @param {string | Buffer} payload
 * @param {{ opcode?: number, fin?: boolean, reserved?: number, masked?: boolean, length?: number }} options
 *   `length`: what the frame says of its length, where that is a lie
 */
export function encodeFrame(payload, options = {}) {
  const isText = typeof payload === 'string';
  const { opcode = isText ? TEXT : BINARY, fin = true, reserved = 0, masked = true } = options;
  const actual = isText ? Buffer.byteLength(payload) : payload.length;
  const length = options.length ?? actual;
  const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const headerBytes = 2 + extended + (masked ? 4 : 0);
  const frame = Buffer.allocUnsafe(headerBytes + actual).fill(0, 0, headerBytes);
  frame[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  frame[1] = (masked ? 0x80 : 0) | (extended === 0 ? length : extended === 2 ? 126 : 127);
  if (extended === 2) frame.writeUInt16BE(length, 2);
  if (extended === 8) frame.writeUIntBE(length, 4, 6);
  if (isText) frame.write(payload, headerBytes);
  else payload.copy(frame, headerBytes);
  return frame;
}

/** Takes frames of a server, which are not masked, out of what comes over TCP. */
export class FrameReader {
  #rest = Buffer.alloc(0);

  /** @param {(opcode: number, payload: Buffer) => void} onFrame */
  constructor(onFrame) {
    this.onFrame = onFrame;
  }

  push(chunk) {
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (let size = sizeOf(data); size && data.length >= size.total; size = sizeOf(data)) {
      this.onFrame(data[0] & 0x0f, data.subarray(size.header, size.total));
      data = data.subarray(size.total);
    }
    this.#rest = data;
  }
}

function sizeOf(data) {
  if (data.length < 2) return undefined;
  const short = data[1] & 0x7f;
  const header = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (data.length < header) return undefined;
  const length = short < 126 ? short : short === 126 ? data.readUInt16BE(2) : data.readUIntBE(4, 6);
  return { header, total: header + length };
}
