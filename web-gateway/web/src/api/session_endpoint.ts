import { Failure } from './failure';

/** What the gateway answers to login, refresh and a changed password: docs/design/gateway.md § Session endpoints. */
export interface Session {
  user: { name: string; displayName: string; roles: string[]; passwordExpired: boolean };
  accessToken: string;
  accessExpireTime: Date;
}

interface SessionReply {
  user?: { name?: string; displayName?: string; roles?: string[]; passwordExpired?: boolean };
  accessToken?: string;
  accessExpireTime?: string;
}

interface ErrorReply {
  code?: string;
  reason?: string;
  message?: string;
  metadata?: Record<string, string>;
}

async function post(path: string, body: unknown, accessToken?: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/session/${path}`, {
      method: 'POST',
      credentials: 'same-origin',
      cache: 'no-store',
      keepalive: true, // leaving is told even by a page that is being closed
      headers: {
        'content-type': 'application/json',
        ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
      },
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw new Failure('OFFLINE', 'UNAVAILABLE', String(error));
  }
  if (response.ok) return response;
  const reply = (await response.json().catch(() => ({}))) as ErrorReply;
  const isAway = response.status >= 502;
  throw new Failure(
    reply.reason || (isAway ? 'OFFLINE' : 'INTERNAL'),
    reply.code || (isAway ? 'UNAVAILABLE' : 'UNKNOWN'),
    reply.message ?? response.statusText,
    reply.metadata ?? {},
  );
}

async function session(response: Response): Promise<Session> {
  const reply = (await response.json()) as SessionReply;
  if (!reply.accessToken) throw new Failure('INTERNAL', 'UNKNOWN', 'the session has no token');
  return {
    user: {
      name: reply.user?.name ?? '',
      displayName: reply.user?.displayName ?? '',
      roles: reply.user?.roles ?? [],
      passwordExpired: reply.user?.passwordExpired ?? false,
    },
    accessToken: reply.accessToken,
    accessExpireTime: new Date(reply.accessExpireTime ?? 0),
  };
}

/** The gateway's session endpoints. The refresh token stays in a cookie that scripts never see. */
export interface SessionEndpoint {
  /** `code` is the second factor's, or empty. Errors: CREDENTIALS_WRONG, LOGIN_THROTTLED, CODE_REQUIRED, CODE_WRONG. */
  login(user: string, password: string, code: string): Promise<Session>;
  /** Errors: TOKEN_MISSING, TOKEN_EXPIRED, REFRESH_TOKEN_REUSED. */
  refresh(): Promise<Session>;
  /** The user in the reply may be empty. Errors: CREDENTIALS_WRONG, PASSWORD_WEAK. */
  changePassword(accessToken: string, oldPassword: string, newPassword: string): Promise<Session>;
  logout(): Promise<void>;
}

export const sessionEndpoint: SessionEndpoint = {
  login: async (user, password, code) => session(await post('login', { user, password, code })),
  refresh: async () => session(await post('refresh', {})),
  changePassword: async (accessToken, oldPassword, newPassword) =>
    session(await post('password', { oldPassword, newPassword }, accessToken)),
  logout: async () => {
    await post('logout', {});
  },
};
