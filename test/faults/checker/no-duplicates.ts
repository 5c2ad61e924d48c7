/**
 * One Phone ID gets at most one message in a run, and nobody gets one who is not in it. A second request may follow one only that the
 * provider had given up by then.
 */
import { acceptedIn, type Accepted, type Evidence } from './evidence.ts';
import { givenUpAttempts } from './given-up.ts';

export function noDuplicates(evidence: Evidence): string[] {
  const givenUp = givenUpAttempts(evidence);
  return evidence.facts.runs.flatMap((run) => {
    const inRun = new Set(run.order);
    const requests = new Map<string, Accepted[]>();
    for (const one of acceptedIn(evidence, run)) {
      const all = requests.get(one.to ?? '');
      if (all) all.push(one);
      else requests.set(one.to ?? '', [one]);
    }
    return [...requests].flatMap(([to, all]) => [
      ...(hasSecond(all, givenUp)
        ? [
            `${to} got ${all.length} messages in run ${run.runId}: ${all.map(({ wamid }) => wamid).join(', ')}`,
          ]
        : []),
      ...(inRun.has(to) ? [] : [`${to} got a message in run ${run.runId} and is none of its recipients`]),
    ]);
  });
}

/** Whether a request followed one that had not been given up by then. */
function hasSecond(requests: readonly Accepted[], givenUp: ReadonlyMap<string, number>): boolean {
  const inTime = [...requests].sort((a, b) => a.at - b.at);
  return inTime.some(({ callbackData }, place) => {
    const next = inTime[place + 1];
    return next !== undefined && (givenUp.get(callbackData ?? '') ?? Infinity) > next.at;
  });
}
