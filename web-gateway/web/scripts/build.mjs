// src/ -> dist/: one script and one style sheet with their hash in the name, index.html, and .br and .gz of each.
import { build } from 'esbuild';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(web, 'dist');
const scriptLimit = 150_000;

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
cpSync(join(web, 'public'), dist, { recursive: true });

const result = await build({
  absWorkingDir: web,
  entryPoints: { app: 'src/main.tsx' },
  outdir: dist,
  entryNames: 'assets/[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome94', 'firefox93', 'safari15.4'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  metafile: true,
  sourcemap: false,
});

const outputs = Object.keys(result.metafile.outputs).map((path) => path.replace(/^dist\//, ''));
const script = outputs.find((path) => path.endsWith('.js'));
const style = outputs.find((path) => path.endsWith('.css'));
const page = readFileSync(join(web, 'src', 'index.html'), 'utf8')
  .replace('{{script}}', `/${script}`)
  .replace('{{style}}', `/${style}`);
writeFileSync(join(dist, 'index.html'), page);

const compressible = new Set(['.js', '.css', '.html', '.svg', '.webmanifest']);
const allFiles = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? allFiles(path) : [path];
});
for (const path of allFiles(dist)) {
  if (!compressible.has(extname(path))) continue;
  const bytes = readFileSync(path);
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  const gzip = gzipSync(bytes, { level: 9 });
  writeFileSync(`${path}.br`, brotli);
  writeFileSync(`${path}.gz`, gzip);
  console.log(`${basename(path)}: ${bytes.length} bytes, ${gzip.length} gzip, ${brotli.length} brotli`);
  if (extname(path) === '.js' && gzip.length > scriptLimit) {
    console.error(`The script is over its limit of ${scriptLimit} bytes compressed.`);
    process.exitCode = 1;
  }
}
