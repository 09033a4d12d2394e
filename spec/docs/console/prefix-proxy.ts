import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** A proxy that puts an application under a prefix, and takes the prefix away from what it passes on. */
export class PrefixProxy {
  private constructor(
    private readonly server: Server,
    readonly prefix: string,
  ) {}

  static async start(target: string, prefix: string): Promise<PrefixProxy> {
    const { port } = new URL(target);
    const strip = (url = '/'): string => url.replace(prefix, '') || '/';
    const server = createServer((incoming, outgoing) => {
      const options = { port, method: incoming.method, path: strip(incoming.url), headers: incoming.headers };
      const passed = request(options, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on('error', () => outgoing.destroy());
      incoming.pipe(passed);
    });
    server.on('upgrade', ({ url, headers }, client) => {
      const upstream = connect(Number(port), '127.0.0.1', () => {
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
        upstream.write(`GET ${strip(url)} HTTP/1.1\r\n${lines.join('')}\r\n`);
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new PrefixProxy(server, prefix);
  }

  /** Where the application is to be seen. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${this.prefix}`; // it listens on TCP
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
