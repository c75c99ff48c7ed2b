import { effect, signal } from '@preact/signals';
import { remembered } from './remembered';

export type Look = 'auto' | 'light' | 'dark';

const kStored = remembered<Look>('look', (value) => value === 'light' || value === 'dark');

/** Light or dark; auto follows the system. */
export const look = signal<Look>(kStored.get() ?? 'auto');

export function chooseLook(chosen: Look): void {
  look.value = chosen;
  kStored.set(chosen === 'auto' ? undefined : chosen);
}

/** Keeps the page in the chosen look. */
export function applyLook(root: HTMLElement): void {
  effect(() => {
    if (look.value === 'auto') delete root.dataset['look'];
    else root.dataset['look'] = look.value;
  });
}
