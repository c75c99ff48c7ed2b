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

interface PlainFieldProps {
  id: string;
  label: string;
  name: string;
  value: string;
  autocomplete: 'username' | 'one-time-code';
  onInput(value: string): void;
}

/** A required line of text, where the cursor stands when it appears. */
function PlainField({ id, label, onInput, ...input }: PlainFieldProps): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id} {...input} required autoFocus autocapitalize="none" spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
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
          <PlainField id="user" label={login.user} name="username" value={user} autocomplete="username" onInput={setUser} />
          <PasswordField label={login.password} name="password" value={password} autocomplete="current-password" onInput={setPassword} />
          {isCodeNeeded && (
            <PlainField id="code" label={login.code} name="code" value={code} autocomplete="one-time-code" onInput={setCode} />
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
