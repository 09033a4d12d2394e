/** How the console writes binary in JSON: `{ "$base64": "AQID" }`. */
const BASE64 = `$base64`;

/** A value with binary, and with what an adapter might still take but JSON does not. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, member: unknown) {
    const original = this[key]; // a Buffer comes with its toJSON applied
    if (original instanceof Uint8Array) return { [BASE64]: Buffer.from(original).toString('base64') };
    if (original instanceof ArrayBuffer) return { [BASE64]: Buffer.from(original).toString('base64') };
    return typeof member === 'bigint' ? String(member) : member;
  });
}

/** @throws SyntaxError where it is not JSON */
export function fromJson(text: string): unknown {
  return JSON.parse(text, (_key, member: unknown) => {
    if (typeof member !== 'object' || member === null || Object.keys(member).length !== 1) return member;
    const encoded: unknown = Reflect.get(member, BASE64);
    return typeof encoded === 'string' ? Buffer.from(encoded, 'base64') : member;
  });
}
