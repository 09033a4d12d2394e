import { expect } from 'chai';
import { DemoBrowser, type DemoPage, DemoProcess } from './support';

describe('the demo in a browser', () => {
  let demo: DemoProcess;
  let browser: DemoBrowser;
  let alice: DemoPage;

  before(async function () {
    this.timeout(30_000);
    [demo, browser] = await Promise.all([DemoProcess.start(), DemoBrowser.launch()]);
  });

  after(async function () {
    this.timeout(20_000);
    await browser.close();
    expect(await demo.stop()).to.equal(0);
  });

  beforeEach(async () => {
    alice = await browser.open(demo);
    await alice.shows('Clients', /^1$/); // the server has noticed that the pages before it are gone
  });

  afterEach(async () => {
    await browser.closePages();
    expect(alice.faults).to.deep.equal([]);
    expect(demo.errors).to.equal('');
  });

  describe('its head', () => {
    it('shows who one is, the latency, and how many are here', async () => {
      await alice.shows('You are', /^Guest .{4}$/);
      await alice.shows('Latency', /\d ms/);
      const bob = await browser.open(demo);
      await alice.shows('Clients', /^2$/);
      expect(await bob.read('You are')).to.not.equal(await alice.read('You are'));
      await bob.close();
      await alice.shows('Clients', /^1$/);
    });

    it('shows the events that the server generates', async () => {
      await alice.shows('Server tick', /^#\d+$/);
      const before = Number((await alice.read('Server tick')).slice(1));
      await alice.page.getByLabel('Ticks and pings').check();
      await alice.logs('received', 'tick', /{ "count": \d+ }/);
      expect(Number((await alice.read('Server tick')).slice(1))).to.be.above(before);
    });

    it('comes from its own server, all of it', async () => {
      await alice.shows('Latency', /\d ms/);
      expect([...alice.requested]).to.deep.equal([demo.url]);
    });
  });

  describe('messages', () => {
    it('an echo comes back to who sent it, and to nobody else', async () => {
      const bob = await browser.open(demo);
      await alice.send('Message', 'for me', 'Echo to me');
      await alice.logs('sent', 'my_event', '{ "data": "for me" }');
      await alice.logs('received', 'my_response', 'for me');
      await alice.send('Message', 'for all', 'Broadcast');
      await bob.logs('received', 'my_response', 'for all');
      expect(await bob.entries('received', 'my_response').count()).to.equal(1);
    });

    it('a broadcast reaches every page, with the name of who sent it', async () => {
      const bob = await browser.open(demo);
      const name = await alice.read('You are');
      await alice.send('Message', 'Hear, hear', 'Broadcast');
      for (const page of [alice, bob]) await page.logs('received', 'my_response', `"from": "${name}"`);
      expect(await bob.entries('received', 'my_response', '"data": "Hear, hear"').count()).to.equal(1);
    });

    it('one without text is refused, at its field', async () => {
      await alice.send('Message', '', 'Echo to me');
      await alice.says('Say something', 'Refused with 1007: 1 mistake');
      expect(await alice.mistakeAt('Message')).to.equal('"data" is not allowed to be empty');
    });

    it('markup from the wire is shown as text', async () => {
      const bob = await browser.open(demo);
      await alice.send('Message', '<img src="x">', 'Broadcast');
      await bob.logs('received', 'my_response', String.raw`"data": "<img src=\"x\">"`);
      expect(await bob.page.getByRole('log').locator('img').count()).to.equal(0);
    });
  });

  describe('rooms', () => {
    it('two pages in one room read each other, and a third reads nothing', async () => {
      const [bob, carol] = [await browser.open(demo), await browser.open(demo)];
      for (const page of [alice, bob]) await page.join('kitchen');
      expect(await alice.rooms()).to.deep.equal(['kitchen']);

      for (const [page, text] of [
        [alice, 'Tea?'],
        [bob, 'Coffee!'],
      ] as const) {
        await page.fill('To the room', 'kitchen');
        await page.send('Room message', text, 'Send to room');
        for (const reader of [alice, bob]) await reader.logs('received', 'my_response', `"data": "${text}"`);
      }
      await alice.send('Message', 'Everybody', 'Broadcast');
      await carol.logs('received', 'my_response', 'Everybody');
      expect(await carol.entries('received', 'my_response').count()).to.equal(1);
    });

    it('who leaves a room reads no more of it', async () => {
      const bob = await browser.open(demo);
      for (const page of [alice, bob]) await page.join('cellar');
      await bob.press('Leave');
      await bob.says('Rooms', 'no room yet');

      await alice.fill('To the room', 'cellar');
      await alice.send('Room message', 'Still here?', 'Send to room');
      await alice.logs('received', 'my_response', 'Still here?');
      await alice.send('Message', 'Everybody', 'Broadcast');
      await bob.logs('received', 'my_response', 'Everybody');
      expect(await bob.entries('received', 'my_response', 'Still here?').count()).to.equal(0);
    });

    it('closing a room takes everyone out of it', async () => {
      const bob = await browser.open(demo);
      for (const page of [alice, bob]) await page.join('attic');
      await bob.join('garden');
      await alice.press('Close for all');
      await alice.says('Rooms', 'no room yet');
      await bob.logs('received', 'room_closed', '{ "room": "attic" }');
      expect(await bob.rooms()).to.deep.equal(['garden']);

      await bob.fill('To the room', 'attic');
      await bob.press('Send to room');
      await bob.says('Rooms', 'Refused with 1008: You are not in the room “attic”');
    });

    it('a name that its schema refuses is marked, and nothing is joined', async () => {
      await alice.send('Room', 'no/slashes', 'Join');
      await alice.says('Rooms', 'Refused with 1007: 1 mistake');
      expect(await alice.mistakeAt('Room')).to.match(/^"room" .*letters, digits, spaces, - and _/);
      expect(await alice.rooms()).to.deep.equal([]);
    });
  });

  describe('the introduction', () => {
    it('shows every mistake of a refused event at its field', async () => {
      await alice.fill('Name', 'A');
      await alice.fill('E-mail', 'nobody');
      await alice.send('Age', '12.5', 'Introduce me');
      await alice.says('Introduce yourself', 'Refused with 1007: 4 mistakes');
      expect(await alice.mistakeAt('Name')).to.equal('"name" length must be at least 2 characters long');
      expect(await alice.mistakeAt('E-mail')).to.equal('"email" must be a valid email');
      expect(await alice.mistakeAt('Age')).to.equal(
        '"age" must be an integer\n"age" must be greater than or equal to 13',
      );
      await alice.logs('error', 'error', '"code": 1007');
    });

    it('once it is put right, the mistakes go and the page shows the name', async () => {
      await alice.press('Introduce me');
      await alice.says('Introduce yourself', /^Refused with 1007/);
      await alice.fill('Name', 'Ada');
      await alice.fill('E-mail', 'ada@example.org');
      await alice.send('Age', '36', 'Introduce me');
      await alice.shows('You are', /^Ada$/);
      for (const label of ['Name', 'E-mail', 'Age']) expect(await alice.mistakeAt(label)).to.equal('');
      expect(await alice.card('Introduce yourself').getByText('Refused').count()).to.equal(0);

      await alice.send('Message', 'My name is known', 'Broadcast');
      await alice.logs('received', 'my_response', '"from": "Ada"');
    });
  });

  describe('the login', () => {
    it('is asked for by the guard of an event', async () => {
      await alice.says('One login for both', 'Nobody is logged in');
      await alice.press('Who am I?');
      await alice.says('One login for both', 'Refused with 1008: Authorization Failed');
      await alice.logs('error', 'answer to whoami', '"code": 1008');
    });

    it('is made over HTTP, and counts for sockets too', async () => {
      await alice.send('Log in as', 'Grace', 'Log in');
      await alice.says('One login for both', 'Logged in as Grace');
      await alice.shows('You are', /^Grace$/);
      await alice.press('Who am I?');
      await alice.says('One login for both', /^You are Grace, logged in since \d\d:\d\d:\d\d$/);

      await alice.send('Announcement', 'I am here', 'Announce');
      await alice.page.getByText('Announcement by Grace I am here').waitFor();
    });

    it('outlives a reload of the page', async () => {
      await alice.send('Log in as', 'Grace', 'Log in');
      await alice.shows('You are', /^Grace$/);
      await alice.open(demo);
      await alice.says('One login for both', 'Logged in as Grace');
    });

    it('ends in every window of the session, and in no other', async () => {
      await alice.send('Log in as', 'Grace', 'Log in');
      await alice.shows('You are', /^Grace$/);
      const beside = await browser.openBeside(alice, demo);
      await beside.says('One login for both', 'Logged in as Grace');
      const bob = await browser.open(demo);
      await bob.send('Log in as', 'Bob', 'Log in');
      await bob.shows('You are', /^Bob$/);

      await beside.press('Log out');
      for (const page of [alice, beside]) {
        await page.says('One login for both', 'Nobody is logged in');
        await page.shows('You are', /^Guest .{4}$/);
        await page.press('Who am I?');
        await page.says('One login for both', 'Refused with 1008: Authorization Failed');
      }
      await bob.press('Who am I?');
      await bob.says('One login for both', /^You are Bob/);
    });

    it('is one at a time: the name of the next takes the place of the last', async () => {
      for (const name of ['Grace', 'Edsger']) {
        await alice.send('Log in as', name, 'Log in');
        await alice.says('One login for both', `Logged in as ${name}`);
        await alice.shows('You are', name);
      }
    });

    it('is refused for a name that is too short, and the form says so', async () => {
      await alice.send('Log in as', 'G', 'Log in');
      await alice.says('One login for both', 'Refused with 400: "name" length must be at least 2 characters long');
      await alice.says('One login for both', 'Nobody is logged in');
      expect(alice.faults.splice(0))
        .to.have.lengthOf(1)
        .and.match(/status of 400/); // the browser's own remark
    });
  });

  describe('the search', () => {
    it('shows what the gateway acknowledged', async () => {
      const bob = await browser.open(demo);
      await bob.send('Message', 'A needle in the hay', 'Broadcast');
      await alice.logs('received', 'my_response', 'needle');
      await alice.fill('Containing', 'NEEDLE');
      await alice.send('At most', '7', 'Search');
      await alice.says('Search the broadcasts', 'Found 1, at most 7');
      await alice.says('Search the broadcasts', `${await bob.read('You are')} A needle in the hay`);
      expect(await alice.entries('received', 'answer to search', '"limit": 7').count()).to.equal(1);
    });

    it('says so where nothing was found', async () => {
      await alice.send('Containing', 'no such message', 'Search');
      await alice.says('Search the broadcasts', 'Nothing found');
      expect(await alice.mistakeAt('Containing')).to.equal('');
    });

    it('shows the mistake where the request is refused', async () => {
      await alice.send('At most', '99', 'Search');
      await alice.says('Search the broadcasts', 'Refused with 1007: 1 mistake');
      expect(await alice.mistakeAt('At most')).to.equal('"limit" must be less than or equal to 20');
    });
  });

  describe('announcements', () => {
    it('the form sends one over HTTP, and every page shows it', async () => {
      const bob = await browser.open(demo);
      await alice.send('Announcement', 'Cake in the kitchen', 'Announce');
      await alice.logs('sent', 'POST /announcements');
      await alice.logs('received', 'HTTP 202', '{ "reached": 2 }');
      for (const page of [alice, bob]) {
        await page.page.getByText('Announcement Cake in the kitchen').waitFor();
        await page.logs('received', 'announcement', '{ "text": "Cake in the kitchen" }');
      }
      await bob.press('Dismiss the announcement');
      expect(await bob.page.getByText('Announcement Cake in the kitchen').isVisible()).to.equal(false);
    });

    it('one that another program posts reaches the page', async () => {
      const response = await fetch(`${demo.url}/announcements`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ text: 'Posted from a script' }),
      });
      expect([response.status, await response.json()]).to.deep.equal([202, { reached: 1 }]);
      await alice.page.getByText('Announcement Posted from a script').waitFor();
    });

    it('one without text is refused, and the form says so', async () => {
      await alice.send('Announcement', ' ', 'Announce');
      await alice.says('Announce over HTTP', 'Refused with 400: "text" is not allowed to be empty');
      expect(alice.faults.splice(0))
        .to.have.lengthOf(1)
        .and.match(/status of 400/); // the browser's own remark
    });

    it('what is not JSON is answered with 400, in JSON', async () => {
      const response = await fetch(`${demo.url}/announcements`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{ "text": ',
      });
      expect(response.status).to.equal(400);
      expect(await response.json())
        .to.have.property('error')
        .that.is.a('string');
    });
  });

  describe('the connection', () => {
    it('who asks to be disconnected stays so until they connect again', async () => {
      await alice.press('Disconnect me');
      await alice.shows('state', 'Disconnected');
      await alice.page.getByText('The server has disconnected you.').waitFor();
      await alice.send('Message', 'Into the void', 'Echo to me');
      await alice.says('Say something', 'Not connected, so nothing was sent.');

      await alice.press('Connect again');
      await alice.shows('state', 'Connected');
      await alice.send('Message', 'Back again', 'Echo to me');
      await alice.logs('received', 'my_response', 'Back again');
      expect(await alice.entries('sent', 'my_event', 'Into the void').count()).to.equal(0);
    });

    it('comes back by itself when the server restarts, and shows both', async function () {
      this.timeout(20_000);
      await alice.join('hall');
      const { port } = demo;
      expect(await demo.stop('SIGINT')).to.equal(0);
      await alice.shows('state', 'Reconnecting');
      await alice.page.getByText('The connection was lost. Trying again').waitFor();
      expect(await alice.rooms()).to.deep.equal([]);

      demo = await DemoProcess.start(port);
      await alice.shows('state', 'Connected');
      await alice.logs('connection', 'connected again');
      await alice.send('Message', 'Are you new?', 'Echo to me');
      await alice.logs('received', 'my_response', 'Are you new?');
      const attempts = alice.faults.splice(0); // the browser remarks on each that fails
      expect(attempts.filter((remark) => !remark.includes('net::ERR_'))).to.deep.equal([]);
    });
  });

  describe('on a phone', () => {
    it('nothing is wider than the screen, and the newest event is in sight', async () => {
      const phone = await browser.open(demo, { width: 375, height: 700 });
      await phone.send('Message', 'From the bus', 'Echo to me');
      const latest = phone.page.getByRole('link', { name: 'To the event log', exact: true });
      await latest.filter({ hasText: 'From the bus' }).waitFor();
      expect(await phone.page.evaluate('document.documentElement.scrollWidth')).to.equal(375);

      await latest.click();
      await phone.page.getByRole('heading', { name: 'Event log' }).waitFor();
      expect(await phone.entries('received', 'my_response', 'From the bus').count()).to.equal(1);
    });
  });
});

describe('the demo as a command', () => {
  it('says which port is taken, and ends', async function () {
    this.timeout(20_000);
    const first = await DemoProcess.start();
    const second = DemoProcess.spawn(first.port);
    const codes = [await second.ended(), await first.stop()];
    expect(codes).to.deep.equal([1, 0]);
    expect(second.errors).to.equal(
      `Port ${first.port} is taken; choose another: PORT=${first.port + 1} npm run demo\n`,
    );
  });
});
