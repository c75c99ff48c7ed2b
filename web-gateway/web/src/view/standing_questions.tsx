import type { JSX } from 'preact';
import { create } from '@bufbuild/protobuf';
import { useEffect, useState } from 'preact/hooks';
import { toFailure } from '../api/failure';
import { toMs } from '../api/timestamp';
import { StandingQuestionSchema, type StandingQuestion } from '../gen/cameramonit/chat/v1/chat_pb';
import { explain, locale, words } from '../i18n';
import { whenInList } from '../i18n/time';
import { useApp } from '../state/app';
import * as Icon from './icons';
import { Dialog } from './popover';

interface StandingQuestionsProps {
  project: string;
  zone: string;
  onClose(): void;
}

/** "Tell me when…": what the user asked to be told, to be paused, changed in words, or deleted. */
export function StandingQuestions({ project, zone, onClose }: StandingQuestionsProps): JSX.Element {
  const { clients } = useApp();
  const [questions, setQuestions] = useState<readonly StandingQuestion[]>();
  const [failure, setFailure] = useState('');
  const { standing } = words.value;

  useEffect(() => {
    clients.chat.listStandingQuestions({ parent: project }).then(
      (reply) => setQuestions(reply.standingQuestions),
      (error: unknown) => {
        setQuestions([]);
        setFailure(explain(toFailure(error)));
      },
    );
  }, [project]);

  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
      setFailure('');
    } catch (error) {
      setFailure(explain(toFailure(error)));
    }
  };
  const update = (question: StandingQuestion, path: string) => attempt(async () => {
    const reply = await clients.chat.updateStandingQuestion({ standingQuestion: question, updateMask: { paths: [path] } });
    const changed = reply.standingQuestion;
    if (changed) setQuestions((all) => all?.map((one) => (one.name === changed.name ? changed : one)));
  });
  const remove = (name: string) => attempt(async () => {
    await clients.chat.deleteStandingQuestion({ name });
    setQuestions((all) => all?.filter((one) => one.name !== name));
  });

  return (
    <Dialog title={standing.title} side onClose={onClose}>
      {failure && <p class="field-error" role="alert">{failure}</p>}
      {!questions && <p class="skeleton block" />}
      {questions && !questions.length && !failure && <p class="muted">{standing.empty}</p>}
      <ul class="standing">
        {questions?.map((question) => (
          <Item key={question.name} question={question} zone={zone} onUpdate={update} onRemove={remove} />
        ))}
      </ul>
    </Dialog>
  );
}

interface ItemProps {
  question: StandingQuestion;
  zone: string;
  onUpdate(question: StandingQuestion, path: string): Promise<void>;
  onRemove(name: string): Promise<void>;
}

function Item({ question, zone, onUpdate, onRemove }: ItemProps): JSX.Element {
  const [draft, setDraft] = useState<string | null>(null);
  const [isSure, setSure] = useState(false);
  const { standing } = words.value;
  const last = toMs(question.lastMatchTime);
  const history = question.matches
    ? `${standing.matches(Number(question.matches))}, ${standing.last(whenInList(last, zone, locale.value, words.value, Date.now()))}`
    : standing.never;
  const save = async (event: Event) => {
    event.preventDefault();
    if (draft?.trim()) await onUpdate(create(StandingQuestionSchema, { ...question, text: draft.trim() }), 'text');
    setDraft(null);
  };
  return (
    <li class={question.paused ? 'paused' : ''}>
      {draft === null ? <p class="words">{question.text}</p> : (
        <form onSubmit={save}>
          <input aria-label={standing.edit} value={draft} autoFocus onInput={(event) => setDraft(event.currentTarget.value)} />
          <button type="submit" class="primary">{standing.save}</button>
          <button type="button" class="quiet" onClick={() => setDraft(null)}>{standing.cancel}</button>
        </form>
      )}
      {question.chips.length > 0 && (
        <p class="chips">{question.chips.map((chip) => <span class="chip fixed" key={chip.field}>{chip.text}</span>)}</p>
      )}
      <p class="muted">{question.paused ? standing.paused : history}</p>
      <p class="actions">
        <button
          type="button" class="quiet"
          onClick={() => onUpdate(create(StandingQuestionSchema, { ...question, paused: !question.paused }), 'paused')}
        >
          {question.paused ? <Icon.Play /> : <Icon.Pause />}{question.paused ? standing.resume : standing.pause}
        </button>
        <button type="button" class="quiet" onClick={() => setDraft(question.text)}><Icon.Pencil />{standing.edit}</button>
        <button type="button" class="quiet danger" onClick={() => (isSure ? void onRemove(question.name) : setSure(true))} onBlur={() => setSure(false)}>
          <Icon.Bin />{isSure ? standing.confirmRemove : standing.remove}
        </button>
      </p>
    </li>
  );
}
