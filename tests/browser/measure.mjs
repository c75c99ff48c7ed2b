// Prints one JSON object: the weight of the page, its first paint, and how ten thousand messages scroll.
//   npm run measure                on the made-up server
//   npm run measure -- URL        first paint of a running server instead
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { distFolder } from '../../web-gateway/web/scripts/bundle_fake.mjs';
import { kPassword, startFake } from './support/fake.mjs';
import { kPhone, launchBrowser, logIn, openPage } from './support/browser.mjs';

const kMany = 10_000;
const given = process.argv[2];
const browser = await launchBrowser();
const fake = await startFake({ many: kMany });

const bytes = Object.fromEntries(readdirSync(join(distFolder, 'assets')).filter((name) => /\.(js|css)\.(br|gz)$/.test(name))
  .map((name) => [name.replace(/-[^.]+/, ''), statSync(join(distFolder, 'assets', name)).size]));

/** Milliseconds to the first contentful paint with an empty cache. */
async function firstPaint({ slow }) {
  const { page, context } = await openPage(browser, { viewport: kPhone, allow: /./ });
  if (slow) {  // a phone on a slow 4G network
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8,
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  }
  await page.goto(given ?? fake.url, { waitUntil: 'load' });
  const paint = await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  const ms = Math.round(await paint.jsonValue());
  await page.waitForSelector('#user');
  const login = Math.round(await page.evaluate(() => performance.now()));
  await context.close();
  return { first_contentful_paint_ms: ms, login_shown_ms: login };
}

/** Frame times while all messages pass by, and how long loading them took. */
async function scroll() {
  const { page, context } = await openPage(browser, { viewport: kPhone, allow: /./ });
  await page.goto(fake.url);
  await logIn(page, 'anna', kPassword);
  await page.click('.contacts >> text=Parking');
  await page.waitForSelector('.bubble');
  const result = await page.evaluate(async () => {
    const scroller = document.querySelector('.scroller');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    while (scroller.scrollTop > 0 || document.querySelector('.loading-line')) {
      scroller.scrollTop = 0;
      await frame();
    }
    const times = [];
    let last = performance.now();
    const height = scroller.scrollHeight;
    for (let top = 0; top < height - scroller.clientHeight; top += Math.max(2000, height / 600)) {
      scroller.scrollTop = top;
      await frame();
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    times.sort((a, b) => a - b);
    const at = (share) => Math.round(times[Math.floor((times.length - 1) * share)]);
    return { height_px: Math.round(height), frames: times.length, p50_ms: at(0.5), p95_ms: at(0.95), longest_ms: at(1) };
  });
  await context.close();
  return { messages: kMany, ...result };
}

console.log(JSON.stringify({
  compressed_bytes: bytes, first_paint: await firstPaint({ slow: false }), first_paint_slow_phone: await firstPaint({ slow: true }),
  scroll: await scroll(),
}, null, 2));
await browser.close();
await fake.stop();
