/**
 * States and deliveries move in one direction only; nothing that may have been sent goes back to where it is sent, but once and as another
 * attempt where the campaign asks for that, or where the provider has given the attempt up; nothing vanishes.
 */
import type { Evidence, LedgerWrite } from './evidence.ts';
import { givenUpAttempts } from './given-up.ts';

const DELIVERY = ['none', 'SENT', 'EXPIRED', 'UNDELIVERED', 'DELIVERED', 'READ'];

/** From a state to those that may follow. */
const MOVES: Readonly<Record<string, readonly string[]>> = {
  none: ['INTENT', 'WAITING', 'SKIPPED'],
  WAITING: ['INTENT', 'ACCEPTED', 'FAILED'],
  INTENT: ['WAITING', 'ACCEPTED', 'FAILED', 'SKIPPED', 'UNKNOWN'],
  UNKNOWN: ['ACCEPTED', 'FAILED', 'SKIPPED'],
  ACCEPTED: ['FAILED'],
  FAILED: ['ACCEPTED'],
  SKIPPED: [],
};

/** `resent`: the attempt that was unknown, or given up, when the message went back to be sent once more; 0 = it did not. */
type Standing = { state: string; delivery: string; wamid: string; attempt: number; resent: number };

const nothing: Standing = { state: 'none', delivery: 'none', wamid: '', attempt: 0, resent: 0 };

export function neverBack(evidence: Evidence): string[] {
  const standings = new Map<string, Standing>();
  const resending = runsThatResend(evidence);
  const givenUp = givenUpAttempts(evidence);
  return evidence.history.flatMap((write) => {
    const before = standings.get(write.id) ?? nothing;
    if (write.kind === 'delete') return [`${write.id} (${before.state}) was deleted`];
    const isRequeue = write.set['state'] === 'WAITING' && givenUp.has(`${write.id}.${before.attempt}`);
    const after = standingAfter(before, write, isRequeue);
    standings.set(write.id, after);
    if (isRequeue) return [];
    const mayResend = resending.some((runId) => write.id.startsWith(`${runId}-`));
    return faultsOf(before, after, mayResend).map((fault) => `${write.id} ${fault}`);
  });
}

/** Runs of campaigns that send what stays unknown once more. */
function runsThatResend({ facts, campaigns }: Evidence): string[] {
  const resend = new Set(
    campaigns.filter(({ ambiguity }) => ambiguity?.policy === 'RESEND_ONCE').map(({ _id }) => _id),
  );
  return facts.runs.filter(({ campaignId }) => resend.has(campaignId)).map(({ runId }) => runId);
}

function standingAfter(before: Standing, { kind, set, unset }: LedgerWrite, isRequeue: boolean): Standing {
  const field = (name: 'state' | 'delivery' | 'wamid', absent: string): string => {
    const value = set[name];
    if (typeof value === 'string') return value;
    return kind === 'whole' || unset.includes(name) ? absent : before[name];
  };
  const state = field('state', 'none');
  return {
    state,
    delivery: field('delivery', 'none'),
    wamid: field('wamid', ''),
    attempt: typeof set['attempt'] === 'number' ? set['attempt'] : before.attempt,
    resent: isRequeue || isResend(before, state) ? before.attempt : before.resent,
  };
}

const isResend = (before: Standing, state: string): boolean =>
  before.state === 'UNKNOWN' && state === 'WAITING';

function faultsOf(before: Standing, after: Standing, mayResend: boolean): string[] {
  const faults: string[] = [];
  const rank = (delivery: string): number => DELIVERY.indexOf(delivery);
  const isAllowed = isResend(before, after.state)
    ? mayResend && before.resent === 0
    : MOVES[before.state]?.includes(after.state);
  if (after.state !== before.state && !isAllowed) faults.push(`went from ${before.state} to ${after.state}`);
  // what was unknown may have been sent: under the same number the two could not be told apart
  if (before.resent > 0 && after.state === 'INTENT' && after.attempt <= before.resent)
    faults.push(
      `is sent once more as attempt ${after.attempt} after attempt ${before.resent} was unknown or given up`,
    );
  // an acceptance is taken back by the provider's own word only
  if (before.state === 'ACCEPTED' && after.state === 'FAILED' && after.delivery !== 'UNDELIVERED')
    faults.push(`went from ACCEPTED to FAILED while its delivery is ${after.delivery}`);
  if (rank(after.delivery) < rank(before.delivery))
    faults.push(`went from ${before.delivery} back to ${after.delivery}`);
  if (before.wamid !== '' && after.wamid !== before.wamid)
    faults.push(`changed its wamid from ${before.wamid} to ${after.wamid || 'none'}`);
  return faults;
}
