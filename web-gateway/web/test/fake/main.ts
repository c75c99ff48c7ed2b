import { join } from 'node:path';
import { startFake } from './server';

const { url } = await startFake({
  dist: join(process.cwd(), 'dist'),
  media: process.env['FAKE_MEDIA'],
  many: Number(process.env['FAKE_MANY'] ?? 0),
  passwordExpired: process.env['FAKE_EXPIRED'] === '1',
});
console.log(url);
