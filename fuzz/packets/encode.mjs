/** Packets of engine.io that hold packets of socket.io. @see https://socket.io/docs/v4/socket-io-protocol/ */

export function connect(namespace, auth) {
  return `40${prefix(namespace)}${auth === undefined ? '' : JSON.stringify(auth)}`;
}

export function disconnect(namespace) {
  return `41${prefix(namespace)}`;
}

/**
 * An event, with its bytes as attachments after it.
 *
 * @param {unknown[]} args the event's name and its arguments
 * @param {{ namespace?: string, id?: number | string }} options `id`: of the acknowledgement that is asked for
 * @returns {(string | Buffer)[]} one packet, or more
 */
export function event(args, { namespace = '/', id = '' } = {}) {
  return packets('42', '45', args, namespace, id);
}

/** What a client answers to an event of the server. */
export function acknowledgement(args, { namespace = '/', id = 0 } = {}) {
  return packets('43', '46', args, namespace, id);
}

function packets(plain, binary, args, namespace, id) {
  const attachments = [];
  const json = JSON.stringify(withoutBytes(args, attachments));
  const head = attachments.length > 0 ? `${binary}${attachments.length}-` : plain;
  return [`${head}${prefix(namespace)}${id}${json}`, ...attachments];
}

function withoutBytes(value, attachments) {
  if (Buffer.isBuffer(value)) return { _placeholder: true, num: attachments.push(value) - 1 };
  if (Array.isArray(value)) return value.map((item) => withoutBytes(item, attachments));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutBytes(item, attachments)]));
}

export function prefix(namespace) {
  return namespace === '/' ? '' : `${namespace},`;
}
