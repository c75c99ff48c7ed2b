import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const kChromium = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find((path) => path && existsSync(path));
const kArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'];

export const kPhone = { width: 375, height: 740 };
export const kWide = { width: 1280, height: 800 };

/** Starts Chromium. The caller closes it. */
export async function launchBrowser() {
  assert.ok(kChromium, 'Chromium is missing: apt-get install chromium');
  return chromium.launch({ executablePath: kChromium, args: kArguments });
}

/**
 * A page of its own whose every console error, uncaught error and violated content policy fails the test at `done()`.
 * `allow` matches console errors that the test provokes (a server that is away).
 */
export async function openPage(browser, { viewport = kWide, locale = 'pl-PL', colorScheme = 'light', allow, ...rest } = {}) {
  const context = await browser.newContext({
    viewport, locale, colorScheme, timezoneId: 'Europe/Warsaw', hasTouch: viewport.width < 500, ...rest,
  });
  const complaints = [];
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' && !allow?.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.stack ?? String(error)));
  page.setDefaultTimeout(30_000);
  const done = async () => {
    await context.close();
    assert.deepEqual(complaints, [], 'the browser complained');
  };
  return { page, context, done };
}

/** Runs `work` with a guarded page; a picture of the last state is kept when it fails. */
export async function withPage(browser, options, work) {
  const opened = await openPage(browser, options);
  try {
    await work(opened.page, opened.context);
  } catch (error) {
    const folder = process.env.CAMERAMONIT_TEST_ARTIFACTS;
    if (folder) await opened.page.screenshot({ path: `${folder}/failed-${Date.now()}.png` }).catch(() => undefined);
    await opened.context.close();
    throw error;
  }
  await opened.done();
}

export async function logIn(page, user, password) {
  await page.fill('#user', user);
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
}

/** The owner's first login to a new product: the one-time password and one of their own. */
export async function logInFirst(page, product, password) {
  await page.goto(product.url);
  await logIn(page, product.user, product.oneTimePassword);
  await page.fill('#new', password);
  await page.fill('#again', password);
  await page.keyboard.press('Enter');
}

/** Waits until `probe` (in Node) returns something true and returns it. */
export async function eventually(probe, what, { within = 30_000 } = {}) {
  const end = Date.now() + within;
  for (;;) {
    const value = await probe();
    if (value) return value;
    assert.ok(Date.now() < end, `did not happen within ${within} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
