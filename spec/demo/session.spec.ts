import { expect } from 'chai';
import { DemoProcess } from './support';
import { stage } from './stage';

describe('the demo in a browser', () => {
  const on = stage();

  describe('the login', () => {
    it('is demanded by the guard of an event', async () => {
      await on.alice.says('One login for both', 'Nobody is logged in');
      await on.alice.press('Who am I?');
      await on.alice.says('One login for both', /^Refused with 1008: \w/);
      await on.alice.logs('error', 'error', '"code": 1008');
    });

    it('is made over HTTP and holds for sockets, too', async () => {
      await on.alice.send('Log in as', 'Grace', 'Log in');
      await on.alice.says('One login for both', 'Logged in as Grace');
      await on.alice.shows('You are', /^Grace$/);
      await on.alice.press('Who am I?');
      await on.alice.says('One login for both', /^You are Grace, logged in since \d\d:\d\d:\d\d$/);

      await on.alice.send('Announcement', 'I am here', 'Announce');
      await on.alice.page.getByText('Announcement by Grace I am here').waitFor();
    });

    it('survives a reload of the page', async () => {
      await on.alice.send('Log in as', 'Grace', 'Log in');
      await on.alice.shows('You are', /^Grace$/);
      await on.alice.open(on.demo);
      await on.alice.says('One login for both', 'Logged in as Grace');
    });

    it('ends in every window of the session, and in no other', async () => {
      await on.alice.send('Log in as', 'Grace', 'Log in');
      await on.alice.shows('You are', /^Grace$/);
      const beside = await on.browser.openBeside(on.alice, on.demo);
      await beside.says('One login for both', 'Logged in as Grace');
      const bob = await on.browser.open(on.demo);
      await bob.send('Log in as', 'Bob', 'Log in');
      await bob.shows('You are', /^Bob$/);

      await beside.press('Log out');
      for (const page of [on.alice, beside]) {
        await page.says('One login for both', 'Nobody is logged in');
        await page.shows('You are', /^Guest .{4}$/);
        await page.press('Who am I?');
        await page.says('One login for both', /^Refused with 1008: \w/);
      }
      await bob.press('Who am I?');
      await bob.says('One login for both', /^You are Bob/);
    });

    it('replaces the login before it', async () => {
      for (const name of ['Grace', 'Edsger']) {
        await on.alice.send('Log in as', name, 'Log in');
        await on.alice.says('One login for both', `Logged in as ${name}`);
        await on.alice.shows('You are', name);
      }
    });

    it('is refused for a name that is too short, with a message in the form', async () => {
      await on.alice.send('Log in as', 'G', 'Log in');
      await on.alice.says('One login for both', 'Refused with 400: "name" length must be at least 2 characters long');
      await on.alice.says('One login for both', 'Nobody is logged in');
      expect(on.alice.faults.splice(0))
        .to.have.lengthOf(1)
        .and.match(/status of 400/); // the browser's own remark
    });
  });

  describe('announcements', () => {
    it('are sent over HTTP by the form and shown by every page', async () => {
      const bob = await on.browser.open(on.demo);
      await on.alice.send('Announcement', 'Cake in the kitchen', 'Announce');
      await on.alice.logs('sent', 'POST /announcements');
      await on.alice.logs('received', 'HTTP 202', '{ "reached": 2 }');
      for (const page of [on.alice, bob]) {
        await page.page.getByText('Announcement Cake in the kitchen').waitFor();
        await page.logs('received', 'announcement', '{ "text": "Cake in the kitchen" }');
      }
      await bob.press('Dismiss the announcement');
      expect(await bob.page.getByText('Announcement Cake in the kitchen').isVisible()).to.equal(false);
    });

    it('reach the page also from another program', async () => {
      const response = await fetch(`${on.demo.url}/announcements`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ text: 'Posted from a script' }),
      });
      expect([response.status, await response.json()]).to.deep.equal([202, { reached: 1 }]);
      await on.alice.page.getByText('Announcement Posted from a script').waitFor();
    });

    it('are refused without text, with a message in the form', async () => {
      await on.alice.send('Announcement', ' ', 'Announce');
      await on.alice.says('Announce over HTTP', 'Refused with 400: "text" is not allowed to be empty');
      expect(on.alice.faults.splice(0))
        .to.have.lengthOf(1)
        .and.match(/status of 400/); // the browser's own remark
    });

    it('are answered with 400 and JSON when they are not JSON', async () => {
      const response = await fetch(`${on.demo.url}/announcements`, {
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
    it('stays closed after „Disconnect me“ until the user connects again', async () => {
      await on.alice.press('Disconnect me');
      await on.alice.shows('state', 'Disconnected');
      await on.alice.page.getByText('The server has disconnected you.').waitFor();
      await on.alice.send('Message', 'Into the void', 'Echo to me');
      await on.alice.says('Say something', 'Not connected, so nothing was sent.');

      await on.alice.press('Connect again');
      await on.alice.shows('state', 'Connected');
      await on.alice.send('Message', 'Back again', 'Echo to me');
      await on.alice.logs('received', 'my_response', 'Back again');
      expect(await on.alice.entries('sent', 'my_event', 'Into the void').count()).to.equal(0);
    });

    it('is made again when the server restarts, and the page shows both', async function () {
      this.timeout(120_000);
      await on.alice.join('hall');
      const { port } = on.demo;
      expect(await on.demo.stop('SIGINT')).to.equal(0);
      await on.alice.shows('state', 'Reconnecting');
      await on.alice.page.getByText('The connection was lost. Trying again').waitFor();
      expect(await on.alice.rooms()).to.deep.equal([]);

      on.demo = await DemoProcess.start(port);
      await on.alice.shows('state', 'Connected');
      await on.alice.logs('connection', 'connected again');
      await on.alice.send('Message', 'Are you new?', 'Echo to me');
      await on.alice.logs('received', 'my_response', 'Are you new?');
      // The browser remarks on each that fails: with 503 where the old server has not gone yet.
      const attempts = on.alice.faults.splice(0);
      expect(attempts.filter((remark) => !/net::ERR_|status of 503/.test(remark))).to.deep.equal([]);
    });
  });
});

describe('the demo as a command', () => {
  it('names the port that is taken, and ends', async function () {
    this.timeout(60_000);
    const first = await DemoProcess.start();
    const second = DemoProcess.spawn(first.port);
    const codes = [await second.ended(), await first.stop()];
    expect(codes).to.deep.equal([1, 0]);
    expect(second.errors).to.equal(
      `Port ${first.port} is taken; choose another: PORT=${first.port + 1} npm run demo\n`,
    );
  });
});
