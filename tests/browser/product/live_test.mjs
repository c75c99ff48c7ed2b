// On the real process with a camera that sends: the live picture, how soon it moves, and what is said when it stops.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { findFlaws } from '../support/accessibility.mjs';
import { eventually, kPhone, kWide, launchBrowser, logIn, logInFirst, openPage, withPage } from '../support/browser.mjs';
import { addCamera, startCamera } from '../support/camera.mjs';
import { kFilm, startProduct } from '../support/product.mjs';

const kOwnPassword = 'zielony rower na dachu';
const kFirstFrameWithinMs = 2000;
const pictures = process.env.CAMERAMONIT_TEST_ARTIFACTS;

let browser;
let product;
let camera;
before(async () => {
  assert.ok(existsSync(kFilm), `${kFilm} is missing: apt-get install opencv-doc`);
  if (pictures) mkdirSync(pictures, { recursive: true });
  [browser, camera, product] = await Promise.all([launchBrowser(), startCamera(), startProduct()]);
  addCamera(product, 'Podwórko', camera.url);
});
after(async () => {
  await browser?.close();
  await product?.stop();
  await camera?.stop();
});

/** Whether the picture on the screen moves now. */
const moves = (page) => page.evaluate(async () => {
  const video = document.querySelector('.live-picture video');
  if (!video || video.readyState < 2) return false;
  const before = video.currentTime;
  await new Promise((resolve) => setTimeout(resolve, 400));
  return video.currentTime > before && video.videoWidth > 0;
});

async function openCamera(page) {
  await page.click('.contacts >> text=Podwórko');
  await page.waitForSelector('.bubble');
  await page.reload();  // the list tells the camera's state as it was when it was asked for
  await page.waitForSelector('.conversation .watch');
}

test('from the click to the first moving picture under two seconds; Escape ends it', async () => {
  await withPage(browser, { allow: /401/ }, async (page) => {
    await logInFirst(page, product, kOwnPassword);
    await openCamera(page);
    await eventually(() => page.locator('.contact .avatar img[src^="blob:"]').count(), 'the list shows this moment');
    const took = [];
    for (let round = 0; round < 3; round++) {
      took.push(await page.evaluate(() => new Promise((resolve) => {
        const begin = performance.now();
        document.querySelector('.watch').click();
        const wait = () => {
          const video = document.querySelector('.live-picture video');
          if (!video) return requestAnimationFrame(wait);
          video.requestVideoFrameCallback(() => resolve(performance.now() - begin));
        };
        wait();
      })));
      await eventually(() => moves(page), 'it moves');
      await page.keyboard.press('Escape');
      await page.waitForSelector('.live-picture', { state: 'detached' });
    }
    console.log(`click to first frame: ${took.map(Math.round).join(', ')} ms`);
    assert.ok(Math.max(...took) < kFirstFrameWithinMs, took.join(', '));
  });
});

test('a camera that hangs up is said to give no picture, and comes back by itself', async () => {
  await withPage(browser, {}, async (page) => {
    await page.goto(product.url);
    await logIn(page, product.user, kOwnPassword);
    await openCamera(page);
    await page.click('.watch');
    await eventually(() => moves(page), 'it moves');
    camera.say('reset');
    await page.waitForSelector('.live-words >> text=Brak obrazu', { timeout: 60_000 });
    await eventually(() => moves(page), 'it moves again', { within: 90_000 });
  });
});

for (const [viewport, size] of [[kPhone, 'phone'], [kWide, 'wide']]) {
  for (const [colorScheme, locale] of [['light', 'pl-PL'], ['dark', 'en-GB']]) {
    test(`it looks right: ${size}, ${colorScheme}, ${locale}`, async () => {
      const { page, done } = await openPage(browser, { viewport, colorScheme, locale });
      await page.goto(product.url);
      await logIn(page, product.user, kOwnPassword);
      await openCamera(page);
      if (pictures) await page.screenshot({ path: `${pictures}/live-header-${size}-${colorScheme}.png` });
      await page.click('.watch');
      await eventually(() => moves(page), 'it moves');
      await page.waitForSelector('.live-mark');
      if (pictures) await page.screenshot({ path: `${pictures}/live-${size}-${colorScheme}.png` });
      assert.deepEqual(await page.evaluate(findFlaws), []);
      await done();
    });
  }
}
