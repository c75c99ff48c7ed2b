import { signal } from '@preact/signals';
import type { Remembered } from '../state/remembered';
import { Failure, toFailure } from './failure';
import type { Session, SessionEndpoint } from './session_endpoint';

/** Runs work while no other tab does the same; refresh tokens can be used only once. */
type Serialise = <T>(work: () => Promise<T>) => Promise<T>;

const overAllTabs: Serialise = (work) =>
  typeof navigator !== 'undefined' && navigator.locks
    ? (navigator.locks.request('cameramonit-session', work) as ReturnType<typeof work>)
    : work();

const kRenewBeforeMs = 30_000;

/** Who is logged in, and a token that is good now. */
export class SessionKeeper {
  /** undefined: not known yet; null: nobody. */
  readonly current = signal<Session | null | undefined>(undefined);
  private renewing: Promise<Session> | null = null;

  /** `wasHere` remembers whether this browser had a session, so that a stranger's visit asks for none. */
  constructor(
    private readonly endpoint: SessionEndpoint,
    private readonly wasHere: Remembered<boolean>,
    private readonly now: () => number = Date.now,
    private readonly serialise: Serialise = overAllTabs,
  ) {}

  /** Takes up the session of the cookie. Throws only when the server cannot be reached. */
  async resume(): Promise<void> {
    if (!this.wasHere.get()) {
      this.current.value = null;
      return;
    }
    try {
      await this.renew();
    } catch (error) {
      if (toFailure(error).isPassing) throw error;
    }
  }

  async login(user: string, password: string, code = ''): Promise<void> {
    this.current.value = await this.serialise(() => this.endpoint.login(user.trim(), password, code.trim()));
    this.wasHere.set(true);
  }

  async changePassword(oldPassword: string, newPassword: string): Promise<void> {
    const token = await this.token();
    const { user } = this.current.value!;
    const changed = await this.serialise(() => this.endpoint.changePassword(token, oldPassword, newPassword));
    this.current.value = { ...changed, user: { ...user, passwordExpired: false } };
  }

  /** Leaves at once, so that nothing asks for a new token while the server ends what was open. */
  async logout(): Promise<void> {
    this.forget();
    await this.serialise(() => this.endpoint.logout());
  }

  /** A token that lives for a while yet. Throws TOKEN_MISSING when nobody is logged in. */
  async token(): Promise<string> {
    const session = this.current.value;
    if (!session) throw new Failure('TOKEN_MISSING', 'UNAUTHENTICATED', 'nobody is logged in');
    if (session.accessExpireTime.getTime() - this.now() > kRenewBeforeMs) return session.accessToken;
    return (await this.renew()).accessToken;
  }

  /** Exchanges the cookie for a new token, once however many ask. A refusal means that nobody is logged in. */
  renew(): Promise<Session> {
    this.renewing ??= this.serialise(() => this.endpoint.refresh())
      .then(
        (session) => {
          const hasLeft = this.current.value === null;
          if (!hasLeft) this.current.value = session;
          return session;
        },
        (error: unknown) => {
          if (!toFailure(error).isPassing) this.forget();
          throw error;
        },
      )
      .finally(() => {
        this.renewing = null;
      });
    return this.renewing;
  }

  private forget(): void {
    this.wasHere.set(undefined);
    this.current.value = null;
  }
}
