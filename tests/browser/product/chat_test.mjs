// The whole way on the real process: first login, a camera, a film by drop, sentences, questions with proofs, links.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findFlaws } from '../support/accessibility.mjs';
import { eventually, kPhone, kWide, launchBrowser, logIn, openPage, withPage } from '../support/browser.mjs';
import { kFilm, startProduct } from '../support/product.mjs';

const kOwnPassword = 'zielony rower na dachu';
const kAnalysedWithin = 240_000;
const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const bad = join(repository, '..', 'shared', 'data', 'bad');

let browser;
let product;
before(async () => {
  assert.ok(existsSync(kFilm), `${kFilm} is missing: apt-get install opencv-doc`);
  browser = await launchBrowser();
  product = await startProduct();
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

/** What was made by an earlier test and all later ones need. */
let isReady = false;

/** Logged in with the password that the first test sets. */
async function asAdmin(options, work, { first = false } = {}) {
  assert.ok(isReady || first, 'an earlier test did not make what this one needs');
  await withPage(browser, options, async (page, context) => {
    await page.goto(product.url);
    await logIn(page, product.user, kOwnPassword);
    await page.waitForSelector('.contacts a');
    await work(page, context);
  });
}

async function openGate(page) {
  await page.click('.contacts >> text=Brama');
  await page.waitForSelector('.bubble');
}

async function ask(page, text) {
  const before = await page.locator('.answer:not([aria-busy=true])').count();
  await page.fill('textarea', text);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`.bubble.own >> text=${text}`);
  await eventually(async () => (await page.locator('.answer:not([aria-busy=true])').count()) > before
    || (await page.locator('.answer[aria-busy=true]').count()) === 0, `an answer to "${text}"`);
  return page.locator('.answer').last();
}

/** Puts a file of this machine into the page as if it were dropped there. */
async function drop(page, path) {
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'dropped';
    input.hidden = true;
    document.body.append(input);
  });
  await page.setInputFiles('#dropped', path);
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(document.querySelector('#dropped').files[0]);
    document.querySelector('#dropped').remove();
    return data;
  });
  await page.dispatchEvent('.conversation', 'dragenter', { dataTransfer: transfer });
  await page.waitForSelector('.drop-here');
  await page.dispatchEvent('.conversation', 'drop', { dataTransfer: transfer });
}

test('first login: a wrong password is said, the one-time password is changed, a camera is made', async () => {
  await withPage(browser, { allow: /401/ }, async (page) => {
    await page.goto(product.url);
    await logIn(page, product.user, 'to nie jest to hasło');
    await page.waitForSelector('[role=alert] >> text=nie zgadza');
    await logIn(page, product.user, product.oneTimePassword);
    await page.waitForSelector('h1 >> text=Ustaw własne hasło');
    await page.fill('#new', kOwnPassword);
    await page.fill('#again', kOwnPassword);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.blank >> text=Nie masz jeszcze żadnej kamery');
    await page.click('.blank button');
    await page.fill('dialog input', 'Brama');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.conversation h2 >> text=Brama');
    await page.waitForSelector('.blank >> text=jeszcze nic nie widziała');
    await page.reload();
    await page.waitForSelector('.conversation h2 >> text=Brama');
  });
});

test('a dropped film is sent, watched, and sentences arrive while it is', async () => {
  await asAdmin({}, async (page) => {
    await page.click('.contacts >> text=Brama');
    await page.waitForSelector('.blank');
    await drop(page, kFilm);
    await page.waitForSelector('.activity >> text=vtest.avi');
    await page.waitForSelector('.camera .words', { timeout: kAnalysedWithin });
    assert.match(await page.locator('.camera .words').first().textContent(), /[a-ząćęłńóśźż]{3,}/i);
    await page.waitForSelector('.activity', { state: 'detached', timeout: kAnalysedWithin });
    await eventually(async () => (await page.locator('.contact .last').textContent()) !== 'Jeszcze nic nie widziała',
      'the contact has its last sentence');
    await page.waitForSelector('.contact .avatar img');
    await eventually(() => page.locator('.strip .density').count(), 'the strip shows the hour');
    assert.deepEqual(await page.evaluate(findFlaws), []);
  }, { first: true });
  isReady = true;
});

test('a picture becomes its clip, in place, from the right moment', async () => {
  await asAdmin({}, async (page) => {
    await openGate(page);
    const playable = page.locator('.camera .playable').last();
    await playable.locator('img').waitFor();
    await playable.click();
    await eventually(() => page.evaluate(() => {
      const video = document.querySelector('.player video');
      return video && video.readyState >= 2 && video.currentTime > 0 && !video.error;
    }), 'the clip plays', { within: 60_000 });
  });
});

test('a question in Polish: number first, proofs that play, chips that change the answer', async () => {
  await asAdmin({}, async (page) => {
    await openGate(page);
    const answer = await ask(page, 'ile osob przeszlo?');
    await answer.locator('.proof').first().waitFor();
    assert.match(await answer.locator('.words').first().textContent(), /\d|jedn|dwie|trz|czter|pię|sze|siedem|osiem|dziewi|dziesi/i);
    await answer.locator('.proof').first().click();
    await eventually(() => page.evaluate(() => {
      const video = document.querySelector('.open-proof video');
      return video && video.readyState >= 2 && !video.error;
    }), 'the proof plays', { within: 60_000 });
    await page.keyboard.press('Escape');

    const questions = await page.locator('.bubble.own').count();
    await answer.locator('.chips button').nth(1).click();
    await page.locator('dialog[open] .choice:enabled').first().click();
    await eventually(async () => (await page.locator('.bubble.own').count()) > questions, 'the change is asked');
    await eventually(async () => (await page.locator('.answer[aria-busy=true]').count()) === 0, 'it is answered');
    assert.deepEqual(await page.evaluate(findFlaws), []);
  });
});

