import { MAX_MESSAGE } from '../answer/issues';

/** The words and signs of the messages that zod and valibot write by themselves, besides what a rule says of itself. */
const OWN = new Set(
  [
    'Invalid Unrecognized Too small big input option string number key keys value element in discriminator',
    'Expected expected one of received Received but exactly to be have must start end with include match pattern',
    'a multiple more than matched or hidden characters bytes items entries elements',
    'undefined null boolean bigint symbol function object array date map set file nan NaN Infinity true false promise',
    'Object Array Date Map Set File Function unknown never any',
    'email address URL emoji UUID UUIDv4 UUIDv6 nanoid GUID cuid cuid2 ULID XID KSUID ISO datetime time duration',
    'IPv4 IPv6 MAC range base64 base64url encoded JSON E 164 currency code credit card IBAN JWT',
    '48 64 bit BIC Base64 Cuid2 IMEI IP ISBN ISRC JWS compact MIME Nano ID points content second decimal digits',
    'domain finite graphemes hash hex color hexadecimal integer item length octal safe size slug timestamp type week words',
    ': , . < > = | " \' ( ) & - [ ]',
  ].flatMap((line) => line.split(' ')),
);

/**
 * Gives a message, cut where it is long, if it says only what the rule expects, and nothing of what a payload holds; else
 * `undefined`. "Invalid input: expected string, received number" is one, whatever texts the payload has. What it has
 * found of a message it remembers: a function of its own is for one refusal.
 */
export function compileExplanation(): (message: string, expected: () => readonly unknown[]) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (message, expected) => {
    if (!known.has(message)) known.set(message, explanation(message, expected));
    return known.get(message);
  };
}

/** @param expected the texts and numbers that the rule says of itself */
function explanation(message: string, expected: () => readonly unknown[]): string | undefined {
  const isLong = message.length > MAX_MESSAGE;
  const read = isLong ? message.slice(0, MAX_MESSAGE - 1).replace(/[\p{L}\p{N}_]+$/u, '') : message;
  let ofRule: ReadonlySet<string> | undefined;
  for (const token of tokensOf(read)) {
    if (OWN.has(token)) continue;
    ofRule ??= new Set(expected().flatMap(textOf).flatMap(tokensOf));
    if (!ofRule.has(token)) return undefined;
  }
  return isLong ? `${read}…` : read;
}

function tokensOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

/** So much of it as a message may hold. */
function textOf(expected: unknown): string[] {
  const isText = typeof expected === 'string' || typeof expected === 'number' || typeof expected === 'bigint';
  return isText ? [String(expected).slice(0, MAX_MESSAGE)] : [];
}
