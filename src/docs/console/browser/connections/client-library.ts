import type { io as connect } from 'socket.io-client';

type Connect = typeof connect;

/** The client of socket.io that the docs serve beside this page. */
export async function loadClient(parser: 'default' | 'msgpack'): Promise<Connect> {
  const file = parser === 'msgpack' ? 'socket.io.msgpack.min.js' : 'socket.io.esm.min.js';
  const module = (await import(new URL(`assets/${file}`, document.baseURI).href)) as { io?: Connect };
  // The one with the other parser is no module: it leaves its function in a global variable.
  const io = module.io ?? (globalThis as { io?: Connect }).io;
  if (!io) throw new Error(`The client of socket.io could not be loaded: ${file}`);
  return io;
}
