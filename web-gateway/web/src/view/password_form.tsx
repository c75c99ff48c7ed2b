import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { toFailure } from '../api/failure';
import { explain, words } from '../i18n';
import { useApp } from '../state/app';
import { PasswordField } from './password_field';

const kShortest = 10;

interface PasswordFormProps {
  /** What was typed at login, when that was just now; else it is asked for. */
  oldPassword: string;
  isOneTime: boolean;
  onDone(): void;
}

/** A new password of one's own. */
export function PasswordForm({ oldPassword, isOneTime, onDone }: PasswordFormProps): JSX.Element {
  const { keeper } = useApp();
  const [old, setOld] = useState(oldPassword);
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [failure, setFailure] = useState('');
  const [isBusy, setBusy] = useState(false);
  const { password } = words.value;

  const wrong = (): string => {
    if (fresh.length < kShortest) return password.short;
    if (fresh !== again) return password.differ;
    return fresh === old ? password.same : '';
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const why = wrong();
    setFailure(why);
    if (why) return;
    setBusy(true);
    try {
      await keeper.changePassword(old, fresh);
      onDone();
    } catch (error) {
      setFailure(explain(toFailure(error)));
    } finally {
      setBusy(false);
    }
  };
  const user = keeper.current.value?.user.name.replace(/^users\//, '') ?? '';
  return (
    <form class="form" onSubmit={submit}>
      <input class="hidden" name="username" autocomplete="username" value={user} readOnly tabIndex={-1} aria-hidden="true" />
      {!oldPassword && (
        <PasswordField label={isOneTime ? password.oneTime : password.old} name="old" value={old} onInput={setOld} autocomplete="current-password" autoFocus />
      )}
      <PasswordField
        label={password.new} name="new" value={fresh} onInput={setFresh} autocomplete="new-password" hint={password.rule}
        autoFocus={!!oldPassword}
      />
      <PasswordField label={password.repeat} name="again" value={again} onInput={setAgain} autocomplete="new-password" />
      {failure && <p class="field-error" role="alert">{failure}</p>}
      <button type="submit" class="primary" disabled={isBusy}>{isBusy ? password.working : password.submit}</button>
    </form>
  );
}
