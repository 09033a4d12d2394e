import { expect } from 'chai';
import { DemoBrowser } from '../demo/support';
import { Example } from './support';

describe('The example with React and Vite', function () {
  this.timeout(120_000);

  it('is built, and shares its list with every page', async () => {
    const example = new Example('react-vite');
    await using _ = example;
    const build = example.node([require.resolve('vite/package.json').replace('package.json', 'bin/vite.js'), 'build']);
    expect(await build.ended, build.output).to.equal(0);
    await example.start();
    const browser = await DemoBrowser.launch();
    try {
      const [ada, bob] = [await browser.newWindow(), await browser.newWindow()];
      const faults: string[] = [];
      for (const page of [ada, bob]) {
        page.on('pageerror', (error) => faults.push(error.message));
        await page.goto(example.url);
      }
      await ada.getByLabel('Item').fill('milk');
      await ada.getByRole('button', { name: 'Add' }).click();
      await bob.getByRole('listitem').filter({ hasText: 'milk' }).waitFor();
      await ada.getByLabel('Item').fill('x');
      await ada.getByRole('button', { name: 'Add' }).click();
      await ada.getByRole('alert').filter({ hasText: 'string.min' }).waitFor();
      expect(faults).to.deep.equal([]);
    } finally {
      await browser.close();
    }
  });
});
