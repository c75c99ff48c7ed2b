import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { words } from '../i18n';
import { Eye } from './icons';

interface PasswordFieldProps {
  label: string;
  name: string;
  value: string;
  autocomplete: 'current-password' | 'new-password';
  hint?: string;
  autoFocus?: boolean;
  onInput(value: string): void;
}

/** A secret that can be looked at while typing. */
export function PasswordField(props: PasswordFieldProps): JSX.Element {
  const [isShown, setShown] = useState(false);
  const { login } = words.value;
  const hintId = `${props.name}-hint`;
  return (
    <div class="field">
      <label for={props.name}>{props.label}</label>
      <span class="with-button">
        <input
          id={props.name} name={props.name} type={isShown ? 'text' : 'password'} value={props.value} required
          autocomplete={props.autocomplete} autocapitalize="none" spellcheck={false} autoFocus={props.autoFocus}
          aria-describedby={props.hint ? hintId : undefined} onInput={(event) => props.onInput(event.currentTarget.value)}
        />
        <button
          type="button" class="round" aria-pressed={isShown} aria-label={isShown ? login.hidePassword : login.showPassword}
          onClick={() => setShown(!isShown)}
        >
          <Eye />
        </button>
      </span>
      {props.hint && <p class="muted" id={hintId}>{props.hint}</p>}
    </div>
  );
}
