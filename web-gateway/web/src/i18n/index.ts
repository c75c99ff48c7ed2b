import { computed, signal } from '@preact/signals';
import type { LocalizedText } from '../gen/cameramonit/type/v1/common_pb';
import { Language } from '../gen/cameramonit/type/v1/common_pb';
import type { Failure } from '../api/failure';
import { remembered } from '../state/remembered';
import { en } from './en';
import { pl, type Words } from './pl';

export type Locale = 'pl' | 'en';

const kStored = remembered<Locale>('language', (value) => value === 'pl' || value === 'en');

function fromBrowser(): Locale {
  const wished = typeof navigator === 'undefined' ? [] : navigator.languages;
  const known = wished.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'pl' || tag === 'en');
  return (known as Locale | undefined) ?? 'en';
}

/** The language of the screen: chosen, else the browser's, else English. */
export const locale = signal<Locale>(kStored.get() ?? fromBrowser());

export function chooseLocale(chosen: Locale): void {
  locale.value = chosen;
  kStored.set(chosen);
}

/** The words of the screen in its language. */
export const words = computed<Words>(() => (locale.value === 'pl' ? pl : en));

export const protoLanguage = computed(() => (locale.value === 'pl' ? Language.PL : Language.EN));

/** A sentence in the screen's language, or in another when it has none; empty when there is nothing to say. */
export function say(text: LocalizedText | undefined, language: Locale = locale.value): string {
  if (!text) return '';
  return language === 'pl' ? text.pl || text.en : text.en || text.pl;
}

/** What a failure means to a person and what to do about it. Never a code. */
export function explain(failure: Failure): string {
  const { failure: dictionary } = words.value;
  if (failure.reason === 'LOGIN_THROTTLED') {
    const seconds = Number(failure.metadata['retry_after_s']);
    if (seconds > 0) return dictionary.throttled(Math.ceil(seconds));
  }
  return dictionary.reasons[failure.reason] ?? dictionary.reasons[failure.code] ?? dictionary.other;
}
