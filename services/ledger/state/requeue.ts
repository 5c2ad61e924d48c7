/**
 * A message that the provider accepted and then gave up for a reason that passes (131042, payment) is queued
 * again: it waits for another attempt as if this one had not been, and what is known of this one is kept
 * aside. "Delivered" brings it back. Pure.
 */
import type { Position } from './position.ts';
import { requeuedAttempt, withAttempt } from './earlier-attempts.ts';

/** What the attempt leaves behind when its message waits again. */
const MOVED = ['wamid', 'acceptedAt', 'sentAt'] as const;
const LEFT = ['owner', 'delivery', 'endedAt', 'code', 'reason'] as const;

export type Giving = {
  /** When the provider gave the attempt up. */
  readonly undeliveredAt: Date;
  /** The earliest time of the next attempt. */
  readonly dueAt: Date;
  readonly code?: number;
  readonly reason?: string;
};

/** The message waits, and its present attempt is over. */
export function queueAgain(present: Position, { undeliveredAt, dueAt, ...failure }: Giving): Position {
  const next: Position = { ...present, ...{ state: 'WAITING' as const } };
  const record = { attempt: present.attempt, undeliveredAt };
  for (const field of MOVED)
    if (present[field] !== undefined) Object.assign(record, { [field]: present[field] });
  for (const field of [...MOVED, ...LEFT]) delete next[field];
  return { ...next, ...failure, dueAt, earlierAttempts: withAttempt(present.earlierAttempts, record) };
}

/**
 * The message as it was when the provider had given its present attempt up: failed, and not queued again.
 * @returns null when it does not wait because of that
 */
export function beforeQueuedAgain(present: Position): { failed: Position; giving: Giving } | null {
  const record = requeuedAttempt(present);
  if (!record || present.state !== 'WAITING') return null;
  const { undeliveredAt, attempt, ...known } = record;
  const { dueAt = undeliveredAt, code, reason } = present;
  const failed: Position = {
    ...present,
    ...known,
    state: 'FAILED',
    delivery: 'UNDELIVERED',
    endedAt: undeliveredAt,
  };
  delete failed.dueAt;
  delete failed.earlierAttempts;
  const others = (present.earlierAttempts ?? []).filter((earlier) => earlier.attempt !== attempt);
  if (others.length > 0) failed.earlierAttempts = others;
  const failure = { ...(code === undefined ? {} : { code }), ...(reason === undefined ? {} : { reason }) };
  return { failed, giving: { undeliveredAt, dueAt, ...failure } };
}
