// Naming what happened: by the form, with the keyboard, taken back, and what the system asks by itself.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { findFlaws } from '../support/accessibility.mjs';
import { kPassword, startFake } from '../support/fake.mjs';
import { eventually, kWide, launchBrowser, logIn, withPage } from '../support/browser.mjs';

const kSmallPhone = { width: 390, height: 740 };
const pictures = process.env.CAMERAMONIT_TEST_ARTIFACTS;
let browser;
const fakes = [];
before(async () => {
  browser = await launchBrowser();
  if (pictures) mkdirSync(pictures, { recursive: true });
});
after(async () => {
  await browser?.close();
  await Promise.all(fakes.map((fake) => fake.stop()));
});

/** A conversation of its own: names given in one test are not there in the next. */
async function open(page) {
  const fake = await startFake();
  fakes.push(fake);
  await page.goto(fake.url);
  await logIn(page, 'anna', kPassword);
  await page.click('.contacts >> text=Brama');
  await page.waitForSelector('.bubble');
}

const looks = [
  { locale: 'pl-PL', colorScheme: 'light', viewport: kSmallPhone, open: 'Nazwij', undo: 'Cofnij', done: /Dobrze, to nasza/, gone: /Cofnięte/ },
  { locale: 'en-GB', colorScheme: 'dark', viewport: kSmallPhone, open: 'Name this', undo: 'Undo', done: /All right, this is nasza/, gone: /Taken back/ },
  { locale: 'en-GB', colorScheme: 'light', viewport: kWide, open: 'Name this', undo: 'Undo', done: /All right, this is nasza/, gone: /Taken back/ },
  { locale: 'pl-PL', colorScheme: 'dark', viewport: kWide, open: 'Nazwij', undo: 'Cofnij', done: /Dobrze, to nasza/, gone: /Cofnięte/ },
];

for (const look of looks) {
  const called = `${look.locale}-${look.colorScheme}-${look.viewport.width}`;
  const keep = (page, what) => pictures && page.screenshot({ path: `${pictures}/naming-${what}-${called}.png` });
  test(`a name is given and taken back: ${called}`, async () => {
    await withPage(browser, look, async (page) => {
      await open(page);
      const check = async (screen) => assert.deepEqual(await page.evaluate(findFlaws), [], screen);
      const last = page.locator('.bubble.camera:has(.name-this)').last();
      await last.getByRole('button', { name: look.open }).click();
      await page.waitForSelector('dialog[open] #name');
      await page.waitForSelector('.suggested .chip');
      await check('dialog');
      await keep(page, 'dialog');
      await page.click('.suggested .chip');
      await page.keyboard.press('Tab');
      await page.locator('dialog[open] button[type=submit]').click();
      await page.waitForSelector('dialog[open]', { state: 'detached' });
      const note = page.locator('.naming-note').last();
      await eventually(async () => look.done.test(await note.textContent()), 'the camera confirms');
      await eventually(async () => /nasza śmieciarka/i.test(await last.textContent()), 'the message says the name');
      await check('named');
      await keep(page, 'named');
      await note.getByRole('button', { name: look.undo }).click();
      await eventually(async () => look.gone.test(await note.textContent()), 'it says that it is taken back');
      await eventually(async () => !/nasza śmieciarka/i.test(await last.textContent()), 'the message is as before');
      assert.equal(await note.getByRole('button', { name: look.undo }).count(), 0);
      await keep(page, 'taken-back');
    });
  });
}

test('without a mouse: from the message to the name and back', async () => {
  await withPage(browser, {}, async (page) => {
    await open(page);
    await page.locator('.name-this').last().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] #name');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'name');
    await page.keyboard.type('Marek');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]', { state: 'detached' });
    await page.waitForSelector('.naming-note >> text=Dobrze, to Marek');
    await page.waitForSelector('.bubble.camera >> text=Marek: ');
    await eventually(() => page.evaluate(() => document.activeElement.matches('.name-this')), 'the focus is back');
  });
});

test('what the system asks a supervisor is answered once', async () => {
  await withPage(browser, { viewport: kSmallPhone }, async (page) => {
    await open(page);
    const asked = page.locator('.asked-supervisor');
    await asked.scrollIntoViewIfNeeded();
    assert.equal(await asked.locator('.proof').count(), 3);
    assert.deepEqual(await page.evaluate(findFlaws), []);
    if (pictures) await page.screenshot({ path: `${pictures}/naming-question-pl-390.png` });
    await asked.getByRole('button', { name: 'Nazwij' }).click();
    await page.fill('#name', 'samochód');
    await page.locator('dialog[open] button[type=submit]').click();
    await asked.getByText('Odpowiedź: samochód.').waitFor();
    assert.equal(await asked.getByRole('button', { name: 'Nie trzeba' }).count(), 0);
  });
});

test('it can be left without a name', async () => {
  await withPage(browser, {}, async (page) => {
    await open(page);
    await page.locator('.asked-supervisor').getByRole('button', { name: 'Nie trzeba' }).click();
    await page.waitForSelector('.asked-supervisor >> text=Zostawione bez nazwy');
  });
});
