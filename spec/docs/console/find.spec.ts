import { expect } from 'chai';
import { workbench } from './workbench';

describe('The console, to find an event', () => {
  const bench = workbench();

  it('lists every namespace and event, with what they are for', async () => {
    const { events } = await bench.open(await bench.serve());
    expect(await events.getByRole('link').allInnerTexts()).to.include.members([
      '/club\n/shop-ws',
      '/rooms/:roomId\n/shop-ws',
      '/shop\n/shop-ws',
      'order\nPlaces an order',
    ]);
  });

  it('finds an event by a word of its summary, and opens it with Enter', async () => {
    const { page, ...console } = await bench.open(await bench.serve()).then((opened) => ({
      page: opened.page,
      find: (text: string) => opened.find(text),
    }));
    await console.find('places');
    await page.getByRole('heading', { name: 'order', exact: true }).waitFor();
    expect(new URL(page.url()).hash).to.equal('#/shop/order');
  });

  it('finds what the server emits, too', async () => {
    const opened = await bench.open(await bench.serve());
    await opened.page.getByRole('searchbox', { name: 'Search events' }).fill('ordered');
    await opened.events.getByRole('link', { name: 'ordered the server emits it' }).click();
    await opened.page.getByText('Somebody has ordered.').waitFor();
  });

  it('opens what a link points to', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/rooms/:roomId/say');
    await opened.page.getByRole('heading', { name: 'say', exact: true }).waitFor();
  });

  it('says so where a link points to nothing any more', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/sold');
    await opened.page.getByText('Nothing has this address').waitFor();
  });

  it('strikes through what is deprecated, and shows what has a tag', async () => {
    const opened = await bench.open(await bench.serve());
    await opened.press('orders');
    expect(await opened.events.getByRole('listitem').allInnerTexts()).to.deep.equal([
      'old_order\n(deprecated)',
      'order\nPlaces an order',
    ]);
    expect(await opened.events.locator('s').allInnerTexts()).to.deep.equal(['old_order']);
  });

  it('shows what an event takes, answers and emits, who guards it, and where it is', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    const contract = await opened.page.getByRole('region', { name: 'What the contract says' }).innerText();
    for (const part of [
      'customer',
      'one of "low", "normal", "high"',
      'number',
      'ordered',
      'ShopGateway.order',
      '/shop-ws',
    ]) {
      expect(contract).to.include(part);
    }
  });

  it('says what a search does not find, and shows all again', async () => {
    const opened = await bench.open(await bench.serve());
    await opened.page.getByRole('searchbox', { name: 'Search events' }).fill('zebra');
    await opened.press('Show all');
    await opened.events.getByRole('link', { name: 'ring' }).waitFor();
  });
});
