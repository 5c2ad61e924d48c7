/**
 * A campaign that is slower than its own rate is told once for each reason that lasts, and once more when it
 * is at its rate again (F6).
 */
import type { EventDocument } from '../../../schemas/collections.ts';
import { explainRate, type Explanation, type RateReason } from '../../queries/campaigns/explain-rate.ts';
import type { Progress } from '../../queries/campaigns/read-progress.ts';

export const WHY_CODES = { slowed: 'CAMPAIGN_SLOWED', recovered: 'CAMPAIGN_AT_ITS_RATE' } as const;

/** A reason is told when it has been the same at so many looks: those of a moment are nobody's concern. */
export const LOOKS = 3;

/** Reasons that pass by themselves. */
const PASSING: ReadonlySet<RateReason> = new Set(['contacts', 'planning', 'exhausted', 'unclear']);
/** Somebody should look at these. */
const WARNINGS: ReadonlySet<RateReason> = new Set(['restore', 'template', 'held', 'senders', 'refused']);

export type Seen = { readonly reason: RateReason; readonly looks: number };

/** Whether this look is the one at which the reason is told. */
export const isLasting = ({ reason, looks }: Seen): boolean => looks === LOOKS && !PASSING.has(reason);

/** @param before of the look before; undefined at the first */
export function seenAgain(before: Seen | undefined, reason: RateReason): Seen {
  return { reason, looks: before?.reason === reason ? before.looks + 1 : 1 };
}

/**
 * @param last the id of the campaign's latest entry of this kind, of whatever run; null when there is none
 * @returns null when there is nothing new to tell
 */
export function whyEntry(
  progress: Progress,
  seen: Seen,
  last: string | null,
  now: Date,
): EventDocument | null {
  const { status, runId, campaignId, name, nextSlotAt } = progress;
  if (status !== 'on' || runId === null || !isLasting(seen)) return null;
  const told = last === null ? null : readId(last);
  const toldOfRun = told?.runId === runId ? told : null;
  if ((toldOfRun?.reason ?? 'none') === seen.reason) return null;
  const why = explainRate(progress);
  const isBack = why.reason === 'none';
  return {
    // two instances that see the same write the same entry
    _id: `why:${runId}:${(toldOfRun?.number ?? 0) + 1}:${seen.reason}`,
    at: now,
    level: WARNINGS.has(seen.reason) ? 'WARNING' : 'INFO',
    category: 'MESSAGING_CAMPAIGN',
    code: isBack ? WHY_CODES.recovered : WHY_CODES.slowed,
    message: `Campaign "${name}": ${why.text}${moreOf(why, nextSlotAt)} [${why.reason}]`,
    entity: { kind: 'campaign', id: campaignId, name },
    who: null,
    correlationId: null,
  };
}

function moreOf({ saidBy, endsAt }: Explanation, nextSlotAt: Date | null): string {
  const parts = [
    ...(saidBy === null ? [] : [`decided by ${saidBy}`]),
    ...(endsAt === null ? [] : [`until ${endsAt.toISOString()} at the earliest`]),
    ...(nextSlotAt === null ? [] : [`next message due ${nextSlotAt.toISOString()}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function readId(id: string): { runId: string; number: number; reason: string } | null {
  const found = /^why:(.+):(\d+):(\w+)$/.exec(id);
  return found ? { runId: found[1] ?? '', number: Number(found[2]), reason: found[3] ?? '' } : null;
}
