import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A file of the page, as it is sent. */
export interface ConsoleFile {
  readonly type: string;
  readonly content: Buffer;
  /** Its name changes with its content: it may be kept for ever. */
  readonly immutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The clients that come with socket.io: the page speaks the protocol of the server that serves it. */
const CLIENTS = ['socket.io.esm.min.js', 'socket.io.msgpack.min.js'];

/**
 * The files of the page by name, read once: what the build has put into `assets/`, and the clients of socket.io.
 *
 * @throws Error where the page is not built: it is in the package, and not in the sources
 */
export function consoleFiles(folder = path.join(__dirname, 'assets')): ReadonlyMap<string, ConsoleFile> {
  if (!existsSync(path.join(folder, 'index.html'))) {
    throw new Error('The console is not built: npm run build:console');
  }
  const page = readdirSync(folder).map((name) => [name, path.join(folder, name)] as const);
  const clients = CLIENTS.map((name) => [name, path.join(clientFolder(), name)] as const);
  return new Map(
    [...page, ...clients].map(([name, file]) => [
      name,
      {
        type: TYPES[path.extname(name)] ?? 'application/octet-stream',
        content: readFileSync(file),
        immutable: /^console-/.test(name),
      },
    ]),
  );
}

function clientFolder(): string {
  return path.join(path.dirname(require.resolve('socket.io/package.json')), 'client-dist');
}
