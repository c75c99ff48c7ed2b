import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../i18n';
import { Close } from './icons';

interface DialogProps {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  /** A sheet at the edge instead of a box in the middle. */
  side?: boolean;
  /** As wide as the screen allows: for a picture. */
  wide?: boolean;
  /** On wide screens, right below this. */
  near?: DOMRect;
}

const kNarrowPx = 640;
const kMarginPx = 8;

/** Below what it belongs to, or above it where there is no room. */
function placeNear(dialog: HTMLElement, near: DOMRect): void {
  if (innerWidth < kNarrowPx) return;
  const { width, height } = dialog.getBoundingClientRect();
  const below = near.bottom + kMarginPx + height <= innerHeight;
  const top = below ? near.bottom + kMarginPx : Math.max(kMarginPx, near.top - kMarginPx - height);
  dialog.style.margin = '0';
  dialog.style.top = `${top}px`;
  dialog.style.left = `${Math.max(kMarginPx, Math.min(near.left, innerWidth - width - kMarginPx))}px`;
}

/** A modal window: takes the focus, keeps it, gives it back; Escape and a touch beside it close it. */
export function Dialog({ title, onClose, children, side, near, wide }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const element = dialog.current!;
    const opener = document.activeElement as HTMLElement | null;
    element.showModal();
    if (near) placeNear(element, near);
    const onCancel = (event: Event) => {
      event.preventDefault();
      close.current();
    };
    const onClick = (event: MouseEvent) => {
      if (event.target === element) close.current();
    };
    element.addEventListener('cancel', onCancel);
    element.addEventListener('click', onClick);
    return () => {
      element.removeEventListener('cancel', onCancel);
      element.removeEventListener('click', onClick);
      element.close();
      if (opener?.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog class={side ? 'dialog side' : near ? 'dialog near' : wide ? 'dialog wide' : 'dialog'} ref={dialog} aria-labelledby="dialog-title">
      <div class="dialog-body">
        <header>
          <h2 id="dialog-title">{title}</h2>
          <button type="button" class="round" aria-label={words.value.standing.close} onClick={onClose}><Close /></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface MenuProps {
  label: string;
  onClose(): void;
  children: ComponentChildren;
}

/** A small menu under the button that opened it (its parent). Arrows walk, Escape closes, the focus returns. */
export function Menu({ label, onClose, children }: MenuProps): JSX.Element {
  const menu = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const element = menu.current!;
    const opener = document.activeElement as HTMLElement | null;
    const items = () => [...element.querySelectorAll<HTMLElement>('button, input, select')];
    items()[0]?.focus();
    const onKey = (event: KeyboardEvent) => {
      const at = items().indexOf(document.activeElement as HTMLElement);
      const typing = (event.target as HTMLElement).tagName === 'INPUT';
      if (event.key === 'Escape') {
        event.stopPropagation();
        close.current();
      } else if (!typing && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
        event.preventDefault();
        const step = event.key === 'ArrowDown' ? 1 : -1;
        items()[(at + step + items().length) % items().length]?.focus();
      } else if (event.key === 'Tab') {
        const leaving = event.shiftKey ? at <= 0 : at === items().length - 1;
        if (leaving) close.current();
      }
    };
    const onDown = (event: PointerEvent) => {
      if (!element.parentElement!.contains(event.target as Node)) close.current();
    };
    element.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onDown);
    return () => {
      element.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onDown);
      if (opener?.isConnected && (document.activeElement === document.body || element.contains(document.activeElement))) {
        opener.focus();
      }
    };
  }, []);
  return <div class="menu" ref={menu} role="group" aria-label={label}>{children}</div>;
}
