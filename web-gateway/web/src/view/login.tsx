import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { toFailure } from '../api/failure';
import { explain, words } from '../i18n';
import { useApp } from '../state/app';
import { LanguageSwitch } from './main_menu';
import { PasswordField } from './password_field';
import { PasswordForm } from './password_form';

interface LoginProps {
  /** A session that was there has ended. */
  wasEnded: boolean;
  onPassword(password: string): void;
}

/** User, password, and the second factor's code where the account has one. The place in the address stays and opens afterwards. */
export function Login({ wasEnded, onPassword }: LoginProps): JSX.Element {
  const { keeper } = useApp();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isCodeNeeded, setCodeNeeded] = useState(false);
  const [failure, setFailure] = useState('');
  const [isBusy, setBusy] = useState(false);
  const { login, appName } = words.value;

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailure('');
    try {
      onPassword(password);
      await keeper.login(user, password, code);
    } catch (error) {
      const why = toFailure(error);
      if (why.reason === 'CODE_REQUIRED' || why.reason === 'CODE_WRONG') {
        setCodeNeeded(true);
        setCode('');
      }
      setFailure(explain(why));
      setBusy(false);
    }
  };
  return (
    <main class="gate">
      <div class="gate-box">
        <p class="brand"><img src="/icon.svg" alt="" width="40" height="40" />{appName}</p>
        <h1>{login.title}</h1>
        {wasEnded && <p class="muted">{login.ended}</p>}
        <form class="form" onSubmit={submit}>
          <div class="field">
            <label for="user">{login.user}</label>
            <input
              id="user" name="username" value={user} required autoFocus autocomplete="username" autocapitalize="none"
              spellcheck={false} onInput={(event) => setUser(event.currentTarget.value)}
            />
          </div>
          <PasswordField label={login.password} name="password" value={password} autocomplete="current-password" onInput={setPassword} />
          {isCodeNeeded && (
            <div class="field">
              <label for="code">{login.code}</label>
              <input
                id="code" name="code" value={code} required autoFocus autocomplete="one-time-code" autocapitalize="none"
                spellcheck={false} onInput={(event) => setCode(event.currentTarget.value)}
              />
            </div>
          )}
          {failure && <p class="field-error" role="alert">{failure}</p>}
          <button type="submit" class="primary" disabled={isBusy}>{isBusy ? login.working : login.submit}</button>
        </form>
        <LanguageSwitch />
      </div>
    </main>
  );
}

/** A one-time password must be changed before anything else. */
export function FirstPassword({ oldPassword, onDone }: { oldPassword: string; onDone(): void }): JSX.Element {
  const { password, appName } = words.value;
  return (
    <main class="gate">
      <div class="gate-box">
        <p class="brand"><img src="/icon.svg" alt="" width="40" height="40" />{appName}</p>
        <h1>{password.title}</h1>
        <p class="muted">{password.why}</p>
        <PasswordForm oldPassword={oldPassword} isOneTime onDone={onDone} />
        <LanguageSwitch />
      </div>
    </main>
  );
}
