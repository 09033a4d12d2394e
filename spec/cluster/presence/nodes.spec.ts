import { expect } from 'chai';
import { until } from '../../support/until';
import { type PresenceNode, runPresence } from './nodes';

/** Short, for specs; a node that has died is found within a lease. */
const times = { leaseMs: 1_200, graceMs: 300 };

describe('users on several nodes', () => {
  it('come online with their first client and go offline with their last, on whatever node, and one node is told', () =>
    runPresence(3, times, async ({ nodes: [one, other, third], told }) => {
      const clients = await Promise.all([one!, other!, third!].map((node) => node.come('ada')));
      await told('ada', 'online');
      for (const client of clients.slice(0, 2)) client.disconnect();
      const again = await one!.come('ada');
      clients[2]!.disconnect();
      await other!.come('bob');
      await told('bob', 'online');
      await told('ada', 'online');
      again.disconnect();
      await told('ada', 'online', 'offline');
      expect(one!.story.at(-1)).to.equal('offline ada');
      await third!.come('ada');
      await told('ada', 'online', 'offline', 'online');
    }));

  it('do not flicker while they move from node to node', () =>
    runPresence(2, { leaseMs: 1_200, graceMs: 2_000 }, async ({ nodes, told }) => {
      for (let move = 0; move < 20; move += 1) {
        const client = await nodes[move % 2]!.come('ada');
        if (move % 3 === 0) client.disconnect();
        else void nodes[(move + 1) % 2]!.come('ada').then((next) => next.disconnect());
        client.disconnect();
      }
      await nodes[0]!.come('ada');
      await nodes[0]!.come('bob');
      await told('bob', 'online');
      await told('ada', 'online');
    }));

  it('go offline, told by one of the other nodes, when their own was killed, and those who have moved do not', () =>
    runPresence(3, times, async ({ nodes: [one, other, third], told }) => {
      await one!.come('ada');
      await one!.come('bob');
      await one!.come('eve');
      await other!.come('bob');
      for (const user of ['ada', 'bob', 'eve']) await told(user, 'online');
      one!.signal('SIGKILL');
      await third!.come('eve');
      await told('ada', 'online', 'offline');
      await told('bob', 'online');
      await told('eve', 'online');
      expect([...other!.story, ...third!.story]).to.include('offline ada');
    }));

  it('who were about to go when their node was killed are told of by another', () =>
    runPresence(2, { leaseMs: 1_200, graceMs: 1_500 }, async ({ nodes: [one, other], told }) => {
      const client = await one!.come('ada');
      await told('ada', 'online');
      const [{ promise: gone }] = [disconnected(one!, client)];
      await gone;
      one!.signal('SIGKILL');
      await told('ada', 'online', 'offline');
      expect(other!.story).to.deep.equal(['offline ada']);
    }));

  it('are told of by another node when theirs has closed and they do not come back', () =>
    runPresence(2, times, async ({ nodes: [one, other], told }) => {
      await one!.come('ada');
      await one!.come('bob');
      await told('ada', 'online');
      await told('bob', 'online');
      await one!.close();
      await other!.come('bob');
      await told('ada', 'online', 'offline');
      await told('bob', 'online');
      expect(other!.story).to.deep.equal(['offline ada']);
    }));
});

function disconnected(node: PresenceNode, client: { disconnect(): unknown }): { readonly promise: Promise<void> } {
  client.disconnect();
  const promise = until(async () => (await node.users()).clients === 0, 'it has left');
  return { promise };
}

describe('a node that is stopped', () => {
  it('makes host.users() incomplete in bounded time, loses its users to another, and gets them back when it goes on', () =>
    runPresence(2, times, async ({ nodes: [one, other], told }) => {
      await one!.come('ada');
      await other!.come('bob');
      await told('ada', 'online');
      await told('bob', 'online');
      await until(async () => (await other!.users()).users === 2, 'both are counted');
      one!.signal('SIGSTOP');
      expect(await other!.users()).to.deep.equal({ users: 1, clients: 1, complete: false });
      await told('ada', 'online', 'offline');
      one!.signal('SIGCONT');
      await told('ada', 'online', 'offline', 'online');
      expect(await other!.users()).to.deep.equal({ users: 2, clients: 2, complete: true });
      await told('bob', 'online');
    }));
});
