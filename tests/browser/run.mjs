// Runs the browser tests. Arguments name files to run alone: `npm test -- scroll`.
//   page/     the page alone, on a made-up server
//   product/  the page on the real process; CAMERAMONIT_BIN names its folder (default: the newest build/*/bin)
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const kLimitMs = 10 * 60_000;
const wanted = process.argv.slice(2);
if (!existsSync(join(here, '..', '..', 'web-gateway', 'web', 'dist', 'index.html'))) {
  console.error('The page is not built: npm ci && npm run build in web-gateway/web.');
  process.exit(1);
}
const files = ['page', 'product'].flatMap((folder) => readdirSync(join(here, folder))
  .filter((name) => name.endsWith('_test.mjs'))
  .map((name) => join(folder, name)))
  .filter((path) => !wanted.length || wanted.some((word) => path.includes(word)));
if (!files.length) {
  console.error('No test matches.');
  process.exit(1);
}
let failed = 0;
for (const [index, file] of files.entries()) {
  console.log(`[${index + 1}/${files.length}] ${file}`);
  const { status } = spawnSync(process.execPath, [join(here, file)], { stdio: 'inherit', cwd: here, timeout: kLimitMs });
  if (status !== 0) failed++;
}
console.log(failed ? `${failed} of ${files.length} files failed` : `all ${files.length} files passed`);
process.exit(failed ? 1 : 0);
