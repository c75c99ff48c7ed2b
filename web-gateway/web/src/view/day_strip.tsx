import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { toMs } from '../api/timestamp';
import { locale, words } from '../i18n';
import { clock, dayTitle, startOfDay } from '../i18n/time';
import type { Conversation, Day } from '../state/conversation';
import { hourValue } from './hour_bars';
import * as Icon from './icons';

interface DayStripProps {
  conversation: Conversation;
  zone: string;
  /** The moment that is in view. */
  ms: number;
  onGo(ms: number): void;
  onStep(direction: 1 | -1): void;
}

const kRefreshMs = 3_000;
const kHourMs = 3_600_000;
/** A day is asked for by its middle: the server's zone may be another. */
const kMiddayMs = 12 * kHourMs;
const kLabels = [0, 6, 12, 18, 24];

/** The day that is in view, as last told by the server; asked for again while things happen. */
function useDay(conversation: Conversation, dayStart: number): Day | undefined {
  const [day, setDay] = useState<Day>();
  const version = conversation.version.value;
  const asked = useRef({ dayStart: 0, at: 0 });
  useEffect(() => {
    const isNew = asked.current.dayStart !== dayStart;
    const wait = isNew ? 0 : Math.max(0, asked.current.at + kRefreshMs - Date.now());
    let current = true;
    const timer = setTimeout(() => {
      asked.current = { dayStart, at: Date.now() };
      conversation.day(dayStart, kMiddayMs).then(
        (found) => current && setDay(found),
        () => undefined,  // the strip stays as it was
      );
    }, wait);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [conversation, dayStart, version]);
  return day?.ms === dayStart ? day : undefined;
}

/** 24 hours with how much happened in each. Dragging goes there; the arrow keys step through events. */
export function DayStrip({ conversation, zone, ms, onGo, onStep }: DayStripProps): JSX.Element {
  const strip = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<number | null>(null);
  // While it is held the strip keeps its day, wherever the conversation goes meanwhile.
  const start = startOfDay(held ?? ms, zone);
  const end = startOfDay(held ?? ms, zone, 1);
  const day = useDay(conversation, start);
  const lastGo = useRef(0);
  const { day: text } = words.value;

  const hours = day?.hours ?? [];
  const most = Math.max(1, ...hours.map(hourValue));
  const share = (time: number) => Math.min(1, Math.max(0, (time - start) / (end - start)));
  const shownMs = held ?? ms;
  const inHour = hours.find((hour) => toMs(hour.startTime) <= shownMs && shownMs < toMs(hour.startTime) + kHourMs);
  const count = inHour ? hourValue(inHour) : 0;
  const said = `${clock(shownMs, zone, locale.value)}, ${count ? text.events(count) : text.quiet}`;

  const go = (event: PointerEvent, isFinal: boolean) => {
    const box = strip.current!.getBoundingClientRect();
    const at = start + Math.min(0.9999, Math.max(0, (event.clientX - box.left) / box.width)) * (end - start);
    setHeld(isFinal ? null : at);
    if (!isFinal && Date.now() - lastGo.current < 120) return;
    lastGo.current = Date.now();
    onGo(at);
  };

  return (
    <section class="day-strip" aria-label={text.strip}>
      <div class="day-name">
        <button
          type="button" class="round small" aria-label={text.previous} disabled={!day?.previousMs}
          onClick={() => day && onGo(day.previousMs)}
        >
          <Icon.Left />
        </button>
        <span>{dayTitle(start, zone, locale.value, words.value, Date.now())}</span>
        <button
          type="button" class="round small" aria-label={text.next} disabled={!day?.nextMs}
          onClick={() => day && onGo(day.nextMs)}
        >
          <Icon.Right />
        </button>
      </div>
      <div
        class="strip" ref={strip} tabIndex={0} role="slider" aria-label={text.strip} aria-orientation="horizontal"
        aria-valuemin={0} aria-valuemax={24} aria-valuenow={Math.floor(share(shownMs) * 24)} aria-valuetext={said}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          go(event, false);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event, false);
        }}
        onPointerUp={(event) => go(event, true)}
        onPointerCancel={() => setHeld(null)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          event.preventDefault();
          event.stopPropagation();
          onStep(event.key === 'ArrowLeft' ? -1 : 1);
        }}
      >
        {hours.filter((hour) => hourValue(hour) > 0).map((hour) => {
          const from = toMs(hour.startTime);
          return (
            <span
              class="density" key={from}
              style={{
                left: `${share(from) * 100}%`,
                width: `${(share(from + kHourMs) - share(from)) * 100}%`,
                height: `${Math.max(18, (100 * hourValue(hour)) / most)}%`,
              }}
            />
          );
        })}
        <span class="now" style={{ left: `${share(shownMs) * 100}%` }} />
        {held !== null && <span class="held" style={{ left: `${share(held) * 100}%` }}>{said}</span>}
      </div>
      <div class="hours" aria-hidden="true">{kLabels.map((hour) => <span key={hour}>{hour}</span>)}</div>
    </section>
  );
}
