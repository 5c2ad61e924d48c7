/** One Phone ID gets at most one message in a run, and nobody gets one who is not in it. */
import { acceptedIn, type Evidence } from './evidence.ts';

export function noDuplicates(evidence: Evidence): string[] {
  return evidence.facts.runs.flatMap((run) => {
    const inRun = new Set(run.order);
    const wamids = new Map<string, string[]>();
    for (const { to, wamid } of acceptedIn(evidence, run)) {
      const all = wamids.get(to ?? '');
      if (all) all.push(wamid);
      else wamids.set(to ?? '', [wamid]);
    }
    return [...wamids].flatMap(([to, all]) => [
      ...(all.length > 1 ? [`${to} got ${all.length} messages in run ${run.runId}: ${all.join(', ')}`] : []),
      ...(inRun.has(to) ? [] : [`${to} got a message in run ${run.runId} and is none of its recipients`]),
    ]);
  });
}
