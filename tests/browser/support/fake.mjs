import { pathToFileURL } from 'node:url';
import { bundleFake, distFolder } from '../../../web-gateway/web/scripts/bundle_fake.mjs';

export const kPassword = 'sekret-sekret';

const bundled = bundleFake().then((path) => import(pathToFileURL(path).href));

/** The made-up server of web-gateway/web/test/fake. `stop()` drops every connection. */
export async function startFake(options = {}, chats = undefined) {
  const { startFake: start, told } = await bundled;
  const fake = await start({ dist: distFolder, ...options }, chats);
  return {
    ...fake,
    told,
    stop: () => new Promise((resolve) => {
      fake.server.close(resolve);
      fake.server.closeAllConnections();
    }),
  };
}
