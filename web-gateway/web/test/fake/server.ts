import { connectNodeAdapter } from '@connectrpc/connect-node';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { chatRoutes, FakeChats } from './chat_service';
import { liveRoutes } from './live_service';
import { mediaRoutes } from './media_service';

/** The gateway's headers: what it forbids, the tests notice. */
const kCsp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
  + "media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
  + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const kTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.webmanifest': 'application/manifest+json', '.mp4': 'video/mp4', '.jpg': 'image/jpeg',
};

export { told } from './world';

export interface FakeOptions {
  dist: string;
  /** Pictures and clip.mp4; without them stills are drawn. */
  media?: string;
  /** Messages in the conversation of "parking". */
  many?: number;
  passwordExpired?: boolean;
  /** Port; 0: any. */
  port?: number;
}

const drawn = (n: number) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 100"><rect width="160" height="100" fill="hsl(${n * 45},30%,60%)"/><circle cx="${30 + n * 12}" cy="60" r="14" fill="#333"/></svg>`;

function sendFile(request: IncomingMessage, response: ServerResponse, path: string): void {
  const brotli = existsSync(`${path}.br`) && /\bbr\b/.test(String(request.headers['accept-encoding']));
  if (brotli) {
    response.writeHead(200, {
      'content-type': kTypes[extname(path)] ?? '', 'content-encoding': 'br', 'content-security-policy': kCsp,
    });
    createReadStream(`${path}.br`).pipe(response);
    return;
  }
  const { size } = statSync(path);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const from = range ? Number(range[1]) : 0;
  const to = range?.[2] ? Number(range[2]) : size - 1;
  response.writeHead(range ? 206 : 200, {
    'content-type': kTypes[extname(path)] ?? 'application/octet-stream', 'content-length': to - from + 1,
    'accept-ranges': 'bytes', 'content-security-policy': kCsp,
    ...(range ? { 'content-range': `bytes ${from}-${to}/${size}` } : {}),
  });
  createReadStream(path, { start: from, end: to }).pipe(response);
}

/** Everything that the page needs, made up. Only for looking at it and for its own tests. */
export function startFake(options: FakeOptions, chats = new FakeChats(Date.now(), options.many)): Promise<{ server: Server; url: string; port: number; chats: FakeChats }> {
  const rpc = connectNodeAdapter({
    routes(router) {
      chatRoutes(router, chats);
      liveRoutes(router);
      mediaRoutes(router, chats);
    },
  });
  const session = (passwordExpired: boolean) => JSON.stringify({
    user: { name: 'users/anna', displayName: 'Anna', roles: ['ROLE_ADMIN', 'ROLE_CUSTOMER'], passwordExpired },
    accessToken: 'token', accessExpireTime: new Date(Date.now() + 900_000).toISOString(),
  });
  const refuse = (response: ServerResponse, reason: string) =>
    response.writeHead(401, { 'content-type': 'application/json' })
      .end(JSON.stringify({ code: 'UNAUTHENTICATED', reason, message: '' }));

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://fake');
    if (pathname.startsWith('/session/')) {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString())).on('end', () => {
        const verb = pathname.slice('/session/'.length);
        const isKnown = request.headers.cookie?.includes('fake=1');
        if (verb === 'login' && JSON.parse(body).password !== 'sekret-sekret') return refuse(response, 'CREDENTIALS_WRONG');
        if (verb === 'refresh' && !isKnown) return refuse(response, 'TOKEN_MISSING');
        if (verb === 'logout') return response.writeHead(204, { 'set-cookie': 'fake=; Path=/; Max-Age=0' }).end();
        response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'fake=1; HttpOnly; SameSite=Strict; Path=/' })
          .end(session(verb === 'login' && options.passwordExpired === true));
        return undefined;
      });
    } else if (pathname.startsWith('/m/')) {
      const pictures = options.media ? readdirSync(options.media).filter((name) => name.endsWith('.jpg')) : [];
      const n = Number(pathname.split('-')[1] ?? 0);
      if (pathname === '/m/clip' && options.media) sendFile(request, response, join(options.media, 'clip.mp4'));
      else if (pictures.length) sendFile(request, response, join(options.media!, pictures[n % pictures.length]!));
      else response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(drawn(n));
    } else if (pathname.startsWith('/cameramonit.')) {
      rpc(request, response);
    } else {
      const file = join(options.dist, pathname);
      sendFile(request, response, pathname !== '/' && existsSync(file) ? file : join(options.dist, 'index.html'));
    }
  });
  return new Promise((resolve) => server.listen(options.port ?? 0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    resolve({ server, url: `http://127.0.0.1:${port}`, port, chats });
  }));
}
