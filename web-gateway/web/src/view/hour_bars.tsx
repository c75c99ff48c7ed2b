import type { JSX } from 'preact';
import { toMs } from '../api/timestamp';
import type { HourCount } from '../gen/cameramonit/chat/v1/chat_pb';
import { locale, words } from '../i18n';
import { clock } from '../i18n/time';

/** How many of something an hour holds: objects where they are known, else events. */
export const hourValue = (hour: HourCount): number => Number(hour.objects || hour.events);

interface HourBarsProps {
  hours: readonly HourCount[];
  zone: string;
  onPick(ms: number): void;
}

/** An answer hour by hour; touching a bar goes there. */
export function HourBars({ hours, zone, onPick }: HourBarsProps): JSX.Element | null {
  if (hours.length < 2) return null;
  const most = Math.max(1, ...hours.map(hourValue));
  return (
    <ul class="hour-bars" aria-label={words.value.ask.hours}>
      {hours.map((hour) => {
        const ms = toMs(hour.startTime);
        const value = hourValue(hour);
        const label = `${clock(ms, zone, locale.value)}: ${words.value.day.count(value)}`;
        return (
          <li key={ms}>
            <button type="button" class="hour-bar" disabled={!value} aria-label={label} title={label} onClick={() => onPick(ms)}>
              <span class="bar" style={{ height: `${value ? Math.max(8, (100 * value) / most) : 2}%` }} />
              <span class="hour" aria-hidden="true">{clock(ms, zone, locale.value).slice(0, 2)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
