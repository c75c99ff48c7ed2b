import type { PendingAnswer } from '../state/asking';
import type { Row } from '../state/rows';
import type { Timeline } from '../state/timeline';
import type { UploadView } from '../state/uploads';

/** The lines of a conversation, with what is not stored yet at its end. */
export type ShownRow =
  | Row
  | { kind: 'upload'; key: string; upload: UploadView }
  | { kind: 'pending'; key: string; pending: PendingAnswer };

/** Films on their way and answers being found come last. A film that arrived stands in the conversation itself. */
export function withDrafts(
  past: readonly Row[], pending: readonly PendingAnswer[], uploads: readonly UploadView[], timeline: Timeline,
): readonly ShownRow[] {
  const arrived = new Set(timeline.messages.filter((message) => message.upload).map((message) => message.upload!.media));
  const onTheirWay = uploads.filter((upload) => !(upload.media && arrived.has(upload.media.name)));
  if (!pending.length && !onTheirWay.length) return past;
  return [
    ...past,
    ...onTheirWay.map((upload): ShownRow => ({ kind: 'upload', key: `upload-${upload.id}`, upload })),
    ...pending.map((answer): ShownRow => ({ kind: 'pending', key: `pending-${answer.id}`, pending: answer })),
  ];
}

/** Heights in px to begin with, about as they turn out on a phone. */
export function estimateRow(row: ShownRow): number {
  switch (row.kind) {
    case 'day': return 48;
    case 'older': case 'hole': return 48;
    case 'group': return 64;
    case 'upload': return 120;
    case 'pending': return 120;
    case 'message': {
      if (row.message.upload) return 120;
      if (row.message.citations.length) return 240;
      return row.message.events.length ? 290 : 64;
    }
  }
}
