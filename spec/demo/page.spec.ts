import { expect } from 'chai';
import { stage } from './stage';

describe('the demo in a browser', () => {
  const on = stage();

  describe('the head of the page', () => {
    it('shows the user, the latency and the number of clients', async () => {
      await on.alice.shows('You are', /^Guest .{4}$/);
      await on.alice.shows('Latency', /\d ms/);
      const bob = await on.browser.open(on.demo);
      await on.alice.shows('Clients', /^2$/);
      expect(await bob.read('You are')).to.not.equal(await on.alice.read('You are'));
      await bob.close();
      await on.alice.shows('Clients', /^1$/);
    });

    it('shows the events that the server generates', async () => {
      await on.alice.shows('Server tick', /^#\d+$/);
      const before = Number((await on.alice.read('Server tick')).slice(1));
      await on.alice.page.getByLabel('Ticks and pings').check();
      await on.alice.logs('received', 'tick', /{ "count": \d+ }/);
      expect(Number((await on.alice.read('Server tick')).slice(1))).to.be.above(before);
    });

    it('loads everything from its own server', async () => {
      await on.alice.shows('Latency', /\d ms/);
      expect([...on.alice.requested]).to.deep.equal([on.demo.url]);
    });
  });

  describe('messages', () => {
    it('an echo reaches its sender alone', async () => {
      const bob = await on.browser.open(on.demo);
      await on.alice.send('Message', 'for me', 'Echo to me');
      await on.alice.logs('sent', 'my_event', '{ "data": "for me" }');
      await on.alice.logs('received', 'my_response', 'for me');
      await on.alice.send('Message', 'for all', 'Broadcast');
      await bob.logs('received', 'my_response', 'for all');
      expect(await bob.entries('received', 'my_response').count()).to.equal(1);
    });

    it('a broadcast reaches every page, with the name of its sender', async () => {
      const bob = await on.browser.open(on.demo);
      const name = await on.alice.read('You are');
      await on.alice.send('Message', 'Hear, hear', 'Broadcast');
      for (const page of [on.alice, bob]) await page.logs('received', 'my_response', `"from": "${name}"`);
      expect(await bob.entries('received', 'my_response', '"data": "Hear, hear"').count()).to.equal(1);
    });

    it('a message without text is refused, with the issue at its field', async () => {
      await on.alice.send('Message', '', 'Echo to me');
      await on.alice.says('Say something', 'Refused with 1007: 1 mistake');
      expect(await on.alice.mistakeAt('Message')).to.equal('"data" is not allowed to be empty');
    });

    it('markup in a message is shown as text', async () => {
      const bob = await on.browser.open(on.demo);
      await on.alice.send('Message', '<img src="x">', 'Broadcast');
      await bob.logs('received', 'my_response', String.raw`"data": "<img src=\"x\">"`);
      expect(await bob.page.getByRole('log').locator('img').count()).to.equal(0);
    });
  });

  describe('rooms', () => {
    it('two pages in one room get each other’s messages, and a third gets none', async () => {
      const [bob, carol] = [await on.browser.open(on.demo), await on.browser.open(on.demo)];
      for (const page of [on.alice, bob]) await page.join('kitchen');
      expect(await on.alice.rooms()).to.deep.equal(['kitchen']);

      for (const [page, text] of [
        [on.alice, 'Tea?'],
        [bob, 'Coffee!'],
      ] as const) {
        await page.fill('To the room', 'kitchen');
        await page.send('Room message', text, 'Send to room');
        for (const reader of [on.alice, bob]) await reader.logs('received', 'my_response', `"data": "${text}"`);
      }
      await on.alice.send('Message', 'Everybody', 'Broadcast');
      await carol.logs('received', 'my_response', 'Everybody');
      expect(await carol.entries('received', 'my_response').count()).to.equal(1);
    });

    it('a page that leaves a room gets no more of its messages', async () => {
      const bob = await on.browser.open(on.demo);
      for (const page of [on.alice, bob]) await page.join('cellar');
      await bob.press('Leave');
      await bob.says('Rooms', 'no room yet');

      await on.alice.fill('To the room', 'cellar');
      await on.alice.send('Room message', 'Still here?', 'Send to room');
      await on.alice.logs('received', 'my_response', 'Still here?');
      await on.alice.send('Message', 'Everybody', 'Broadcast');
      await bob.logs('received', 'my_response', 'Everybody');
      expect(await bob.entries('received', 'my_response', 'Still here?').count()).to.equal(0);
    });

    it('closing a room removes all pages from it', async () => {
      const bob = await on.browser.open(on.demo);
      for (const page of [on.alice, bob]) await page.join('attic');
      await bob.join('garden');
      await on.alice.press('Close for all');
      await on.alice.says('Rooms', 'no room yet');
      await bob.logs('received', 'room_closed', '{ "room": "attic" }');
      expect(await bob.rooms()).to.deep.equal(['garden']);

      await bob.fill('To the room', 'attic');
      await bob.press('Send to room');
      await bob.says('Rooms', 'Refused with 1008: You are not in the room “attic”');
    });

    it('a name that its schema refuses is marked, and no room is joined', async () => {
      await on.alice.send('Room', 'no/slashes', 'Join');
      await on.alice.says('Rooms', 'Refused with 1007: 1 mistake');
      expect(await on.alice.mistakeAt('Room')).to.match(/^"room" .*letters, digits, spaces, - and _/);
      expect(await on.alice.rooms()).to.deep.equal([]);
    });
  });

  describe('the introduction', () => {
    it('shows every issue of a refused event at its field', async () => {
      await on.alice.fill('Name', 'A');
      await on.alice.fill('E-mail', 'nobody');
      await on.alice.send('Age', '12.5', 'Introduce me');
      await on.alice.says('Introduce yourself', 'Refused with 1007: 4 mistakes');
      expect(await on.alice.mistakeAt('Name')).to.equal('"name" length must be at least 2 characters long');
      expect(await on.alice.mistakeAt('E-mail')).to.equal('"email" must be a valid email');
      expect(await on.alice.mistakeAt('Age')).to.equal(
        '"age" must be an integer\n"age" must be greater than or equal to 13',
      );
      await on.alice.logs('error', 'error', '"code": 1007');
    });

    it('removes the issues and shows the name after a corrected event', async () => {
      await on.alice.press('Introduce me');
      await on.alice.says('Introduce yourself', /^Refused with 1007/);
      await on.alice.fill('Name', 'Ada');
      await on.alice.fill('E-mail', 'ada@example.org');
      await on.alice.send('Age', '36', 'Introduce me');
      await on.alice.shows('You are', /^Ada$/);
      for (const label of ['Name', 'E-mail', 'Age']) expect(await on.alice.mistakeAt(label)).to.equal('');
      expect(await on.alice.card('Introduce yourself').getByText('Refused').count()).to.equal(0);

      await on.alice.send('Message', 'My name is known', 'Broadcast');
      await on.alice.logs('received', 'my_response', '"from": "Ada"');
    });
  });
  describe('the search', () => {
    it('shows what the gateway acknowledged', async () => {
      const bob = await on.browser.open(on.demo);
      await bob.send('Message', 'A needle in the hay', 'Broadcast');
      await on.alice.logs('received', 'my_response', 'needle');
      await on.alice.fill('Containing', 'NEEDLE');
      await on.alice.send('At most', '7', 'Search');
      await on.alice.says('Search the broadcasts', 'Found 1, at most 7');
      await on.alice.says('Search the broadcasts', `${await bob.read('You are')} A needle in the hay`);
      expect(await on.alice.entries('received', 'answer to search', '"limit": 7').count()).to.equal(1);
    });

    it('says when nothing was found', async () => {
      await on.alice.send('Containing', 'no such message', 'Search');
      await on.alice.says('Search the broadcasts', 'Nothing found');
      expect(await on.alice.mistakeAt('Containing')).to.equal('');
    });

    it('shows the issue when the request is refused', async () => {
      await on.alice.send('At most', '99', 'Search');
      await on.alice.says('Search the broadcasts', 'Refused with 1007: 1 mistake');
      expect(await on.alice.mistakeAt('At most')).to.equal('"limit" must be less than or equal to 20');
    });
  });

  describe('on a phone', () => {
    it('the page is no wider than the screen, and shows the newest event', async () => {
      const phone = await on.browser.open(on.demo, { width: 375, height: 700 });
      await phone.send('Message', 'From the bus', 'Echo to me');
      const latest = phone.page.getByRole('link', { name: 'To the event log', exact: true });
      await latest.filter({ hasText: 'From the bus' }).waitFor();
      expect(await phone.page.evaluate('document.documentElement.scrollWidth')).to.equal(375);

      await latest.click();
      await phone.page.getByRole('heading', { name: 'Event log' }).waitFor();
      expect(await phone.entries('received', 'my_response', 'From the bus').count()).to.equal(1);
    });

    it('the cards but the first are folded, and open where one taps them', async () => {
      const phone = await on.browser.open(on.demo, { width: 375, height: 700 });
      const field = phone.page.getByLabel('Room', { exact: true });
      expect(await field.isVisible()).to.equal(false);
      expect(await phone.page.evaluate('document.querySelector(".cards").scrollHeight')).to.be.below(1_400);
      await phone.press('Show: Rooms');
      await field.waitFor();
      await phone.join('bus');
    });
  });
});
