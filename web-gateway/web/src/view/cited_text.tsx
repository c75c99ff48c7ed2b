import type { ComponentChildren, JSX } from 'preact';

interface CitedTextProps {
  text: string;
  /** Numbers that have a proof; others stay as they are written. */
  numbers: ReadonlySet<number>;
  label(n: number): string;
  onCite(n: number): void;
}

/** A sentence in which "[3]" opens the third proof. Text is only ever text: nothing in it is read as markup. */
export function CitedText({ text, numbers, label, onCite }: CitedTextProps): JSX.Element {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(/\s?\[(\d{1,3})\]/g)) {
    const n = Number(match[1]);
    if (!numbers.has(n)) continue;
    parts.push(text.slice(end, match.index), (
      <button type="button" class="cite" key={`${n}-${match.index}`} aria-label={label(n)} onClick={() => onCite(n)}>
        {n}
      </button>
    ));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return <p class="words">{parts}</p>;
}
