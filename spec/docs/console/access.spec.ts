import axe from 'axe-core';
import { expect } from 'chai';
import { until } from '../../support/until';
import type { ConsolePage } from './console-page';
import { workbench } from './workbench';

/** What axe-core finds wrong: the rule, and where. */
async function violations({ page }: ConsolePage): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    "axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary)))",
  );
}

describe('The console, for everybody', () => {
  const bench = workbench();

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [device, width, height] of [
      ['a desktop', 1280, 800],
      ['a phone', 360, 740],
    ] as const) {
      it(`has nothing that axe-core finds, ${colorScheme} and on ${device}`, async function () {
        this.timeout(60_000);
        const opened = await bench.open(await bench.serve());
        const { page } = opened;
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        const part = async (name: RegExp): Promise<void> => {
          if (device === 'a phone')
            await page.getByRole('navigation', { name: 'Parts' }).getByRole('button', { name }).click();
        };
        expect(await violations(opened)).to.deep.equal([]);

        await opened.find('places');
        await opened.fill('name', 'x');
        await opened.send();
        await opened.answers('does not accept');
        expect(await violations(opened)).to.deep.equal([]);

        await part(/Timeline/);
        await opened.entries('Sent').getByRole('button').click();
        expect(await violations(opened)).to.deep.equal([]);

        await part(/Find/);
        await opened.find('hello');
        await opened.press('Connect …');
        await opened.fill('code', 'tea');
        await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
        await opened.dialog().getByRole('alert').waitFor();
        expect(await violations(opened)).to.deep.equal([]);
        await page.emulateMedia({ colorScheme: null });
      });
    }
  }

  it('is used with the keyboard alone: finds, sends, reads, connects and leaves', async () => {
    const opened = await bench.open(await bench.serve());
    const { keyboard } = opened.page;
    const tabTo = async (label: string | RegExp): Promise<void> => {
      for (let times = 0; times < 60; times += 1) {
        if ((await opened.focused()).match(label)) return;
        await keyboard.press('Tab');
      }
      throw new Error(`Tab does not reach ${String(label)}`);
    };
    await keyboard.press('/');
    await opened.page.locator('#search:focus').waitFor();
    await keyboard.type('places');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await opened.field('name').waitFor();
    await tabTo(/^name$/);
    await keyboard.press('Control+A');
    await keyboard.type('Grace');
    await keyboard.press('Control+Enter');
    await opened.answers('"number": 7');

    await tabTo(/^New connection/);
    await keyboard.press('Enter');
    await opened.dialog().waitFor();
    await keyboard.press('Escape');
    await opened.dialog().waitFor({ state: 'detached' });

    await tabTo(/^Leave$/);
    await keyboard.press('Enter');
    await opened.connectionSays('A', 'you left');

    await tabTo(/left|order|connected/);
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowUp');
    await opened.page.getByRole('region', { name: /^(Received|Answers|Sent|Connections): / }).waitFor();
  });

  it('tells screen readers of answers, errors and connections, and not of each message of a flood', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/flood');
    await opened.page.evaluate(
      "globalThis.told = []; new MutationObserver(() => told.push(document.querySelector('[aria-live]').textContent)).observe(document.querySelector('[aria-live]'), { childList: true, characterData: true, subtree: true })",
    );
    const told = (): Promise<string[]> => opened.page.evaluate('told');
    await opened.fill('times', '500');
    await opened.send();
    await opened.logs('Received', '499');
    await until(async () => (await told()).includes('flood was answered'), 'the answer is told');
    expect((await told()).length).to.be.at.most(3);
    await opened.fill('times', 'many');
    await opened.send();
    await until(async () => (await told()).some((text) => text.startsWith('flood failed: times')), 'the error is told');
  });

  it('fits a phone of 360 pixels, and is used there from finding to the answer', async () => {
    const opened = await bench.open(await bench.serve());
    const { page } = opened;
    await page.setViewportSize({ width: 360, height: 740 });
    const fits = async (): Promise<void> => {
      expect(await page.evaluate<number>('document.scrollingElement.scrollWidth')).to.be.at.most(360);
      const wide = await page.evaluate<string[]>(
        "[...document.querySelectorAll('.middle *, .side *, .navigation *')].filter((each) => each.checkVisibility() && !each.closest('.visually-hidden, pre, .json, .preview, .rows') && each.getBoundingClientRect().right > 361).map((each) => each.outerHTML.slice(0, 80))",
      );
      expect(wide).to.deep.equal([]);
    };
    await fits();
    await opened.events.getByRole('link', { name: 'order Places an order' }).click();
    await fits();
    await opened.send();
    await opened.answers('"number": 7');
    await fits();
    await page
      .getByRole('navigation', { name: 'Parts' })
      .getByRole('button', { name: /Timeline/ })
      .click();
    await opened.entries('Received', 'ordered').getByRole('button').click();
    await page.getByRole('region', { name: 'Received: ordered' }).waitFor();
    await fits();
  });
});
