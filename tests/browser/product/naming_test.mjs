// On the real process: cars that no detector knows are named by a person, counted as cars, and taken back in words.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually, launchBrowser, logInFirst, withPage } from '../support/browser.mjs';
import { startProduct } from '../support/product.mjs';

const kOwnPassword = 'zielony rower na dachu';
const kAnalysedWithin = 240_000;
const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const film = join(repository, '..', 'shared', 'data', 'video', 'car-detection.mp4');
const skip = existsSync(film) ? false : `no film at ${film}`;
const pictures = process.env.CAMERAMONIT_TEST_ARTIFACTS;

let browser;
let product;
before(async () => {
  if (skip) return;
  if (pictures) mkdirSync(pictures, { recursive: true });
  browser = await launchBrowser();
  product = await startProduct();
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

/** What the camera said; passages of one kind are folded into one line until somebody looks. */
async function sentences(page) {
  const folded = page.getByRole('button', { name: 'Rozwiń' });
  if (await folded.count() > 0) await folded.first().click();
  return page.locator('.bubble.camera:has(.name-this) .words').allTextContents();
}

async function say(page, text) {
  await page.fill('textarea', text);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`.bubble.own >> text=${text}`);
  await page.waitForSelector('.answer[aria-busy=true]', { state: 'detached' });
}

test('one car is named, four are cars, and none after it is taken back', { skip }, async (t) => {
  await withPage(browser, { allow: /401/ }, async (page) => {
    await logInFirst(page, product, kOwnPassword);
    await page.click('.blank button');
    await page.fill('dialog input', 'Parking');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.conversation h2 >> text=Parking');
    await page.setInputFiles('.composer input[type=file]', film);
    await eventually(async () => (await sentences(page)).length >= 4, 'four passages', { within: kAnalysedWithin });
    await page.waitForSelector('.activity', { state: 'detached', timeout: kAnalysedWithin });
    const before = await sentences(page);
    assert.ok(before.every((text) => /^Coś /.test(text)), before.join(' | '));

    // By the form: one is named, all become cars while one looks.
    await page.locator('.bubble.camera:has(.name-this)').first().getByRole('button', { name: 'Nazwij' }).click();
    await page.fill('#name', 'samochód');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.naming-note >> text=Dobrze, to samochód');
    await eventually(async () => (await sentences(page)).filter((text) => /samochód przejechał/i.test(text)).length === 4,
      'four cars');
    if (pictures) await page.screenshot({ path: `${pictures}/product-named.png` });
    await say(page, 'ile było samochodów?');
    await eventually(async () => /Cztery samochody/.test(await page.locator('.answer').last().textContent()), 'they are counted');

    // In words: a name for one of them, asked for, and taken back.
    await say(page, 'to jest nasza śmieciarka');
    await page.waitForSelector('.naming-note >> text=to nasza śmieciarka');
    await eventually(async () => (await sentences(page)).some((text) => /nasza śmieciarka przejechała/i.test(text)), 'it says the name');
    await say(page, 'kiedy była śmieciarka?');
    await eventually(async () => /śmieciarka/i.test(await page.locator('.answer').last().textContent()), 'it is found by its name');
    if (pictures) await page.screenshot({ path: `${pictures}/product-asked.png` });
    await say(page, 'cofnij');
    await eventually(async () => !(await sentences(page)).some((text) => /śmieciarka/i.test(text)), 'the name is gone');

    await page.locator('.bubble.camera:has(.name-this)').first().getByRole('button', { name: 'Zmień nazwę' }).click();
    await page.getByRole('button', { name: 'Usuń wszędzie' }).click();
    await page.getByRole('button', { name: 'Usunąć wszędzie?' }).click();
    await eventually(async () => (await sentences(page)).every((text) => /^Coś /.test(text)), 'nothing is called a car');
    await t.test('everything is as it was told', { todo: 'the one that had a name of its own stays folded away' }, async () => {
      await eventually(async () => JSON.stringify(await sentences(page)) === JSON.stringify(before), 'all four', { within: 5000 });
    });
  });
});
