import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { chooseLocale, locale, words } from '../i18n';
import { useApp } from '../state/app';
import { chooseLook, look, type Look } from '../state/look';
import { More } from './icons';
import { PasswordForm } from './password_form';
import { Dialog, Menu } from './popover';

/** Language, look, password, logout. */
export function MainMenu(): JSX.Element {
  const { keeper } = useApp();
  const [isOpen, setOpen] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const { menu, language, password } = words.value;
  const looks: [Look, string][] = [['auto', menu.auto], ['light', menu.light], ['dark', menu.dark]];
  return (
    <div class="menu-holder">
      <button
        type="button" class="round" aria-label={menu.open} title={menu.open} aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <More />
      </button>
      {isOpen && (
        <Menu label={menu.open} onClose={() => setOpen(false)}>
          <p class="menu-user">{keeper.current.value?.user.displayName || keeper.current.value?.user.name.replace(/^users\//, '')}</p>
          <Choice label={menu.language}>
            {(['pl', 'en'] as const).map((one) => (
              <button type="button" key={one} lang={one} aria-pressed={locale.value === one} onClick={() => chooseLocale(one)}>
                {language[one]}
              </button>
            ))}
          </Choice>
          <Choice label={menu.look}>
            {looks.map(([one, name]) => (
              <button type="button" key={one} aria-pressed={look.value === one} onClick={() => chooseLook(one)}>{name}</button>
            ))}
          </Choice>
          <button type="button" class="menu-item" onClick={() => { setOpen(false); setChanging(true); }}>{menu.password}</button>
          <button type="button" class="menu-item" onClick={() => void keeper.logout().catch(() => undefined)}>{menu.logout}</button>
        </Menu>
      )}
      {isChanging && (
        <Dialog title={password.titleChange} onClose={() => setChanging(false)}>
          <PasswordForm oldPassword="" isOneTime={false} onDone={() => setChanging(false)} />
        </Dialog>
      )}
    </div>
  );
}

function Choice({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="menu-choice" role="group" aria-label={label}>
      <span aria-hidden="true">{label}</span>
      <div class="segments">{children}</div>
    </div>
  );
}

/** On the login page: only the language. */
export function LanguageSwitch(): JSX.Element {
  return (
    <div class="segments language" role="group" aria-label={words.value.menu.language}>
      {(['pl', 'en'] as const).map((one) => (
        <button type="button" key={one} lang={one} aria-pressed={locale.value === one} onClick={() => chooseLocale(one)}>
          {words.value.language[one]}
        </button>
      ))}
    </div>
  );
}
