import type { JSX } from 'preact';
import { clone, create } from '@bufbuild/protobuf';
import { useState } from 'preact/hooks';
import { fromMs, toMs } from '../api/timestamp';
import {
  Chip_Field, QuestionSchema, type Chip, type Question, type Understanding,
} from '../gen/cameramonit/chat/v1/question_pb';
import { TimeRangeSchema } from '../gen/cameramonit/type/v1/common_pb';
import { words } from '../i18n';
import { fromInput, toInput } from '../i18n/time';
import { Dialog } from './popover';

interface ChipsProps {
  understanding: Understanding;
  zone: string;
  /** The answer is still coming: its bubble will be replaced, and a dialog opened in it would go with it. */
  isBusy?: boolean;
  /** The Question as changed, and the words of the change. */
  onChange(question: Question, text: string): void;
}

/** How the question was understood: a line of parts, each of which can be changed. */
export function Chips({ understanding, zone, isBusy, onChange }: ChipsProps): JSX.Element | null {
  const [open, setOpen] = useState<{ chip: Chip; near: DOMRect } | null>(null);
  const { ask } = words.value;
  const chips = understanding.chips.filter((chip) => chip.text);
  const ignored = understanding.ignoredWords.join(', ');
  if (!chips.length && !ignored) return null;
  const isChangeable = (chip: Chip) => !isBusy && (chip.choices.length > 0 || chip.field === Chip_Field.TIME);
  return (
    <div class="understanding">
      {chips.length > 0 && (
        <div class="chips" role="group" aria-label={ask.chips}>
          {chips.map((chip) => isChangeable(chip) ? (
            <button
              type="button" class="chip" key={chip.field} aria-haspopup="dialog" aria-label={ask.change(chip.text)}
              onClick={(event) => setOpen({ chip, near: event.currentTarget.getBoundingClientRect() })}
            >
              {chip.text}
            </button>
          ) : <span class="chip fixed" key={chip.field}>{chip.text}</span>)}
        </div>
      )}
      {ignored && <p class="ignored">{ask.ignored(ignored)}</p>}
      {open && (
        <ChipDialog
          chip={open.chip} near={open.near} question={understanding.question} zone={zone}
          onClose={() => setOpen(null)}
          onChoose={(question, text) => {
            setOpen(null);
            onChange(question, text);
          }}
        />
      )}
    </div>
  );
}

interface ChipDialogProps {
  chip: Chip;
  near: DOMRect;
  question?: Question;
  zone: string;
  onClose(): void;
  onChoose(question: Question, text: string): void;
}

function ChipDialog({ chip, near, question, zone, onClose, onChoose }: ChipDialogProps): JSX.Element {
  return (
    <Dialog title={`${words.value.ask.choose}…`} near={near} onClose={onClose}>
      <ul class="choices">
        {chip.choices.map((choice) => (
          <li key={choice.text}>
            <button
              type="button" class="choice" disabled={!choice.question} aria-current={choice.text === chip.text}
              onClick={() => choice.question && onChoose(choice.question, choice.text)}
            >
              {choice.text}
            </button>
          </li>
        ))}
      </ul>
      {chip.field === Chip_Field.TIME && question && <OtherTime question={question} zone={zone} onChoose={onChoose} />}
    </Dialog>
  );
}

const kHourMs = 3_600_000;

/** Any time at all, in the camera's zone. */
function OtherTime({ question, zone, onChoose }: Pick<ChipDialogProps, 'onChoose' | 'zone'> & { question: Question }):
JSX.Element {
  const range = question.timeRange;
  const [from, setFrom] = useState(toInput(toMs(range?.startTime) || Date.now() - 24 * kHourMs, zone));
  const [to, setTo] = useState(toInput(toMs(range?.endTime) || Date.now(), zone));
  const [wrong, setWrong] = useState(false);
  const { ask } = words.value;
  const apply = (event: Event) => {
    event.preventDefault();
    const start = fromInput(from, zone);
    const end = fromInput(to, zone);
    if (!(start < end)) {
      setWrong(true);
      return;
    }
    const changed = clone(QuestionSchema, question);
    changed.daily = undefined;
    changed.timeRange = create(TimeRangeSchema, { startTime: fromMs(start), endTime: fromMs(end) });
    onChoose(changed, `${from.replace('T', ' ')} – ${to.replace('T', ' ')}`);
  };
  return (
    <form class="other-time" onSubmit={apply}>
      <fieldset>
        <legend>{ask.otherTime}</legend>
        <label>{ask.from}<input type="datetime-local" value={from} onInput={(e) => setFrom(e.currentTarget.value)} /></label>
        <label>{ask.to}<input type="datetime-local" value={to} onInput={(e) => setTo(e.currentTarget.value)} /></label>
        {wrong && <p class="field-error" role="alert">{ask.timeOrder}</p>}
        <button type="submit" class="primary">{ask.apply}</button>
      </fieldset>
    </form>
  );
}
