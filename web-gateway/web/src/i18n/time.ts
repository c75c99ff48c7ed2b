import type { Words } from './pl';
import type { Locale } from './index';

const kMinuteMs = 60_000;
const kHourMs = 60 * kMinuteMs;
const kDayMs = 24 * kHourMs;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}|${zone}|${Object.entries(options).flat().join(',')}`;
  let found = formatters.get(key);
  if (!found) {
    const timeZone = zone || undefined;
    try {
      found = new Intl.DateTimeFormat(locale, { ...options, timeZone });
    } catch {
      found = new Intl.DateTimeFormat(locale, options);
    }
    formatters.set(key, found);
  }
  return found;
}

const tag = (locale: Locale): string => (locale === 'pl' ? 'pl-PL' : 'en-GB');

/** "14:05" */
export const clock = (ms: number, zone: string, locale: Locale): string =>
  formatter(tag(locale), zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);

/** "14:05:09" */
export const clockSeconds = (ms: number, zone: string, locale: Locale): string =>
  formatter(tag(locale), zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(ms);

/** Milliseconds that local time is ahead of UTC at this moment. */
function offsetMs(ms: number, zone: string): number {
  const parts = formatter('en-US', zone, {
    year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(ms);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return local - Math.floor(ms / 1000) * 1000;
}

/** The moment at which the clocks of `zone` show this civil time (given as if it were UTC). */
export function fromCivil(civilMs: number, zone: string): number {
  const guess = civilMs - offsetMs(civilMs, zone);
  return civilMs - offsetMs(guess, zone);
}

/** Civil time of a moment, as if it were UTC. */
export const toCivil = (ms: number, zone: string): number => ms + offsetMs(ms, zone);

/** The midnight that begins the day of `ms`, or `days` further. Days with a clock change have 23 or 25 hours. */
export function startOfDay(ms: number, zone: string, days = 0): number {
  const civil = toCivil(ms, zone);
  return fromCivil(Math.floor(civil / kDayMs) * kDayMs + days * kDayMs, zone);
}

/** "Dziś", "Wczoraj", "sobota, 21 listopada", with the year when it is another one. */
export function dayTitle(ms: number, zone: string, locale: Locale, words: Words, now: number): string {
  const day = startOfDay(ms, zone);
  if (day === startOfDay(now, zone)) return words.day.today;
  if (day === startOfDay(now, zone, -1)) return words.day.yesterday;
  const sameYear = new Date(toCivil(ms, zone)).getUTCFullYear() === new Date(toCivil(now, zone)).getUTCFullYear();
  return formatter(tag(locale), zone, {
    weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }),
  }).format(ms);
}

/** As in a list of messages: "przed chwilą", "5 min temu", "14:05", "wczoraj", "pon.", "21 lis", "21.11.2025". */
export function whenInList(ms: number, zone: string, locale: Locale, words: Words, now: number): string {
  if (!ms) return '';
  const age = now - ms;
  if (age >= 0 && age < kMinuteMs) return words.when.now;
  if (age >= 0 && age < 10 * kMinuteMs) return words.when.minutes(Math.floor(age / kMinuteMs));
  const day = startOfDay(ms, zone);
  if (day === startOfDay(now, zone)) return clock(ms, zone, locale);
  if (day === startOfDay(now, zone, -1)) return words.when.yesterday;
  if (age >= 0 && age < 6 * kDayMs) return formatter(tag(locale), zone, { weekday: 'short' }).format(ms);
  if (Math.abs(age) < 300 * kDayMs) return formatter(tag(locale), zone, { day: 'numeric', month: 'short' }).format(ms);
  return formatter(tag(locale), zone, { day: 'numeric', month: 'numeric', year: 'numeric' }).format(ms);
}

/** A rest of time as people say it: "8 s", "3 min", "2 godz.". */
export function remaining(seconds: number, words: Words): string {
  if (seconds < 90) return words.wait.seconds(Math.max(1, Math.round(seconds)));
  if (seconds < 90 * 60) return words.wait.minutes(Math.round(seconds / 60));
  return words.wait.hours(Math.round(seconds / 3600));
}

/** A value for <input type="datetime-local">, in the camera's zone. */
export const toInput = (ms: number, zone: string): string => new Date(toCivil(ms, zone)).toISOString().slice(0, 16);

/** What was typed there, as a moment; NaN when incomplete. */
export const fromInput = (value: string, zone: string): number => {
  const civil = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value) ? Date.parse(`${value}:00Z`) : NaN;
  return Number.isNaN(civil) ? NaN : fromCivil(civil, zone);
};
