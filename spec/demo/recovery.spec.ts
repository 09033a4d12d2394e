import { expect } from 'chai';
import { stage } from './stage';

describe('the demo in a browser', () => {
  const on = stage();

  describe('a connection that was cut', () => {
    /** Waits until a tick has come, so that the next ones are missed. */
    const ticked = () => on.alice.shows('Server tick', /^#\d+$/);

    it('stays cut until the user comes back, with its rooms, and gets the ticks that it has missed', async () => {
      const bob = await on.browser.open(on.demo);
      await on.alice.join('hall');
      await ticked();
      await on.alice.press('Cut the connection');
      await on.alice.shows('state', 'Disconnected');
      expect(await on.alice.rooms()).to.deep.equal([]);
      const seen = Number((await bob.read('Server tick')).slice(1));
      await bob.ticked(seen + 2);

      await on.alice.press('Come back');
      await on.alice.says('Recovery', /^Recovered: [1-9]\d* ticks? arrived late, 0 ticks missed$/);
      await on.alice.logs('connection', 'back', '"recovered": true');
      expect(await on.alice.rooms()).to.deep.equal(['hall']);
    });

    it('brings what was said meanwhile, under the name that the page has had', async () => {
      const bob = await on.browser.open(on.demo);
      const name = await on.alice.read('You are');
      await ticked();
      await on.alice.press('Cut the connection');
      await on.alice.shows('state', 'Disconnected');
      await bob.shows('Clients', /^1$/);
      await bob.send('Message', 'Where are you?', 'Broadcast');
      await bob.logs('received', 'my_response', 'Where are you?');
      await on.alice.press('Connect again');
      await on.alice.logs('received', 'my_response', 'Where are you?');
      await on.alice.shows('You are', name);
    });

    it('is another client where the login has changed meanwhile', async () => {
      await on.alice.send('Log in as', 'Grace', 'Log in');
      await on.alice.shows('You are', /^Grace$/);
      const beside = await on.browser.openBeside(on.alice, on.demo);
      await beside.says('One login for both', 'Logged in as Grace');
      await on.alice.press('Cut the connection');
      await on.alice.shows('state', 'Disconnected');
      await beside.press('Log out');
      await beside.shows('You are', /^Guest/);
      await on.alice.page.context().clearCookies();
      await on.alice.press('Come back');
      await on.alice.shows('You are', /^Guest/);
      await on.alice.says('One login for both', 'Nobody is logged in');
      const remarks = on.alice.faults.splice(0); // the browser's own, where a poll was under way as the page went
      expect(remarks.filter((remark) => !remark.includes('status of 400'))).to.deep.equal([]);
    });

    it('shows no place of a packet in the log', async () => {
      await on.alice.send('Message', 'Plain', 'Broadcast');
      await on.alice.logs('received', 'my_response', /"data": "Plain" \}$/);
      expect(await on.alice.entries('received', 'gateways:offset').count()).to.equal(0);
    });
  });
});
