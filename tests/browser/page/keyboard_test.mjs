// Everything without a mouse: the list, the conversation, its events, chips and proofs; the focus is never lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { kPassword, startFake } from '../support/fake.mjs';
import { eventually, launchBrowser, logIn, withPage } from '../support/browser.mjs';

let browser;
let fake;
before(async () => {
  browser = await launchBrowser();
  fake = await startFake();
});
after(async () => {
  await browser?.close();
  await fake?.stop();
});

const focused = (page) => page.evaluate(() => ({
  tag: document.activeElement.tagName,
  text: (document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).slice(0, 80),
  message: document.activeElement.dataset.message ?? '',
}));

async function open(page, camera) {
  await page.goto(fake.url);
  await logIn(page, 'anna', kPassword);
  await page.waitForSelector('.contacts a');
  if (camera) await page.click(`.contacts >> text=${camera}`);
}

test('login, list and question by keys alone', async () => {
  await withPage(browser, {}, async (page) => {
    await page.goto(fake.url);
    await eventually(async () => (await focused(page)).tag === 'INPUT', 'the user field has the focus');
    await page.keyboard.type('anna');
    await page.keyboard.press('Tab');
    await page.keyboard.type(kPassword);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.contacts a');

    await page.keyboard.press('Control+k');
    await page.keyboard.type('BRAM');
    await eventually(async () => (await page.locator('.contacts a').count()) === 1, 'the list is narrowed');
    await page.keyboard.press('ArrowDown');
    assert.match((await focused(page)).text, /Brama/);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.bubble');
    assert.match(page.url(), /\/c\/dom\/brama$/);

    await eventually(async () => (await focused(page)).tag === 'TEXTAREA', 'the composer has the focus');
    await page.keyboard.type('ile osób');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.bubble.own >> text=ile osób');
    await page.waitForSelector('.proof');
    assert.equal((await focused(page)).tag, 'TEXTAREA');
  });
});

test('arrows step through events and the stepped one has the focus', async () => {
  await withPage(browser, {}, async (page) => {
    await open(page, 'Brama');
    await page.waitForSelector('.bubble');
    await page.keyboard.press('ArrowLeft');
    const first = await eventually(async () => (await focused(page)).message, 'an event has the focus');
    await page.keyboard.press('ArrowLeft');
    await eventually(async () => {
      const { message } = await focused(page);
      return message && message !== first;
    }, 'an earlier event has the focus');
    await page.keyboard.press('ArrowRight');
    await eventually(async () => (await focused(page)).message === first, 'back at the first');
    assert.equal(await page.locator('.bubble.marked').count(), 1);
  });
});

test('a chip opens, is chosen, and the answer follows', async () => {
  await withPage(browser, {}, async (page) => {
    await open(page, 'Brama');
    await page.waitForSelector('.chips button');
    await page.locator('.chips button').nth(1).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] .choice');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog[open]', { state: 'detached' });
    assert.match((await focused(page)).text, /Zmień/);

    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] .choice');
    await page.locator('.choice').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.bubble.own >> text=samochody');
    await page.waitForSelector('.answer >> nth=-1');
  });
});

test('a proof plays in place and closes with Escape, which gives the focus back', async () => {
  await withPage(browser, { allow: /Failed to load|media/i }, async (page) => {
    await open(page, 'Brama');
    await page.locator('.camera .playable').last().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.player');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.player', { state: 'detached' });
    await eventually(async () => /^Odtwórz/.test((await focused(page)).text), 'the picture has the focus again');
    await page.keyboard.press('Escape');
    await eventually(() => page.url().endsWith('/'), 'Escape goes back to the list');
  });
});

test('what is searched in the list can be asked of all cameras', async () => {
  await withPage(browser, {}, async (page) => {
    await open(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('czerwony samochód');
    await page.waitForSelector('text=Żadna kamera nie pasuje');
    await page.keyboard.press('Tab');
    assert.match((await focused(page)).text, /Zapytaj wszystkie kamery/);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.bubble.own >> text=czerwony samochód');
    await page.waitForSelector('.answer .proof');
  });
});

test('dragging the strip goes through the day and stays in it', async () => {
  await withPage(browser, {}, async (page) => {
    await open(page, 'Brama');
    await page.waitForSelector('.strip .density');
    const day = await page.textContent('.day-name span');
    const box = await page.locator('.strip').boundingBox();
    const at = (share) => [box.x + box.width * share, box.y + box.height / 2];
    await page.mouse.move(...at(0.95));
    await page.mouse.down();
    for (let share = 0.9; share > 0.02; share -= 0.1) {
      await page.mouse.move(...at(share));
      assert.equal(await page.textContent('.day-name span'), day);
      assert.match(await page.textContent('.held'), /^\d\d:\d\d, (cisza|\d+ zdarze)/);
    }
    await page.mouse.up();
    assert.equal(await page.locator('.held').count(), 0);
  });
});
