// test/fake -> build/fake.mjs, for `npm run fake` and the browser tests.
import { build } from 'esbuild';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Makes the made-up server a module and returns its path; it exports startFake. */
export async function bundleFake() {
  const out = join(web, 'build', 'fake.mjs');
  await build({
    absWorkingDir: web,
    entryPoints: ['test/fake/server.ts'],
    outfile: out,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
  });
  return out;
}

export const distFolder = join(web, 'dist');
