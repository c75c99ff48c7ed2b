import type { JSX } from 'preact';
import { toMs } from '../api/timestamp';
import type { Message } from '../gen/cameramonit/chat/v1/chat_pb';
import { locale, words } from '../i18n';
import { clock } from '../i18n/time';
import { Still } from './clip';
import { Down } from './icons';

interface GroupLineProps {
  messages: readonly Message[];
  counts: readonly [string, number][];
  isOpen: boolean;
  zone: string;
  onToggle(): void;
}

const kPictures = 3;

/** Many alike as one line that opens: "12 osób · 14:02–14:58". */
export function GroupLine({ messages, counts, isOpen, zone, onToggle }: GroupLineProps): JSX.Element {
  const { group } = words.value;
  const said = counts.map(([name, n]) => (group.classes[name] ?? group.other)(n)).join(', ');
  const first = clock(toMs(messages[0]!.time), zone, locale.value);
  const last = clock(toMs(messages.at(-1)!.time), zone, locale.value);
  const pictures = messages.map((message) => message.events.find((event) => event.still))
    .filter((event) => event !== undefined).slice(0, kPictures);
  return (
    <button type="button" class="group-line" aria-expanded={isOpen} onClick={onToggle}>
      {!isOpen && (
        <span class="pile" aria-hidden="true">
          {pictures.map((event) => <Still key={event.name} name={event.still} alt="" />)}
        </span>
      )}
      <span class="group-words">
        <strong>{said}</strong> <span class="group-time">{first === last ? first : `${first}–${last}`}</span>
      </span>
      <span class="hidden">{isOpen ? group.close : group.open}</span>
      <Down />
    </button>
  );
}
