// Ten thousand messages: only what is near the view exists, nothing is skipped, what is read stays where it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { kPassword, startFake } from '../support/fake.mjs';
import { eventually, kPhone, launchBrowser, logIn, withPage } from '../support/browser.mjs';

const kMany = 10_000;
let browser;
let fake;
before(async () => {
  browser = await launchBrowser();
  fake = await startFake({ many: kMany });
});
after(async () => {
  await browser?.close();
  await fake?.stop();
});

async function open(page) {
  await page.goto(fake.url);
  await logIn(page, 'anna', kPassword);
  await page.click('.contacts >> text=Parking');
  await page.waitForSelector('.bubble');
}

const shown = (page) => page.evaluate(() => {
  const view = document.querySelector('.scroller').getBoundingClientRect();
  return [...document.querySelectorAll('.row')]
    .map((row) => ({ text: row.querySelector('.words')?.textContent ?? '', box: row.getBoundingClientRect() }))
    .filter(({ text, box }) => text && box.bottom > view.top && box.top < view.bottom)
    .sort((a, b) => a.box.top - b.box.top)
    .map(({ text, box }) => ({ n: Number(/\d+/.exec(text)?.[0]), top: Math.round(box.top - view.top) }));
});

test('all of them scroll, a few dozen exist', async () => {
  await withPage(browser, { viewport: kPhone }, async (page) => {
    await open(page);
    assert.equal((await shown(page)).at(-1).n, kMany - 1, 'the newest is in view');
    const most = await page.evaluate(async () => {
      const scroller = document.querySelector('.scroller');
      let most = 0;
      for (let i = 0; i < 4000; i++) {
        scroller.scrollTop = 0;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        most = Math.max(most, document.querySelectorAll('.row').length);
        if (scroller.scrollTop === 0 && !document.querySelector('.loading-line')) break;
      }
      return most;
    });
    assert.ok(most < 60, `${most} rows at once`);
    await eventually(async () => (await shown(page))[0]?.n === 0, 'the oldest is in view');
    await page.click('.to-newest');
    await eventually(async () => (await shown(page)).at(-1)?.n === kMany - 1, 'the newest is in view again');
  });
});

test('what is read stays in place while older and newer come', async () => {
  await withPage(browser, { viewport: kPhone }, async (page) => {
    await open(page);
    await page.locator('.scroller').evaluate((scroller) => (scroller.scrollTop -= 3000));
    await page.waitForTimeout(300);
    const before = await shown(page);
    fake.chats.put('projects/dom/channels/parking/chat', fake.told('parking', Date.now(), 'Osoba numer 99999.', 'Person 99999.'));
    await page.waitForSelector('.to-newest >> text=1');
    await page.waitForTimeout(300);
    assert.deepEqual(await shown(page), before);
  });
});

test('a message that grows at the end stays in view', async () => {
  await withPage(browser, { viewport: kPhone }, async (page) => {
    await open(page);
    const message = fake.told('parking', Date.now(), 'Osoba weszła.', 'A person came in.');
    fake.chats.put('projects/dom/channels/parking/chat', message);
    await page.waitForSelector('.bubble >> text=Osoba weszła.');
    message.text.pl = 'Osoba weszła, zatrzymała się na 40 sekund i obejrzała dokładnie zamek, klamkę i zawiasy, po czym wyszła.';
    fake.chats.put('projects/dom/channels/parking/chat', { ...message });
    await page.waitForSelector('.bubble >> text=po czym wyszła');
    await page.waitForTimeout(200);
    const gap = await page.locator('.scroller').evaluate((s) => s.scrollHeight - s.clientHeight - s.scrollTop);
    assert.ok(gap < 2, `${gap} px below the view`);
    assert.equal(await page.locator('.bubble >> text=Osoba weszła.').count(), 0);
  });
});
