import { HttpConnection } from './http.mjs';

const SEPARATOR = '\x1e';
const CHUNK_BYTES = 16 * 1024;
/** More than the server works on what all visitors send at once, on a slow machine: a session is over before. */
const ANSWER_MS = 60_000;

/** HTTP long-polling by hand: many packets in one POST, and a loop of GETs that reads what the server has to say. */
export class RawPolling {
  /** @type {(packet: string) => void} */
  onText = () => undefined;
  answersPings = true;
  isOpen = true;
  #port;
  #posts;
  #polls;
  #packets = [];
  #bytes = 0;
  #posting = Promise.resolve();

  /** @returns {Promise<RawPolling | undefined>} nothing where the server opens no session */
  static async open({ port, target, headers = {}, onBytes }) {
    const polls = new HttpConnection({ port, onBytes });
    const answer = await polls.request('GET', target, { headers });
    const sid = answer?.status === 200 ? /"sid":"([^"]+)"/.exec(answer.body.toString())?.[1] : undefined;
    if (sid)
      return new RawPolling(
        port,
        polls,
        new HttpConnection({ port, onBytes }),
        `${target.replace(/&sid=[^&]*/g, '')}&sid=${sid}`,
        sid,
      );
    void polls.destroy();
    return undefined;
  }

  constructor(port, polls, posts, target, sid) {
    this.#port = port;
    this.#polls = polls;
    this.#posts = posts;
    this.target = target;
    this.sid = sid;
    this.closed = Promise.race([polls.closed, posts.closed]);
    void this.closed.then(() => (this.isOpen = false));
    void this.#poll();
  }

  async send(packet) {
    const encoded = typeof packet === 'string' ? packet : `b${packet.toString('base64')}`;
    this.#packets.push(encoded);
    this.#bytes += encoded.length;
    if (this.#bytes >= CHUNK_BYTES) await this.flush();
  }

  async flush() {
    if (this.#packets.length === 0) return undefined;
    const body = this.#packets.join(SEPARATOR);
    this.#packets = [];
    this.#bytes = 0;
    return this.post(body);
  }

  /** One POST, with any body; one after the other, as engine.io wants it. */
  post(body, headers = { 'Content-Type': 'text/plain;charset=UTF-8' }) {
    return (this.#posting = this.#posting.then(async () => {
      const answer = await this.#posts.request('POST', this.target, { headers, body, ms: ANSWER_MS });
      if (answer?.status !== 200) this.isOpen = false;
      return answer;
    }));
  }

  /** Says good-bye, whatever went wrong before: it lets the server forget the session at once. */
  async close() {
    await this.vanish();
    const last = new HttpConnection({ port: this.#port });
    await last.request('POST', this.target, { headers: { 'Content-Type': 'text/plain' }, body: '1' });
    return last.destroy();
  }

  vanish() {
    this.isOpen = false;
    void this.#posts.destroy();
    return this.#polls.destroy();
  }

  async #poll() {
    while (this.isOpen) {
      const answer = await this.#polls.request('GET', this.target, { ms: ANSWER_MS });
      if (answer?.status !== 200) {
        this.isOpen = false;
        break;
      }
      for (const packet of answer.body.toString().split(SEPARATOR)) {
        if (packet !== '2') this.onText(packet);
        else if (this.answersPings) void this.send('3').then(() => this.flush());
      }
    }
  }
}
