import { Agent } from 'node:http';
import { expect } from 'chai';
import type { GatewayHost } from '../../../src';
import { SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import { io, type Socket } from 'socket.io-client';
import { TestApplication } from '../../support/application';
import { transports, type Transport } from '../../support/transports';
import { until } from '../../support/until';
import { BalancerProcess, haproxy, nginx, type Program } from './balancer';

const CLIENTS = 4;
/** So many addresses do not all lead to one node. */
const MOST = 60;

@WebSocketGateway()
class EchoGateway {
  @SubscribeMessage()
  echo(@WsBody() text: string): string {
    return text;
  }
}

/** A node of the guide: gateways, and a route for the balancer. */
class Node {
  readonly application = new TestApplication();
  readonly host: GatewayHost = this.application.attach({ gateways: [EchoGateway] });

  async listen(): Promise<number> {
    this.application.app.get('/ready', (_request, response) => void response.sendStatus(this.host.closing ? 503 : 200));
    await this.application.listen();
    return Number(new URL(this.application.url).port);
  }

  get clients(): number {
    return this.host.servers.get('/socket.io')?.engine.clientsCount ?? 0;
  }
}

/** Two nodes, and clients of what is in front of them. */
class Behind {
  readonly nodes = [new Node(), new Node()];
  readonly clients: Socket[] = [];

  async ports(): Promise<Record<number, number>> {
    const [one, other] = await Promise.all(this.nodes.map((node) => node.listen()));
    return { 3001: one!, 3002: other! };
  }

  get isOneSided(): boolean {
    return this.nodes.some(({ clients }) => clients === 0);
  }

  /**
   * A client with an address and cookies of its own, in a page of the balancer's address. Resolves to why it was
   * refused, or to nothing.
   */
  async connect(url: string, transport: Transport, number: number): Promise<string | undefined> {
    const agent = new Agent({ localAddress: `127.0.0.${number + 2}`, keepAlive: true });
    const extraHeaders = { Origin: url }; // with a port that is not the default
    const options = {
      transports: [transport],
      withCredentials: true,
      extraHeaders,
      forceNew: true,
      reconnection: false,
    };
    const client = io(url, { ...options, agent: agent as never }); // its types say a text or a boolean, for browsers
    this.clients.push(client);
    return new Promise((resolve) => {
      client.once('connect', () => resolve(undefined));
      client.once('connect_error', (error) => resolve(error.message));
      client.once('disconnect', resolve);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.clients) client.disconnect();
    await Promise.all(this.nodes.map(({ application }) => application.close()));
  }
}

const sticky: Readonly<Record<Program['command'], RegExp>> = { nginx: /^.*# sticky$/m, haproxy: /^ *cookie .*$/m };

for (const program of [nginx, haproxy]) {
  const { command } = program;
  describe(`clients behind ${command}, as the guide has it`, () => {
    for (const transport of transports) {
      it(`are served by both nodes, and each by one of them, over ${transport}`, async () => {
        await using behind = new Behind();
        await using balancer = await BalancerProcess.start(program, { ports: await behind.ports() });
        const refused = [];
        for (let number = 0; number < CLIENTS || (behind.isOneSided && number < MOST); number += 1) {
          refused.push(await behind.connect(balancer.url, transport, number));
        }
        expect(refused.filter(Boolean)).to.deep.equal([]);
        const answers = await Promise.all(behind.clients.map((client) => client.emitWithAck('echo', client.id)));
        expect(answers).to.deep.equal(behind.clients.map(({ id }) => id));
        expect(behind.isOneSided).to.equal(false);
      });
    }

    it('are refused over polling where the line that makes it sticky is not there', async () => {
      await using behind = new Behind();
      const change = (text: string): string => text.replace(sticky[command], '').replaceAll(/ cookie node-\d/g, '');
      await using balancer = await BalancerProcess.start(program, {
        ports: await behind.ports(),
        change: (text) => change(text).replace('balance leastconn', 'balance roundrobin'),
      });
      expect(await behind.connect(balancer.url, 'polling', 0)).to.be.a('string');
    });

    it('reach the other node once theirs has closed', async () => {
      await using behind = new Behind();
      await using balancer = await BalancerProcess.start(program, { ports: await behind.ports() });
      const [one, other] = behind.nodes;
      await one!.host.close();
      await one!.application.close();
      for (let number = 0; number < CLIENTS; number += 1) {
        await until(async () => !(await behind.connect(balancer.url, 'polling', number)), 'it is let in');
      }
      expect(other!.clients).to.be.at.least(CLIENTS);
    });
  });
}
