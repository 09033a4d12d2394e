import { expect } from 'chai';
import { inject } from 'inversify';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsBody } from '../../src';
import { TestGateway } from '../../src/testing';
import { deferred } from '../support/deferred';

/** Where handlers wait until all of them have come, so that all of them overlap. */
class Meeting {
  readonly #complete = deferred();
  #arrived = 0;

  constructor(private readonly expected: number) {}

  async attend(): Promise<void> {
    this.#arrived += 1;
    if (this.#arrived === this.expected) this.#complete.resolve();
    await this.#complete.promise;
  }
}

interface Answer {
  readonly question: number;
  readonly sids: readonly string[];
  readonly visit: number;
}

@WebSocketGateway()
class CrowdedGateway extends GatewayBase<{ emits: { field(answer: Answer): void } }> {
  #visits = 0;

  constructor(@inject(Meeting) private readonly meeting: Meeting) {
    super();
  }

  @SubscribeMessage()
  method(@WsBody() question: number): Promise<Answer> {
    return this.#answer(question);
  }

  @SubscribeMessage()
  readonly field = (question: number): Promise<Answer> => this.#answer(question);

  async #answer(question: number): Promise<Answer> {
    const visit = (this.#visits += 1);
    const sids = [this.context.sid];
    await this.meeting.attend();
    sids.push(this.context.sid);
    await new Promise((resolve) => setImmediate(resolve));
    sids.push(this.context.sid);
    await Promise.resolve();
    sids.push(this.context.sid);
    return { question, sids, visit };
  }
}

for (const { transport, clients, events } of [
  { transport: 'websocket', clients: 50, events: 20 },
  { transport: 'polling', clients: 10, events: 10 },
] as const) {
  describe(`${clients * events} overlapping events of ${clients} clients over ${transport}`, () => {
    const total = clients * events;
    const kit = TestGateway.createTestModule({
      gateways: [CrowdedGateway],
      bind: (container) => container.bind(Meeting).toConstantValue(new Meeting(total)),
    });

    it('each have the context of their client, and each answer reaches the client that asked', () =>
      kit.runWithServer(async (ctx) => {
        const crowd = Array.from({ length: clients }, () => ctx.newSocketClientContext({ transports: [transport] }));
        await Promise.all(crowd.map((client) => client.connect()));

        const visits = await Promise.all(
          crowd.map(async (client, number) => {
            const questions = Array.from({ length: events }, (_, index) => number * events + index);
            const half = events / 2;
            const answers = questions.slice(0, half).map((question) => client.request<Answer>('method', question));
            for (const question of questions.slice(half)) client.sio.emit('field', question);

            const received = await client.waitFor('field', { count: half, timeoutMs: 20_000 });
            const all = [...(await Promise.all(answers)), ...received];
            expect(all.map(({ question }) => question)).to.have.members(questions);
            for (const { sids } of all) expect(sids).to.deep.equal(Array(4).fill(client.sio.id));
            return all.map(({ visit }) => visit);
          }),
        );

        for (const client of crowd) {
          expect(client.received('field'), 'nobody got another’s answer').to.have.length(events / 2);
          expect(client.errors).to.deep.equal([]);
        }
        expect(
          visits.flat().sort((one, other) => one - other),
          'one gateway saw all of them',
        ).to.deep.equal(Array.from({ length: total }, (_, index) => index + 1));
      }));
  });
}
