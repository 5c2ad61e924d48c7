/** Nothing leaves between the acknowledgement of a stop and the next start. */
import { acceptedIn, type Evidence } from './evidence.ts';

export function silentAfterStop(evidence: Evidence): string[] {
  return evidence.facts.runs.flatMap((run) =>
    run.stops.flatMap(({ acknowledgedMs, startedMs }) =>
      acceptedIn(evidence, run)
        .filter(({ at }) => at > acknowledgedMs && at < (startedMs ?? Infinity))
        .map(
          ({ to, at }) =>
            `${to ?? '?'} got a message ${Math.round(at - acknowledgedMs)} ms after the stop was acknowledged`,
        ),
    ),
  );
}
