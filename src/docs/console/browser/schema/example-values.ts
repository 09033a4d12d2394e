import type { JsonSchema } from '../../../json-schema/types';

const TEXTS: Readonly<Record<string, string>> = {
  hex: 'c0',
  'date-time': '2026-01-31T12:00:00.000Z',
  date: '2026-01-31',
  time: '12:00:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  hostname: 'example.com',
  ip: '192.0.2.1',
  ipv4: '192.0.2.1',
  ipv6: '::1',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
};

/** A text that a schema takes; empty where nobody could guess one. */
export function textOf({ format, pattern, minLength, maxLength }: JsonSchema): string {
  const plain = TEXTS[String(format)] ?? 'text';
  const sized = plain.slice(0, maxLength as number | undefined).padEnd(Math.min(Number(minLength) || 0, 1_000), plain);
  return pattern === undefined || sized.match(pattern as string) ? sized : ''; // the server has tried the pattern
}

/** A number that a schema takes, and a plain one where there is a choice. */
export function numberOf(schema: JsonSchema): number {
  const { type, minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = schema as Bounds;
  const step = multipleOf ?? 1;
  const low = minimum ?? exclusiveMinimum ?? -Infinity;
  const high = maximum ?? exclusiveMaximum ?? Infinity;
  const plain = low >= 0 ? low : step;
  const up = Math.ceil(low / step) * step;
  const down = Math.floor(high / step) * step;
  const isTaken = (value: number): boolean =>
    value >= low &&
    value <= high &&
    ![exclusiveMinimum, exclusiveMaximum].includes(value) &&
    value % (multipleOf ?? (type === 'integer' ? 1 : value || 1)) === 0;
  return [plain, step, 0, up, up + step, down, down - step, high / 2].find(isTaken) ?? step;
}

/** What a schema says of a number. */
interface Bounds {
  readonly type?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}
