import type { ErrorPayload } from '../../errors';

/** An answer as it is kept: the value of the acknowledgement, or the error. */
export type KeptAnswer =
  | { readonly value?: unknown }
  | { readonly error: Pick<ErrorPayload, 'code' | 'reason'> & { readonly disconnect: boolean } };

/** What a store holds of a request: without an answer it still runs. */
export interface KeptRequest {
  readonly fingerprint: string;
  readonly answer?: KeptAnswer;
}

/** Stands in JSON for a binary value, by its place among them. */
const BINARY = '\0binary';

/** The request that `owner` runs: unlike that of any other. */
export function writeClaim(fingerprint: string, owner: string): string {
  return `runs ${fingerprint} ${owner}`;
}

/** @throws TypeError where the answer cannot be serialised */
export function writeAnswer(fingerprint: string, answer: KeptAnswer): string {
  const binaries: string[] = [];
  const text = JSON.stringify(answer, function (this: Record<string, unknown>, key, seen: unknown) {
    const original = this[key]; // a Buffer has made an object of itself in `seen`
    if (original instanceof ArrayBuffer) return { [BINARY]: binaries.push(base64(Buffer.from(original))) - 1 };
    if (!ArrayBuffer.isView(original)) return seen;
    const { buffer, byteOffset, byteLength } = original;
    return { [BINARY]: binaries.push(base64(Buffer.from(buffer, byteOffset, byteLength))) - 1 };
  });
  return `done ${fingerprint} ${JSON.stringify([text, binaries])}`;
}

/** @throws Error where it is nothing that was written here */
export function readKept(kept: string): KeptRequest {
  const [, state, fingerprint, rest = ''] = /^(runs|done) (\S+) (.*)$/s.exec(kept) ?? [];
  if (fingerprint === undefined) throw new Error('The store of answers holds what is no answer');
  if (state === 'runs') return { fingerprint };
  const [text, binaries] = JSON.parse(rest) as [string, string[]]; // nobody else writes there
  const answer = JSON.parse(text, (_key, value: unknown) => {
    const at = typeof value === 'object' && value !== null ? (Reflect.get(value, BINARY) as unknown) : undefined;
    const binary = typeof at === 'number' ? binaries[at] : undefined;
    return binary === undefined ? value : Buffer.from(binary, 'base64');
  }) as KeptAnswer;
  return { fingerprint, answer };
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64');
}
