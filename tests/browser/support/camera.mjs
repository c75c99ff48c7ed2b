import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventually } from './browser.mjs';
import { findProgram, kFilm } from './product.mjs';

/** Starts a camera that plays the sample film over and over as H.264. `say(command)` makes it fail, `stop()` ends it. */
export async function startCamera() {
  const program = join(dirname(findProgram()), 'cameramonit-testcamera');
  assert.ok(existsSync(program), 'cameramonit-testcamera is not built');
  const folder = mkdtempSync(join(tmpdir(), 'cameramonit-camera-'));
  const film = join(folder, 'camera.mp4');
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', kFilm, '-t', '30', '-an', '-c:v', 'libx264', '-preset', 'ultrafast',
    '-pix_fmt', 'yuv420p', '-g', '20', '-bf', '0', film]);
  // It ends with its standard input.
  const child = spawn(program, [film], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  await eventually(() => /"main":"[^"]+"/.test(said), 'the camera says where it is');
  return {
    url: /"main":"([^"]+)"/.exec(said)[1],
    say: (command) => child.stdin.write(`${command}\n`),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Adds a camera the way an installer does. */
export function addCamera(product, name, url) {
  const bin = dirname(findProgram());
  const token = execFileSync(join(bin, 'cameramonit'), ['operator-token', '--data-dir', product.data], { encoding: 'utf8' });
  execFileSync(join(bin, 'camctl'), ['--server', product.grpc(), '--profile', join(product.data, 'camctl.json'),
    'camera', 'add', name, '--url', url], { env: { ...process.env, CAMCTL_TOKEN: token.trim() } });
}
