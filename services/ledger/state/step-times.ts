/** When a message was accepted, sent, delivered and read, by what is heard of it. Pure. */
import type { Position, StatusUpdate } from './position.ts';

const TIME_FIELDS = {
  ACCEPTED: 'acceptedAt',
  SENT: 'sentAt',
  DELIVERED: 'deliveredAt',
  READ: 'readAt',
} as const;

/** The earliest time of each step is kept. */
export function timeOf(present: Position, update: StatusUpdate): Partial<Position> {
  const field = update.kind in TIME_FIELDS ? TIME_FIELDS[update.kind as keyof typeof TIME_FIELDS] : null;
  return field ? { [field]: earliest(present[field], timeIn(present, update)) } : {};
}

/** The provider's times are whole seconds, cut off: nothing happened before the request. */
export function timeIn(present: Position, update: StatusUpdate): Date {
  return new Date(Math.max(update.at, present.intentAt?.getTime() ?? 0));
}

/** Of two times, as far as they are known. */
export const earliest = (first: Date | undefined, second: Date | undefined): Date | undefined =>
  first && second ? (second < first ? second : first) : (first ?? second);
