import { create } from '@bufbuild/protobuf';
import { TimestampSchema, type Duration, type Timestamp } from '@bufbuild/protobuf/wkt';

/** Milliseconds since the epoch, with what is left of a microsecond after the point; 0 when absent. */
export const toMs = (time: Timestamp | undefined): number =>
  time ? Number(time.seconds) * 1000 + time.nanos / 1e6 : 0;

export function fromMs(ms: number): Timestamp {
  const seconds = Math.floor(ms / 1000);
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos: Math.round((ms - seconds * 1000) * 1e6) });
}

export const durationSeconds = (duration: Duration | undefined): number =>
  duration ? Number(duration.seconds) + duration.nanos / 1e9 : 0;
