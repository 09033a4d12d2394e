import { expect } from 'chai';
import { workbench } from './workbench';

describe('The console, to connect', () => {
  const bench = workbench();

  it('opens two connections side by side, and shows in both what the server broadcasts', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/ring');
    for (const name of ['A', 'B']) {
      await opened.press('New connection …');
      await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
      await opened.connected(name);
    }
    await opened.send();
    await opened.answers('"times": 3');
    await opened.logs('Received', /A.*rang/);
    await opened.logs('Received', /B.*rang/);
  });

  it('shows the reason of a guard on the field of the handshake that it names, and lets one in who mends it', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/club/hello');
    await opened.press('Connect …');
    await opened.fill('code', 'tea');
    await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.dialog().getByText('The server has refused the connection').waitFor();
    expect(await opened.mistakeAt('code')).to.equal('nobody knows this code');
    await opened.logs('Errors', 'refused');
    await opened.fill('code', 'sesame');
    await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.dialog().waitFor({ state: 'detached' });
    await opened.send();
    await opened.answers('hello, member');
  });

  it('shows what a schema of the handshake finds wrong on its field', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/club/hello');
    await opened.press('Connect …');
    await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.dialog().getByText('The server has refused the connection').waitFor();
    expect(await opened.mistakeAt('code')).to.include('required');
  });

  it('takes the parameters of a pattern', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/rooms/:roomId/say');
    await opened.press('Connect …');
    await opened.fill('roomId', 'tea & cake');
    await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.connectionSays('A', '/rooms/tea%20%26%20cake');
    await opened.logs('Received', 'roomId: "tea & cake"');
  });

  it('cuts a connection, which recovers its session by itself', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/ring');
    await opened.send();
    await opened.answers('"times": 3');
    await opened.connection('A').getByRole('button', { name: 'Drop' }).click();
    await opened.connectionSays('A', 'recovered');
    await opened.logs('Connections', 'dropped');
    await opened.logs('Connections', 'lost');
    await opened.logs('Connections', 'recovered');
  });

  it('leaves, and connects again', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/ring');
    await opened.send();
    await opened.answers('"times": 3');
    await opened.connection('A').getByRole('button', { name: 'Leave' }).click();
    await opened.connectionSays('A', 'you left');
    await opened.connection('A').getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.connected('A');
  });

  it('connects over the transport that one chooses, and gives a connection the name that one likes', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/ring');
    await opened.press('New connection …');
    await opened.fill('Name', 'Ada');
    await opened.dialog().getByText('Transport and address').click();
    await opened.field('Transport').selectOption('Polling only');
    await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.connectionSays('Ada', 'connected, polling');
  });

  it('sends query and headers, and says where a browser does not send them', async () => {
    let seen: Record<string, unknown> = {};
    const application = await bench.serve({
      attach: {
        middleware: [
          (request, _response, next) => {
            seen = { flavour: request.query.flavour, header: request.headers['x-shop'] };
            next();
          },
        ],
      },
    });
    const opened = await bench.open(application, '/docs/#/shop/ring');
    await opened.press('New connection …');
    const dialog = opened.dialog();
    for (const [part, key, value] of [
      ['Query', 'flavour', 'mint'],
      ['Headers', 'x-shop', 'yes'],
      ['Headers', 'Cookie', 'no=1'],
    ] as const) {
      const group = dialog.locator('details').filter({ has: opened.page.getByText(part, { exact: true }) });
      if ((await group.getAttribute('open')) === null) await group.getByText(part, { exact: true }).click();
      await group.getByLabel('Another key').fill(key);
      await group.getByRole('button', { name: 'Add key' }).click();
      await group.getByLabel(key, { exact: true }).fill(value);
    }
    await dialog.getByText('does not let a page set Cookie').waitFor();
    await dialog.getByText('Transport and address').click();
    await opened.field('Transport').selectOption('WebSocket only');
    await dialog.getByText('sends no headers of a page with a WebSocket').waitFor();
    await opened.field('Transport').selectOption('Polling, then WebSocket');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.connected('A');
    expect(seen).to.deep.equal({ flavour: 'mint', header: 'yes' });
  });

  it('shows what Express middleware has answered to a handshake', async () => {
    const application = await bench.serve({
      attach: { middleware: [(_request, response) => void response.status(402).send('Pay first')] },
    });
    const opened = await bench.open(application, '/docs/#/shop/ring');
    await opened.send();
    await opened.connectionSays('A', 'The server has answered the handshake with HTTP 402. Pay first');
  });
});
