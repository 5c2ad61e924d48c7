/**
 * The campaign's order is kept among the messages that were never put off: nobody comes later than the tolerance after one behind them.
 * Requests that no store can fence are another rule's (`lease kept`).
 */
import { acceptedIn, messageIdIn, type Evidence } from './evidence.ts';
import { pastTheirLease } from './lease-kept.ts';

export function inOrder(evidence: Evidence): string[] {
  const putOff = new Set(
    evidence.history.filter(({ set }) => set['state'] === 'WAITING').map(({ id }) => id),
  );
  return evidence.facts.runs.flatMap((run) => {
    const place = new Map(run.order.map((to, index) => [to, index]));
    const frozen = new Set(pastTheirLease(evidence, run));
    const fromTheEnd = acceptedIn(evidence, run)
      .filter((one) => !putOff.has(messageIdIn(one.callbackData)) && !frozen.has(one))
      .map(({ to, at }) => ({ to, at, place: place.get(to ?? '') ?? -1 }))
      .sort((a, b) => b.place - a.place);
    /** Who of those behind came first. */
    let first: (typeof fromTheEnd)[number] | undefined;
    return fromTheEnd.flatMap((one) => {
      const before = first;
      if (!first || one.at < first.at) first = one;
      return before && one.at - before.at > run.orderToleranceMs
        ? [
            `${one.to ?? '?'} (place ${one.place}) came ${Math.round(one.at - before.at)} ms after ${before.to ?? '?'} (place ${before.place})`,
          ]
        : [];
    });
  });
}
