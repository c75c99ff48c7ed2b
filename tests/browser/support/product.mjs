import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distFolder } from '../../../web-gateway/web/scripts/bundle_fake.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const kStartsWithinMs = 60_000;

/** The film that Debian's opencv-doc brings. */
export const kFilm = '/usr/share/doc/opencv-doc/examples/data/vtest.avi';

/** The newest built program, or the one in CAMERAMONIT_BIN. */
export function findProgram() {
  const given = process.env.CAMERAMONIT_BIN;
  if (given) return join(given, 'cameramonit');
  const builds = join(root, 'build');
  return readdirSync(builds).map((name) => join(builds, name, 'bin', 'cameramonit')).filter(existsSync)
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

/** Starts the real process on free ports with data of its own. `stop()` ends it in order and removes the data. */
export async function startProduct() {
  const program = findProgram();
  assert.ok(program && existsSync(program), 'cameramonit is not built; CAMERAMONIT_BIN names the folder it is in');
  const data = mkdtempSync(join(tmpdir(), 'cameramonit-browser-'));
  const child = spawn(program, [
    'serve', '--data-dir', data, '--listen', '127.0.0.1:0', '--grpc-listen', '127.0.0.1:0', '--web-root', distFolder,
  ], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TZ: 'Europe/Warsaw' } });
  let said = '';
  let log = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (log = (log + chunk).slice(-20_000)));
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));

  const end = Date.now() + kStartsWithinMs;
  while (!/One-time password: \S+/.test(said)) {
    assert.ok(child.exitCode === null && Date.now() < end, `cameramonit did not start:\n${said}\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    data,
    grpc: () => /^gRPC \(camctl\): (\S+)/m.exec(said)?.[1],
    url: /(https?:\/\/\S+?)\/?\s/.exec(said)[1],
    user: /User: (\S+)/.exec(said)[1],
    oneTimePassword: /One-time password: (\S+)/.exec(said)[1],
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      const { code, signal } = await ended;
      rmSync(data, { recursive: true, force: true });
      assert.equal(code, 0, `cameramonit ended with ${code ?? signal}:\n${log}`);
    },
  };
}
