/** States and deliveries move in one direction only; nothing that may have been sent goes back to where it is sent; nothing vanishes. */
import type { Evidence, LedgerWrite } from './evidence.ts';

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

type Standing = { state: string; delivery: string; wamid: string };

export function neverBack(evidence: Evidence): string[] {
  const standings = new Map<string, Standing>();
  return evidence.history.flatMap((write) => {
    const before = standings.get(write.id) ?? { state: 'none', delivery: 'none', wamid: '' };
    if (write.kind === 'delete') return [`${write.id} (${before.state}) was deleted`];
    const after = standingAfter(before, write);
    standings.set(write.id, after);
    return faultsOf(before, after).map((fault) => `${write.id} ${fault}`);
  });
}

function standingAfter(before: Standing, { kind, set, unset }: LedgerWrite): Standing {
  const field = (name: keyof Standing, absent: string): string => {
    const value = set[name];
    if (typeof value === 'string') return value;
    return kind === 'whole' || unset.includes(name) ? absent : before[name];
  };
  return { state: field('state', 'none'), delivery: field('delivery', 'none'), wamid: field('wamid', '') };
}

function faultsOf(before: Standing, after: Standing): string[] {
  const faults: string[] = [];
  const rank = (delivery: string): number => DELIVERY.indexOf(delivery);
  if (after.state !== before.state && !MOVES[before.state]?.includes(after.state))
    faults.push(`went from ${before.state} to ${after.state}`);
  // an acceptance is taken back by the provider's own word only
  if (before.state === 'ACCEPTED' && after.state === 'FAILED' && after.delivery !== 'UNDELIVERED')
    faults.push(`went from ACCEPTED to FAILED while its delivery is ${after.delivery}`);
  if (rank(after.delivery) < rank(before.delivery))
    faults.push(`went from ${before.delivery} back to ${after.delivery}`);
  if (before.wamid !== '' && after.wamid !== before.wamid)
    faults.push(`changed its wamid from ${before.wamid} to ${after.wamid || 'none'}`);
  return faults;
}
