import { clearTimeout, setTimeout } from 'node:timers';
import { CANARY } from '../packets/values.mjs';
import { connect, event } from '../packets/encode.mjs';
import { RawPolling } from '../wire/polling.mjs';
import { RawWebSocket } from '../wire/websocket.mjs';

const PATIENCE_MS = 10_000;
/** For acknowledgements: what all visitors send at once may keep a slow machine busy for long. */
const ACKNOWLEDGED_MS = 30_000;
const SETTLE_MS = 200;

/** Whoever goes to the server in a session: it counts what it sends, and looks at all that comes back. */
export class Visitor {
  sent = 0;
  nextId = 1;
  /** What must not have happened, in words. @type {string[]} */
  found = [];
  #open = new Set();
  /** Its time is over: what ends now, ends for that. */
  hasLeft = false;

  /**
   * @param {import('../harness/random.mjs').Random} random
   * @param {import('../harness/server-process.mjs').ServerProcess} server
   * @param {number} budget about how many cheap packets a session may send
   */
  constructor(random, server, budget) {
    this.random = random;
    this.server = server;
    this.budget = budget;
    this.port = random.pick(server.ports);
    this.path = random.pick(server.paths.filter((path) => path !== '/brief'));
    this.transport = random.pick(['websocket', 'websocket', 'polling']);
  }

  /** Sees all bytes that the server sends. */
  onBytes = (bytes) => {
    for (const needle of [...needles, this.server.secret]) {
      if (bytes.includes(needle)) this.found.push(`an answer held '${needle}': ${excerpt(bytes, needle)}`);
    }
  };

  target(transport, query = '') {
    return `${this.path}/?EIO=4&transport=${transport}${query}`;
  }

  /** Opens a connection of engine.io; nothing where the server does not want it. */
  async open({ transport = this.transport, query = '', headers } = {}) {
    if (this.hasLeft) return undefined;
    const Transport = transport === 'polling' ? RawPolling : RawWebSocket;
    const target = this.target(transport, query);
    const connection = await Transport.open({ port: this.port, target, headers, onBytes: this.onBytes });
    if (!connection) return undefined;
    this.#open.add(connection);
    if (this.hasLeft) await connection.close();
    return new Client(this, connection);
  }

  /** Opens a connection and connects to namespaces of it. */
  async enter(...namespaces) {
    const client = await this.open();
    await Promise.all(namespaces.map((namespace) => client?.connect(namespace)));
    return client?.isOpen ? client : undefined;
  }

  /** Closes everything, and opens nothing any more: what a session still wanted to do comes to an end. */
  async leave() {
    this.hasLeft = true;
    for (const connection of this.#open) await connection.close();
    this.#open.clear();
  }
}

/** A connection, and what came over it. */
export class Client {
  /** The namespaces that it is in: elsewhere an event, or to leave, ends the connection. @type {Set<string>} */
  inside = new Set();
  /** It has sent what the server may close the connection for. */
  hasSentReason = false;
  #waiting = new Set();
  #answers = new Map();
  /** @type {(packet: string) => void} */
  onPacket = () => undefined;

  constructor(visitor, connection) {
    this.visitor = visitor;
    this.connection = connection;
    connection.onText = (packet) => this.#receive(packet);
    void connection.closed.then(() => this.#wake());
  }

  get isOpen() {
    return this.connection.isOpen;
  }

  /** @param {(string | Buffer)[]} packets */
  async send(...packets) {
    for (const packet of packets) {
      this.visitor.sent += 1;
      await this.connection.send(packet);
    }
  }

  /** Resolves when the server has had a look at all that was sent: it has answered, or closed the connection. */
  async settle(ms = SETTLE_MS) {
    if (!this.inside.has('/')) await this.connect('/');
    const id = this.visitor.nextId++;
    const answered = this.next((packet) => packet.startsWith(`43${id}[`), ms);
    await this.send(...event(['hello'], { id }));
    await this.connection.flush();
    await answered;
  }

  /** What was sent and not read yet would be lost with the connection: this waits until everything was. */
  async finish() {
    await this.settle(PATIENCE_MS);
  }

  /** Resolves to what the server said to a CONNECT, or to nothing where it said nothing. */
  async connect(namespace, auth) {
    const where = namespace === '/' ? '' : namespace;
    const answered = this.next((packet) => /^4[04]/.test(packet) && packet.startsWith(where, 2));
    await this.send(connect(namespace, auth));
    await this.connection.flush();
    return answered;
  }

  /** The next packet of that kind; nothing when the connection ends or time is over. */
  next(isIt, ms = PATIENCE_MS) {
    return new Promise((resolve) => {
      const waiting = (packet) => {
        if (packet !== undefined && !isIt(packet)) return;
        clearTimeout(timer);
        this.#waiting.delete(waiting);
        resolve(packet);
      };
      const timer = setTimeout(waiting, ms);
      this.#waiting.add(waiting);
      if (!this.isOpen) waiting();
    });
  }

  /** Sends events that ask for acknowledgements, and waits for all: each is to be answered exactly once. */
  async ask(list, namespace = '/') {
    const ids = list.map((args) => ({ args, id: this.visitor.nextId++ }));
    this.#answers = new Map();
    for (const { args, id } of ids) await this.send(...event(args, { namespace, id }));
    await this.connection.flush();
    if (this.#answers.size < ids.length) await this.next(() => this.#answers.size >= ids.length, ACKNOWLEDGED_MS);
    const unanswered = ids.filter(({ id }) => !this.#answers.has(id));
    if (this.isOpen && unanswered.length > 0)
      this.#report(`${unanswered.length} were never acknowledged`, unanswered[0]);
    const twice = ids.filter(({ id }) => this.#answers.get(id) > 1);
    if (twice.length > 0) this.#report(`${twice.length} were acknowledged more than once`, twice[0]);
  }

  #report(what, { args }) {
    this.visitor.found.push(`${what}, such as ${JSON.stringify(args).slice(0, 300)}`);
  }

  #receive(packet) {
    if (packet.startsWith('40')) this.inside.add(/^\/[^,]*/.exec(packet.slice(2))?.[0] ?? '/');
    const id = /^4(?:3|6\d+-)(?:\/[^,]*,)?(\d+)/.exec(packet)?.[1];
    if (id) this.#answers.set(Number(id), (this.#answers.get(Number(id)) ?? 0) + 1);
    this.onPacket(packet);
    for (const waiting of [...this.#waiting]) waiting(packet);
  }

  #wake() {
    for (const waiting of [...this.#waiting]) waiting(undefined);
  }
}

/** Nothing of this may be in an answer: payloads, stacks, and where files are on the server. */
const needles = [CANARY, 'node_modules', '\\n    at ', '.js:', '.ts:', 'file://', '/src/', 'function ('];

function excerpt(bytes, needle) {
  const at = bytes.indexOf(needle);
  return JSON.stringify(bytes.subarray(Math.max(0, at - 200), at + 200).toString());
}
