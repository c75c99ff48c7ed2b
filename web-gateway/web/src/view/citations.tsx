import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { toMs } from '../api/timestamp';
import type { Citation } from '../gen/cameramonit/chat/v1/question_pb';
import { locale, say, words } from '../i18n';
import { clock } from '../i18n/time';
import { useApp } from '../state/app';
import { Player, Still } from './clip';

interface CitationsProps {
  citations: readonly Citation[];
  /** The channel that speaks; proofs of others say whose they are. */
  channel: string;
  zone: string;
  /** The number of the one that plays; 0: none. */
  playing: number;
  onPlay(n: number): void;
}

/** More are shown when asked for. */
const kShown = 12;

/** The proofs of an answer as small numbered pictures; the one touched plays below them. */
export function Citations({ citations, channel, zone, playing, onPlay }: CitationsProps): JSX.Element | null {
  const { chats } = useApp();
  const [all, setAll] = useState(false);
  if (!citations.length) return null;
  const { ask } = words.value;
  const open = citations.find((citation) => citation.number === playing);
  const shown = all || (open && citations.indexOf(open) >= kShown) ? citations : citations.slice(0, kShown);
  const cameraOf = (citation: Citation) =>
    (citation.channel && citation.channel !== channel ? chats.get(`${citation.channel}/chat`)?.displayName : undefined);
  const labelOf = (citation: Citation) => [
    clock(toMs(citation.time), zone, locale.value), cameraOf(citation), say(citation.sentence),
  ].filter(Boolean).join(' · ');
  return (
    <div class="citations">
      <ul class="proofs" aria-label={ask.proofs}>
        {shown.map((citation) => (
          <li key={citation.number}>
            <button
              type="button" class="proof" data-number={citation.number} aria-pressed={citation.number === playing}
              aria-label={`${ask.citation(citation.number)}: ${labelOf(citation)}`} title={labelOf(citation)}
              onClick={() => onPlay(citation.number === playing ? 0 : citation.number)}
            >
              <Still name={citation.still || citation.event} alt="" />
              <span class="number" aria-hidden="true">{citation.number}</span>
              <span class="proof-time" aria-hidden="true">{clock(toMs(citation.time), zone, locale.value)}</span>
            </button>
          </li>
        ))}
        {shown.length < citations.length && (
          <li>
            <button type="button" class="quiet more" onClick={() => setAll(true)}>
              {ask.moreProofs(citations.length - shown.length)}
            </button>
          </li>
        )}
      </ul>
      {open && (
        <figure class="open-proof">
          <Player key={open.number} name={open.event || open.clip} label={labelOf(open)} onClose={() => onPlay(0)} />
          {say(open.sentence) && <figcaption>{labelOf(open)}</figcaption>}
        </figure>
      )}
    </div>
  );
}
