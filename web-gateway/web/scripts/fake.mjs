// The page on a made-up server, to look at: npm run build && npm run fake. Log in with any user and "sekret-sekret".
import { build } from 'esbuild';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(web, 'build', 'fake.mjs');
await build({
  absWorkingDir: web,
  entryPoints: ['test/fake/main.ts'],
  outfile: out,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
});
process.chdir(web);
await import(pathToFileURL(out).href);
