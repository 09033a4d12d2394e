/**
 * What every program is asked. An answer that does not come within this time does not come.
 */
const PATIENCE_MS = 1_500;

export const questions = [
  { what: 'a valid payload', ask: (server) => acked(server, '/chat', 'echo', { text: 'hi' }) },
  { what: 'a wrong payload', ask: (server) => acked(server, '/chat', 'echo', { text: 42 }) },
  {
    what: 'a guard refuses the event',
    ask: (server, program) => (program === 'zod-sockets' ? 'has no guards' : acked(server, '/chat', 'refused')),
  },
  { what: 'the handler throws', ask: (server) => acked(server, '/chat', 'thrown') },
  { what: 'the event is misspelt', ask: (server) => acked(server, '/chat', 'ehco', { text: 'hi' }) },
  { what: 'the handler returns nothing', ask: (server) => acked(server, '/chat', 'nothing') },
  {
    what: 'a guarded namespace, and a client that connects',
    ask: (server, program) => (program === 'zod-sockets' ? 'has no guards' : connected(server, '/guarded')),
  },
  { what: 'the parameter of a namespace by pattern, `/rooms/:id`', ask: (server) => acked(server, '/rooms/7', 'room') },
  { what: 'an AsyncAPI document', ask: async ({ asyncApi }) => written(asyncApi, 'asyncapi') },
  { what: 'types for clients', ask: async ({ clientTypes }) => written(clientTypes, 'echo') },
];

/** Emits an event, and tells what comes back: the acknowledgement, or events in its place. */
async function acked({ connect }, namespace, event, ...payload) {
  const socket = connect(namespace);
  const events = [];
  socket.onAny((name) => events.push(name));
  try {
    await opened(socket);
    return `\`${JSON.stringify(await socket.timeout(PATIENCE_MS).emitWithAck(event, ...payload)) ?? 'undefined'}\``;
  } catch (error) {
    if (error.data !== undefined || error.message === 'Invalid namespace') return `does not connect: ${error.message}`;
    return events.length === 0 ? 'no answer' : `no answer; the event \`${[...new Set(events)].join('`, `')}\``;
  } finally {
    socket.disconnect();
  }
}

async function connected({ connect }, namespace) {
  const socket = connect(namespace);
  try {
    await opened(socket);
    return 'is let in';
  } catch (error) {
    return `is refused: \`${JSON.stringify(error.data ?? error.message)}\``;
  } finally {
    socket.disconnect();
  }
}

function opened(socket) {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
}

function written(document, word) {
  return document?.includes(word) ? 'yes' : 'no';
}
