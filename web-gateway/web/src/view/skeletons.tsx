import type { JSX } from 'preact';

/** Quiet shapes of what will be there. */
export function ListSkeleton(): JSX.Element {
  return (
    <div class="list-skeleton" aria-hidden="true">
      {[70, 55, 80, 60, 75].map((_, i) => (
        <div class="contact" key={i}>
          <span class="avatar skeleton" />
          <span class="contact-words"><span class="skeleton line" /><span class="skeleton line short" /></span>
        </div>
      ))}
    </div>
  );
}

export function ConversationSkeleton(): JSX.Element {
  return (
    <div class="conversation-skeleton" aria-hidden="true">
      <span class="skeleton bubble-shape tall" />
      <span class="skeleton bubble-shape" />
      <span class="skeleton bubble-shape own" />
      <span class="skeleton bubble-shape tall" />
    </div>
  );
}
