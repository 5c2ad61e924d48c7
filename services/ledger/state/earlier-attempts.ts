/** What is known of a message's attempts beside the present one. Pure. */
import type { EarlierAttempt } from '../../../schemas/collections.ts';
import type { Position } from './position.ts';

// `wamid` is always that of the present attempt; those of earlier ones are kept with their number, so that a
// status without callback data finds the attempt that it is about.

type Attempts = Pick<Position, 'attempt' | 'wamid' | 'earlierAttempts'>;

/** An attempt that the provider gave up and whose message was queued again. */
export type RequeuedAttempt = EarlierAttempt & { undeliveredAt: Date };

export const earlierAttempt = (
  { earlierAttempts = [] }: Pick<Position, 'earlierAttempts'>,
  attempt: number,
): EarlierAttempt | undefined => earlierAttempts.find((earlier) => earlier.attempt === attempt);

/** The record of the present attempt, when its message waits because of it; else null. */
export function requeuedAttempt(present: Attempts): RequeuedAttempt | null {
  const record = earlierAttempt(present, present.attempt);
  return record?.undeliveredAt ? { ...record, undeliveredAt: record.undeliveredAt } : null;
}

/** True when another attempt was accepted and not given up: then that one may still arrive. */
export const hasOtherAccepted = ({ attempt, earlierAttempts = [] }: Attempts): boolean =>
  earlierAttempts.some((earlier) => earlier.attempt !== attempt && earlier.undeliveredAt === undefined);

/** The first wamid that is heard of an attempt is kept. */
export function withWamid(present: Attempts, attempt: number, wamid: string | null): Partial<Position> {
  if (wamid === null) return {};
  if (attempt === present.attempt) return present.wamid ? {} : { wamid };
  const earlier = earlierAttempt(present, attempt);
  if (earlier?.wamid) return {};
  return { earlierAttempts: withAttempt(present.earlierAttempts, { ...earlier, attempt, wamid }) };
}

/** A payment that fails for days makes an attempt an hour. */
const MAX_KEPT = 20;

/** In the order of the attempts, the latest 20. */
export function withAttempt(
  earlierAttempts: readonly EarlierAttempt[] = [],
  record: EarlierAttempt,
): EarlierAttempt[] {
  const others = earlierAttempts.filter(({ attempt }) => attempt !== record.attempt);
  return [...others, record].sort((a, b) => a.attempt - b.attempt).slice(-MAX_KEPT);
}

/** Every wamid of a message, and the attempt that it belongs to. */
export const attemptsByWamid = ({
  attempt,
  wamid,
  earlierAttempts = [],
}: Attempts): Array<[string, number]> => [
  ...earlierAttempts.flatMap((earlier): Array<[string, number]> =>
    earlier.wamid ? [[earlier.wamid, earlier.attempt]] : [],
  ),
  ...(wamid ? [[wamid, attempt] as [string, number]] : []),
];