test('a question in English, by keys alone', async () => {
  await asAdmin({ locale: 'en-GB', colorScheme: 'dark' }, async (page) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('brama');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.bubble');
    await eventually(() => page.evaluate(() => document.activeElement.tagName === 'TEXTAREA'), 'the field has the focus');
    await page.keyboard.type('show me all people');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.bubble.own >> text=show me all people');
    await page.locator('.answer').last().locator('.proof').first().waitFor();
    assert.doesNotMatch(await page.locator('.answer .words').last().textContent(), /osob|osób/);
    await page.keyboard.press('Escape');
    await page.waitForSelector('.blank.pick');
  });
});

test('hints are questions that have an answer now', async () => {
  await asAdmin({}, async (page) => {
    await openGate(page);
    const hint = page.locator('.hints button').first();
    const text = await hint.textContent();
    await hint.click();
    await page.waitForSelector(`.bubble.own >> text=${text}`);
    await eventually(async () => (await page.locator('.answer[aria-busy=true]').count()) === 0, 'it is answered');
    assert.ok((await page.locator('.answer .words').last().textContent()).length > 2);
    assert.equal(await page.locator('.failed').count(), 0);
  });
});

test('"tell me when" is kept, paused and deleted', async () => {
  await asAdmin({}, async (page) => {
    await openGate(page);
    await ask(page, 'daj znać, gdy ktoś wejdzie w nocy');
    await page.click('.conversation-header [aria-haspopup=dialog]');
    await page.waitForSelector('.standing >> text=daj znać, gdy ktoś wejdzie w nocy');
    await page.click('.standing >> text=Wstrzymaj');
    await page.waitForSelector('.standing .paused >> text=wstrzymane');
    await page.click('.standing >> text=Usuń');
    await page.click('.standing >> text=Usunąć na pewno?');
    await page.waitForSelector('.standing li', { state: 'detached' });
  });
});

test('a copied link opens its event for another browser, through login, on a phone', async () => {
  let link;
  await asAdmin({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await openGate(page);
    await page.keyboard.press('ArrowLeft');
    await page.locator('.bubble.marked .share > .round').click();
    await page.click('.share >> text=Kopiuj odnośnik');
    await page.waitForSelector('.share >> text=Odnośnik skopiowany');
    link = await page.evaluate(() => navigator.clipboard.readText());
  });
  assert.match(link, /\/c\/[^/]+\/[^/]+\/e\/[0-9a-f-]{36}$/);
  await withPage(browser, { viewport: kPhone }, async (page) => {
    await page.goto(link);
    await logIn(page, product.user, kOwnPassword);
    await page.waitForSelector('.bubble.marked .player');
    await page.waitForSelector('.conversation h2 >> text=Brama');
    assert.deepEqual(await page.evaluate(findFlaws), []);
    await page.click('.conversation-header .back');
    await page.waitForSelector('.contacts a');
  });
});

test('what is no film is refused with what to do', async (t) => {
  const cases = [
    ['15_audio_only.mp4', /nie ma obrazu/], ['02_first_100_bytes.mp4', /urwany|nie jest film|nie da się/],
    ['01_zero_length.mp4', /pusty/],
  ];
  if (!existsSync(bad)) {
    t.skip('the films that are broken are not here');
    return;
  }
  await asAdmin({ allow: /400|412|416|500/ }, async (page) => {
    await openGate(page);
    for (const [name, said] of cases) {
      await drop(page, join(bad, name));
      await page.waitForSelector('.upload.failed');
      assert.match(await page.textContent('.upload.failed .status'), said, name);
      await page.click('.upload.failed button');
      await page.waitForSelector('.upload.failed', { state: 'detached' });
    }
  });
});

test('the page is light, and the picture for the guide is made', async () => {
  await withPage(browser, { viewport: kPhone }, async (page) => {
    await page.goto(product.url);
    await page.waitForSelector('#user');
    const scripts = await page.evaluate(() => performance.getEntriesByType('resource')
      .filter((entry) => entry.name.endsWith('.js')).map((entry) => entry.encodedBodySize));
    const script = scripts.reduce((sum, size) => sum + size, 0);
    assert.ok(script > 0 && script < 150_000, `${script} bytes of script`);
  });
  const { page, done } = await openPage(browser, { viewport: { ...kWide, height: 860 }, locale: 'en-GB' });
  await page.goto(product.url);
  await logIn(page, product.user, kOwnPassword);
  await openGate(page);
  await ask(page, 'how many people were there?');
  await page.locator('.answer').last().locator('.proof img').first().waitFor();
  await page.waitForTimeout(1500);
  const folder = process.env.CAMERAMONIT_UPDATE_SCREENSHOT
    ? join(repository, 'docs', 'guide') : process.env.CAMERAMONIT_TEST_ARTIFACTS;
  if (folder) {
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, 'chat.png') });
  }
  await done();
});

test('logging out ends it', async () => {
  await asAdmin({}, async (page) => {
    await page.click('.menu-holder > button');
    await page.click('.menu >> text=Wyloguj');
    await page.waitForSelector('#user');
    await page.reload();
    await page.waitForSelector('#user');
  });
});
