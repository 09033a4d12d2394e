import { inspect } from 'node:util';

/** Parameters of OpenAPI, optional parts and wildcards of Express 5, which are none here. */
const PATTERN_SIGN = /[{}]|(?<=^|\/)\*(?=\w*(?:\/|$))/;
/**
 * A comma ends the name in a packet of socket.io; the others end it in the URL that `io()` of the client takes, or make
 * that one of an IPv6 address.
 *
 * @see https://github.com/socketio/socket.io-protocol#packet-encoding
 */
const UNREACHABLE_SIGN = /[,?#[\]]/;
const URL_START = /^[a-z][a-z\d+.-]*:\/\//i;
const CONTROL = /\p{Cc}/u;

/**
 * What is wrong with the name of a namespace that clients cannot reach, or that was surely meant as something else;
 * `undefined` where it is fine. Parameters are not looked at.
 *
 * @param written as the application has it, with or without the leading slash
 */
export function namespaceMistake(written: string): string | undefined {
  const found = `its namespace ${inspect(written)}`;
  if (written !== written.trim() || CONTROL.test(written))
    return `${found} has white space at an end or a control character; expected a name without it`;
  if (URL_START.test(written) && URL.canParse(written)) {
    return `${found} is a URL; expected its name alone: ${inspect(new URL(written).pathname)}`;
  }
  const literal = written.replaceAll(/(?<=^|\/):[^/]*/g, '');
  const [pattern] = PATTERN_SIGN.exec(literal) ?? [];
  if (pattern !== undefined)
    return `${found} has '${pattern}', which would be a part of the name itself; expected a parameter such as '/rooms/:roomId', or a RegExp`;
  const [sign] = UNREACHABLE_SIGN.exec(literal) ?? [];
  if (sign === undefined) return undefined;
  return `${found} has '${sign}', which ends or changes the name that a client asks for; expected a name without it`;
}
