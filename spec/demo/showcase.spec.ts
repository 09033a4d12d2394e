import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { stage } from './stage';

const GATEWAY = readFileSync(path.join(__dirname, '../../demo/chat.gateway.ts'), 'utf8');

describe('what the demo shows', () => {
  const on = stage();

  it('says what it is, and links the documentation, its source and the console', async () => {
    const head = on.alice.page.getByRole('banner');
    await head.getByText('a chat, from one Express application with Socket.IO gateways').waitFor();
    for (const name of ['Console', 'Documentation', 'Source']) {
      expect(await head.getByRole('link', { name, exact: true }).getAttribute('href')).to.be.a('string');
    }
  });

  it('shows the code of a card as it stands in its gateway', async () => {
    await on.alice.card('Say something').getByText('Code').click();
    const code = on.alice.card('Say something').locator('pre');
    await code.filter({ hasText: "@SubscribeMessage('my_event')" }).waitFor();
    const shown = await code.innerText();
    expect(shown).to.include("return new WsResponse('my_response'");
    for (const method of shown.split('\n\n')) {
      const lines = method.split('\n').map((line) => line.trim());
      for (const line of lines) expect(GATEWAY).to.include(line);
    }
  });

  it('adds a second client to the page, which gets what is broadcast', async () => {
    await on.alice.press('Add a second client');
    await on.alice.shows('Clients', /^2$/);
    await on.alice.send('Message', 'Do you hear me?', 'Broadcast');
    await on.alice.page.getByRole('list', { name: 'The second client has got' }).getByText('Do you hear me?').waitFor();
    await on.alice.press('Remove it');
    await on.alice.shows('Clients', /^1$/);
  });

  it('counts down in a stream, and stops where it is cancelled', async () => {
    await on.alice.press('Count down');
    const counted = on.alice.card('A stream').getByRole('status').first();
    await counted.filter({ hasText: /^\d+$/ }).waitFor();
    await on.alice.press('Cancel');
    await counted.filter({ hasText: /cancelled/ }).waitFor();
  });

  it('answers events in their order where the gateway is serial, and in any where it is not', async () => {
    await on.alice.press('Serial');
    await on.alice.says('Serial order', 'Sent 1 2 3 4 5, answered 1 2 3 4 5');
    await on.alice.press('Parallel');
    await on.alice.says('Serial order', 'Sent 1 2 3 4 5, answered 5 4 3 2 1');
  });

  it('has a namespace for each room, and what is said in one stays in it', async () => {
    const [bob, carol] = [await on.browser.open(on.demo), await on.browser.open(on.demo)];
    for (const [page, room] of [
      [on.alice, 'tea'],
      [bob, 'tea'],
      [carol, 'coffee'],
    ] as const) {
      await page.send('Room in /rooms/', room, 'Enter');
      await page.says('A namespace for each room', `You are in /rooms/${room}`);
    }
    for (const [page, line] of [
      [on.alice, 'Milk?'],
      [carol, 'Sugar?'],
    ] as const) {
      await page.send('Line', line, 'Say it there');
      await page.page.getByRole('list', { name: 'Said in the room' }).getByText(line).waitFor();
    }
    const heard = bob.page.getByRole('list', { name: 'Said in the room' });
    await heard.getByText('Milk?').waitFor();
    expect(await heard.getByText('Sugar?').count()).to.equal(0);
  });

  it('places every order once, also where the connection was cut meanwhile', async () => {
    await on.alice.press('Place 50 orders');
    await on.alice.says('Every order once', /^[1-9]\d* answered, 0 failed$/);
    await on.alice.press('Cut the connection');
    await on.alice.shows('state', 'Disconnected');
    await on.alice.press('Come back');
    await on.alice.says('Every order once', /^50 answered, 0 failed; 50 are placed, 0 of them twice$/);
  }).timeout(20_000);

  it('shows the code of every card that has some', async () => {
    const cards = await on.alice.page.locator('.cards .card').all();
    for (const card of cards) {
      await card.getByText('Code', { exact: true }).click();
      await card.locator('pre').filter({ hasText: /@\w+/ }).waitFor();
    }
    expect(cards.length).to.be.above(10);
  });

  it('refuses what comes too often, and says when to come again', async () => {
    for (let times = 0; times < 4; times += 1) await on.alice.press('Roll a die');
    await on.alice.says('A rate limit', /Refused with 1013.*again in \d+ ms/);
  });

  it('folds a big payload in the log, and shows a failure once', async () => {
    await on.alice.fill('Message', 'x'.repeat(300));
    await on.alice.press('Echo to me');
    await on.alice.says('Say something', 'Refused with 1007: 1 mistake');
    expect(await on.alice.page.getByRole('log').locator('details').count()).to.be.above(0);
    await on.alice.press('Who am I?');
    await on.alice.logs('error', 'error', '"code": 1008');
    expect(await on.alice.entries('error', 'answer to whoami').count()).to.equal(0);
  });

  it('lets an announcement go away', async () => {
    await on.alice.page.clock.install();
    await on.alice.send('Announcement', 'Lunch', 'Announce');
    const announced = on.alice.page.getByText('Announcement Lunch');
    await announced.waitFor();
    await on.alice.page.clock.runFor(15_000);
    await announced.waitFor({ state: 'hidden' });
  });
});
