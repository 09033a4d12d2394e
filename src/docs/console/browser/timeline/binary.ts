const SHOWN_BYTES = 48;

export function sizeOf(value: Uint8Array | ArrayBuffer): string {
  const bytes = value.byteLength;
  if (bytes < 1_024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** The first bytes in hexadecimal: `01 ff …` */
export function hexOf(value: Uint8Array | ArrayBuffer): string {
  const bytes = new Uint8Array(
    value instanceof ArrayBuffer ? value : value.buffer,
    value instanceof ArrayBuffer ? 0 : value.byteOffset,
    Math.min(value.byteLength, SHOWN_BYTES),
  );
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return value.byteLength > SHOWN_BYTES ? `${text} …` : text;
}
