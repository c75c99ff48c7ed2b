// Bundles test/**/*_test.ts(x) and runs them with Node's own runner. Arguments name files to run alone.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(web, 'build', 'test');
const wanted = process.argv.slice(2);

const tests = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  if (statSync(path).isDirectory()) return tests(path);
  return /_test\.tsx?$/.test(name) ? [path] : [];
});
const files = tests(join(web, 'test')).filter((path) => !wanted.length || wanted.some((word) => path.includes(word)));
if (!files.length) {
  console.error('No test matches.');
  process.exit(1);
}
if (!existsSync(join(web, 'src', 'gen', '.stamp'))) {
  const made = spawnSync(process.execPath, [join(web, 'scripts', 'generate.mjs')], { stdio: 'inherit' });
  if (made.status !== 0) process.exit(1);
}
rmSync(out, { recursive: true, force: true });
await build({
  absWorkingDir: web,
  entryPoints: files,
  outdir: out,
  outbase: join(web, 'test'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: 'inline',
  loader: { '.css': 'empty' },
  banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
});
const built = files.map((path) => join(out, relative(join(web, 'test'), path).replace(/\.tsx?$/, '.mjs')));
const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...built], { stdio: 'inherit' });
process.exit(run.status ?? 1);
