// protos/ and google/rpc -> src/gen, by protoc with protoc-gen-es. Skipped while nothing changed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
const root = join(web, '..', '..');
const protos = join(root, 'protos');
const google = join(process.env.CAMERAMONIT_DEPS ?? join(root, 'build', 'deps'), 'google-protos');
const out = join(web, 'src', 'gen');
const stamp = join(out, '.stamp');

// The rooms that the chat talks with, and what their contracts import.
const rooms = ['access', 'analyzer', 'application', 'chat', 'events', 'media', 'policy', 'registry', 'type'];

if (!existsSync(join(google, 'google', 'rpc', 'error_details.proto'))) {
  console.error(`google/rpc protos are missing in ${google}; ./run --build-only fetches them.`);
  process.exit(1);
}

const files = rooms.flatMap((room) => {
  const folder = join(protos, 'cameramonit', room, 'v1');
  return readdirSync(folder).filter((name) => name.endsWith('.proto')).map((name) => join(folder, name));
});
const newest = Math.max(...files.map((file) => statSync(file).mtimeMs), statSync(fileURLToPath(import.meta.url)).mtimeMs);
if (existsSync(stamp) && statSync(stamp).mtimeMs > newest) process.exit(0);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
execFileSync('protoc', [
  '-I', protos, '-I', google,
  `--plugin=protoc-gen-es=${join(web, 'node_modules', '.bin', 'protoc-gen-es')}`,
  `--es_out=${out}`, '--es_opt=target=ts',
  ...files.map((file) => relative(protos, file)),
  'google/rpc/error_details.proto',
], { cwd: protos, stdio: 'inherit' });
writeFileSync(stamp, '');
