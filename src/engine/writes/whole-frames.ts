import { type EngineSocket, type FlushedPacket, type PreEncodedFrame, takesFrames } from '../internals/engine-io';

/** The first byte of a frame that holds the whole of a text. */
const WHOLE_TEXT = 0x81;
/** How engine.io marks the first packet of a session, and those with a packet of socket.io. */
const MARKS: Readonly<Record<string, string>> = { open: '0', message: '4' };
/** What is longer is not copied, in bytes: a second piece costs less. */
const MAX_COPIED = 16_384;

/**
 * Makes one piece of the frame of each text that is about to leave: `ws` writes the head of a frame and its payload apart,
 * and the second of them costs a small event more than its payload does. Those that socket.io has made for everyone in a
 * room are joined once for all.
 */
export function makeWhole(conn: EngineSocket, packets: readonly FlushedPacket[]): void {
  for (const packet of packets) {
    const { options } = packet;
    const frame = options?.wsPreEncodedFrame;
    if (!frame) makeFrame(conn, packet);
    else if (frame.length > 1) options.wsPreEncodedFrame = inOnePiece(frame); // everyone in a room shares these options
  }
}

function makeFrame(conn: EngineSocket, packet: FlushedPacket): void {
  const { type, data, options } = packet;
  const mark = MARKS[type];
  if (mark === undefined || typeof data !== 'string' || !takesFrames(conn)) return;
  packet.options = { ...options, wsPreEncodedFrame: [frameOf(mark + data)] }; // attachments of an event share its options
}

function inOnePiece(frame: PreEncodedFrame): PreEncodedFrame {
  const [head, payload] = frame;
  if (!Buffer.isBuffer(head) || !Buffer.isBuffer(payload)) return frame;
  return head.length + payload.length > MAX_COPIED ? frame : [Buffer.concat([head, payload])];
}

/** @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = WHOLE_TEXT;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}
