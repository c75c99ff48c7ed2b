// Every screen, in both languages, light and dark, narrow and wide: readable, touchable, named, nothing sticks out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findFlaws } from '../support/accessibility.mjs';
import { kPassword, startFake } from '../support/fake.mjs';
import { kWide, launchBrowser, logIn, withPage } from '../support/browser.mjs';

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

const kSmallPhone = { width: 360, height: 640 };
const looks = [
  { locale: 'pl-PL', colorScheme: 'light', viewport: kSmallPhone, log: 'Zaloguj', question: 'ile osób', theme: 'light' },
  { locale: 'en-GB', colorScheme: 'dark', viewport: kSmallPhone, log: 'Log in', question: 'how many people', theme: 'dark' },
  { locale: 'en-GB', colorScheme: 'light', viewport: kWide, log: 'Log in', question: 'how many people', theme: 'light' },
  { locale: 'pl-PL', colorScheme: 'dark', viewport: kWide, log: 'Zaloguj', question: 'ile osób', theme: 'dark' },
];

for (const look of looks) {
  test(`${look.locale} ${look.colorScheme} ${look.viewport.width} px`, async () => {
    await withPage(browser, look, async (page) => {
      const check = async (screen) => assert.deepEqual(await page.evaluate(findFlaws), [], screen);
      await page.goto(fake.url);
      await page.getByRole('button', { name: look.log, exact: true }).waitFor();
      await check('login');
      await logIn(page, 'anna', kPassword);
      await page.waitForSelector('.contacts a');
      assert.equal(await page.getAttribute('html', 'lang'), look.locale.slice(0, 2));
      await check('list');
      await page.click('.contacts >> text=Brama');
      await page.waitForSelector('.bubble');
      await check('conversation');
      await page.fill('textarea', look.question);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.bubble.own >> nth=-1');
      await page.waitForSelector('.answer[aria-busy=true] .chip.fixed');
      await page.waitForSelector('.answer[aria-busy=true]', { state: 'detached' });
      await page.waitForSelector('.answer >> nth=-1 >> .proof');
      await check('answer');
      await page.click('.chips button >> nth=-1');
      await page.waitForSelector('dialog[open]');
      await check('chip');
      await page.keyboard.press('Escape');
      await page.locator('.conversation-header [aria-haspopup=dialog]:not(.watch)').click();
      await page.waitForSelector('.standing li');
      await check('standing questions');
    });
  });
}
