// The page on a made-up server, to look at: npm run build && npm run fake. Log in with any user and "sekret-sekret".
// FAKE_MEDIA: a folder with pictures (*.jpg) and clip.mp4; FAKE_MANY: messages of the long conversation.
import { pathToFileURL } from 'node:url';
import { bundleFake, distFolder } from './bundle_fake.mjs';

const { startFake } = await import(pathToFileURL(await bundleFake()).href);
const { url } = await startFake({
  dist: distFolder,
  media: process.env.FAKE_MEDIA,
  many: Number(process.env.FAKE_MANY ?? 0),
  passwordExpired: process.env.FAKE_EXPIRED === '1',
});
console.log(url);
