/** A place in a value: keys of objects and indices of lists. */
export type Path = readonly (string | number)[];

export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  );
}

/** The id of the field of a place, for labels and for what is wrong with it. */
export function fieldId(form: string, path: Path): string {
  return [form, ...path.map((key) => encodeURIComponent(key))].join('-').replaceAll('%', '_');
}

/** A copy of an object with one member changed, or without it where the value is `undefined`. */
export function withMember(object: unknown, name: string, value: unknown): object {
  const members = isObject(object) ? Object.entries(object) : [];
  if (value === undefined) return Object.fromEntries(members.filter(([key]) => key !== name));
  const isNew = !members.some(([key]) => key === name);
  const changed = members.map(([key, member]) => [key, key === name ? value : member]);
  return Object.fromEntries(isNew ? [...changed, [name, value]] : changed) as object;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isBinary(value);
}

export function isBinary(value: unknown): value is Uint8Array | ArrayBuffer {
  return value instanceof ArrayBuffer || value instanceof Uint8Array;
}

/** How binary is written in JSON: `{ "$base64": "AQID" }`. */
const BASE64 = `$base64`;

export function toJson(value: unknown, indent = 2): string {
  const text = JSON.stringify(
    value,
    (_key, member: unknown) => (isBinary(member) ? { [BASE64]: base64Of(member) } : member),
    indent,
  ) as string | undefined;
  return text ?? '';
}

/** @throws SyntaxError where it is not JSON */
export function fromJson(text: string): unknown {
  return JSON.parse(text, (_key, member: unknown) => {
    const encoded = isObject(member) && Object.keys(member).length === 1 ? member[BASE64] : undefined;
    return typeof encoded === 'string' ? bytesOf(encoded) : member;
  });
}

function base64Of(value: Uint8Array | ArrayBuffer): string {
  return btoa(Array.from(new Uint8Array(value), (byte) => String.fromCharCode(byte)).join(''));
}

function bytesOf(encoded: string): unknown {
  try {
    return Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0)).buffer; // msgpack takes no views of it
  } catch {
    return { [BASE64]: encoded };
  }
}
