// Losing the server and finding it again; unfinished films go on; deep links and one-time passwords through login.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { kPassword, startFake } from '../support/fake.mjs';
import { eventually, launchBrowser, logIn, withPage } from '../support/browser.mjs';

const kAway = /Failed to load resource|ERR_CONNECTION|ERR_EMPTY|ERR_INCOMPLETE/;
let browser;
before(async () => {
  browser = await launchBrowser();
});
const fakes = [];
const start = async (...options) => {
  const fake = await startFake(...options);
  fakes.push(fake);
  return fake;
};
after(async () => {
  await browser?.close();
  await Promise.all(fakes.map((fake) => fake.stop().catch(() => undefined)));
});

const brama = 'projects/dom/channels/brama/chat';
const film = { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(20_000_000, 7) };

test('a thin bar tells of the lost server with the time of its last word, and goes when it is back', async () => {
  let fake = await start();
  const { port, chats } = fake;
  await withPage(browser, { allow: kAway }, async (page) => {
    await page.goto(fake.url);
    await logIn(page, 'anna', kPassword);
    await page.click('.contacts >> text=Brama');
    await page.waitForSelector('.bubble');
    await fake.stop();
    await page.waitForSelector('.offline');
    assert.match(await page.textContent('.offline'), /Ostatnia wiadomość przed chwilą/);
    assert.ok(await page.locator('.bubble').count(), 'what is known stays');

    fake = await start({ port }, chats);
    await page.click('.offline button');
    await page.waitForSelector('.offline', { state: 'detached' });
    chats.put(brama, fake.told('brama', Date.now(), 'Kot wrócił.', 'The cat is back.', { objectClass: 'cat' }));
    await page.waitForSelector('text=Kot wrócił.');
  });
});

test('a question that could not be sent can be sent again', async () => {
  let fake = await start();
  const { port, chats } = fake;
  await withPage(browser, { allow: kAway }, async (page) => {
    await page.goto(fake.url);
    await logIn(page, 'anna', kPassword);
    await page.click('.contacts >> text=Brama');
    await page.waitForSelector('.bubble');
    await fake.stop();
    await page.fill('textarea', 'czy był pies');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.failed >> text=Nie wysłano');
    fake = await start({ port }, chats);
    await page.click('.failed button');
    await page.waitForSelector('.bubble.own >> text=czy był pies');
    await page.waitForSelector('.failed', { state: 'detached' });
    await eventually(async () => (await page.locator('.bubble.own >> text=czy był pies').count()) === 1, 'it stands there once');
  });
});

test('a film goes on after the page was left', async () => {
  // Slow enough for a page that is loaded anew on a busy machine to see it under way.
  process.env.FAKE_CHUNK_MS = '400';
  process.env.FAKE_STEP_MS = '1000';
  const fake = await start();
  await withPage(browser, { allow: kAway }, async (page) => {
    await page.goto(fake.url);
    await logIn(page, 'anna', kPassword);
    await page.click('.contacts >> text=Magazyn 3');
    await page.waitForSelector('.blank >> text=jeszcze nic nie widziała');
    await page.setInputFiles('.composer input[type=file]', film);
    await page.waitForSelector('.upload >> text=/Wysyłam, [1-9]/');
    await page.waitForSelector('.upload >> text=/jeszcze \\d+ s/');
    await page.reload();
    await page.waitForSelector('.upload >> text=/Wysyłam, [1-9]/');
    await page.waitForSelector('.camera >> text=/weszła od lewej/');
    await page.click('.activity >> text=/Oglądam, \\d+%/');
    await page.waitForSelector('.upload >> text=Obejrzany.');
    assert.equal(await page.locator('.upload').count(), 1, 'one card for one film');
    await page.waitForSelector('.activity', { state: 'detached' });
  });
  delete process.env.FAKE_CHUNK_MS;
  delete process.env.FAKE_STEP_MS;
});

test('a film is dropped anywhere in the conversation; what is no film is refused in words', async () => {
  const fake = await start();
  await withPage(browser, {}, async (page) => {
    await page.goto(fake.url);
    await logIn(page, 'anna', kPassword);
    await page.click('.contacts >> text=Magazyn 3');
    await page.waitForSelector('.blank');
    const drop = async (name) => {
      const transfer = await page.evaluateHandle((file) => {
        const data = new DataTransfer();
        data.items.add(new File(['not really a film'], file));
        return data;
      }, name);
      await page.dispatchEvent('.conversation', 'dragenter', { dataTransfer: transfer });
      await page.waitForSelector('.drop-here');
      await page.dispatchEvent('.conversation', 'drop', { dataTransfer: transfer });
      await page.waitForSelector('.drop-here', { state: 'detached' });
    };
    await drop('notatki.txt');
    await page.waitForSelector('.upload.failed >> text=To nie jest film.');
    await page.click('.upload.failed button');
    await page.waitForSelector('.upload', { state: 'detached' });
    await drop('film.avi');
    await page.waitForSelector('.activity >> text=film.avi');
    await page.waitForSelector('.camera >> text=/weszła od lewej/');
  });
});

test('a deep link opens its event, through login', async () => {
  const fake = await start({ many: 3000 });
  const parking = fake.chats.messages.get('projects/dom/channels/parking/chat');
  const event = parking[700].events[0].name.split('/').at(-1);
  await withPage(browser, { allow: kAway }, async (page) => {
    await page.goto(`${fake.url}/c/dom/parking/e/${event}`);
    await logIn(page, 'anna', kPassword);
    await page.waitForSelector('.bubble.marked >> text=Osoba numer 700 stanęła');
    await page.waitForSelector('.bubble.marked .player');
    await page.click('.to-newest');
    await page.waitForSelector('text=Osoba numer 2999');
  });
});

test('a one-time password must be changed first', async () => {
  const fake = await start({ passwordExpired: true });
  await withPage(browser, { allow: /401/ }, async (page) => {
    await page.goto(`${fake.url}/c/dom/brama`);
    await logIn(page, 'anna', 'falsch');
    await page.waitForSelector('[role=alert] >> text=nie zgadza');
    await logIn(page, 'anna', kPassword);
    await page.waitForSelector('h1 >> text=Ustaw własne hasło');
    await page.fill('#new', 'krótkie');
    await page.fill('#again', 'krótkie');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert] >> text=za krótkie');
    await page.fill('#new', 'cztery słowa są dobre');
    await page.fill('#again', 'cztery słowa są inne');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert] >> text=różnią');
    await page.fill('#again', 'cztery słowa są dobre');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.conversation h2 >> text=Brama');
  });
});
