/**
 * A sender that wakes up does not send what it had claimed: by then others have given its intents up. It cannot keep back the request
 * between its last look at the lease and the first byte (docs/reliability.md); more than those may not arrive after their lease.
 */
import { acceptedIn, messageIdIn, type Accepted, type Evidence, type RunFacts } from './evidence.ts';

/** The suite stops a drill's senders three times at most, and each has one request between its look and the first byte. */
const MOST_IN_FLIGHT = 3;

export function leaseKept(evidence: Evidence): string[] {
  return evidence.facts.runs.flatMap((run) => {
    const late = pastTheirLease(evidence, run);
    return late.length > MOST_IN_FLIGHT
      ? [
          `run ${run.runId}: ${late.length} messages arrived after the lease of their intent, at most ${MOST_IN_FLIGHT} can: ` +
            late.map(({ to }) => to).join(', '),
        ]
      : [];
  });
}

/** Messages of a run that arrived after the lease of their latest intent before them had ended. */
export function pastTheirLease(evidence: Evidence, run: RunFacts): Accepted[] {
  const leases = new Map<string, Array<{ at: number; until: number }>>();
  for (const { id, at, set } of evidence.history) {
    if (set['state'] !== 'INTENT' || !(set['dueAt'] instanceof Date)) continue;
    leases.set(id, [...(leases.get(id) ?? []), { at, until: set['dueAt'].getTime() }]);
  }
  return acceptedIn(evidence, run).filter(({ callbackData, at }) => {
    const lease = leases.get(messageIdIn(callbackData))?.findLast((one) => one.at <= at);
    return lease !== undefined && at > lease.until;
  });
}
