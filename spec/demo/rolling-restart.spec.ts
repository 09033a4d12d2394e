import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import type { OrdersContract } from '../../demo/showcase.contract';
import { type ClientSocket, GatewayError, request } from '../../src/client';
import { DemoProcess } from './support';

const CLIENTS = 6;
/** A load that leaves the machine time to start processes. */
const PACE_MS = 20;

/** What became of the orders of a customer. */
interface Ledger {
  readonly answered: string[];
  /** The gateway has answered with an error: it was not done. */
  readonly refused: string[];
  /** The client was told that the connection was lost: it may have been done. */
  readonly cut: string[];
  /** The client was told nothing. */
  readonly unanswered: string[];
}

/** Places orders one after the other until it is told to stop. */
class Customer {
  readonly ledger: Ledger = { answered: [], refused: [], cut: [], unanswered: [] };
  readonly socket: ClientSocket<OrdersContract>;
  #isOver = false;

  constructor(
    url: string,
    readonly name: string,
    readonly retries: boolean,
  ) {
    this.socket = io(`${url}/orders`, { path: '/chat-ws', forceNew: true, reconnectionDelay: 50 });
    this.socket.on('connect_error', () => {
      if (!this.socket.active) setTimeout(() => this.socket.connect(), 50); // a node that closes has refused it
    });
  }

  async order(): Promise<void> {
    for (let number = 1; !this.#isOver; number += 1) {
      const id = `${this.name}:${number}`;
      try {
        await request({ socket: this.socket, retry: this.retries, timeoutMs: 20_000 }, 'place', id);
        this.ledger.answered.push(id);
        await pause(PACE_MS);
      } catch (error) {
        this.#ended(error).push(id);
        if (!this.socket.connected)
          await new Promise((resolve) => this.socket.once('connect', () => resolve(undefined)));
      }
    }
  }

  #ended(error: unknown): string[] {
    if (error instanceof GatewayError) return this.ledger.refused;
    return String(error).includes('was not answered within') ? this.ledger.unanswered : this.ledger.cut;
  }

  stop(): void {
    this.#isOver = true;
  }
}

describe('a rolling restart of the demo', function () {
  this.timeout(180_000); // it starts processes

  it('under load undoes no order that was answered, loses none without notice, and places those once that are sent again', async () => {
    const demo = await DemoProcess.start(0, { NODES: '2', REDIS_URL: '' }, 'cluster');
    const customers = Array.from(
      { length: CLIENTS },
      (_, index) => new Customer(demo.url, `customer${index}`, index % 2 === 0),
    );
    try {
      const orders = customers.map((customer) => customer.order());
      demo.signal('SIGHUP');
      await demo.says('All nodes are new');
      const before = customers.map(({ ledger }) => ledger.answered.length);
      while (customers.some(({ ledger }, index) => ledger.answered.length === before[index])) {
        await pause(PACE_MS); // everybody is served by the new nodes
      }
      for (const customer of customers) customer.stop();
      await Promise.all(orders); // each request has come to an end

      for (const { name, socket, ledger, retries } of customers) {
        const placed = await request(socket, 'placed', name);
        expect(ledger.answered.length).to.be.above(10);
        expect(placed).to.include.members(ledger.answered);
        expect(new Set(placed).size).to.equal(placed.length);
        if (retries) expect([placed, ledger.refused, ledger.cut]).to.deep.equal([ledger.answered, [], []]);
        expect(ledger.unanswered).to.deep.equal([]);
        for (const id of placed) expect([...ledger.answered, ...ledger.cut]).to.include(id); // none that was refused
        expect(ledger.cut.length).to.be.at.most(4);
      }
      expect(demo.errors).to.equal('');
    } finally {
      for (const { socket } of customers) socket.disconnect();
      expect(await demo.stop()).to.equal(0);
    }
  });

  it('begins when somebody enters r', async () => {
    const demo = await DemoProcess.start(0, { NODES: '2', REDIS_URL: '' }, 'cluster');
    demo.enter('r');
    await demo.says('Node 1 is new');
    demo.signal('SIGKILL'); // the others go with it; a restart that is asked to stop ends first
    expect(await demo.ended()).to.equal(null);
    expect(demo.errors).to.equal('');
  });
});
