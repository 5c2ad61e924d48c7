/**
 * After a resend nobody outside the chosen ones gets another message, and each chosen one exactly one more: one that
 * reached them, or an outcome that says why not.
 */
import { acceptedIn, ledgerOf, type Evidence, type RunFacts } from './evidence.ts';

/** Outcomes of a chosen one whom no message reached. */
const SAYS_WHY = new Set(['FAILED', 'SKIPPED', 'UNKNOWN']);

export function justTheChosen(evidence: Evidence): string[] {
  return evidence.facts.runs.flatMap((run) => (run.resend ? judge(evidence, run, run.resend) : []));
}

function judge(evidence: Evidence, run: RunFacts, resend: NonNullable<RunFacts['resend']>): string[] {
  const { runId } = run;
  const chosen = new Set(resend.chosen);
  const twice = new Set(resend.mayGetItTwice);
  const had = reachedBefore(evidence, resend.earlierRunIds);
  const counts = new Map<string, number>();
  for (const { to } of acceptedIn(evidence, run)) counts.set(to ?? '?', (counts.get(to ?? '?') ?? 0) + 1);
  const saysWhy = new Set(
    ledgerOf(evidence, run).flatMap(({ state, to }) => (to !== undefined && SAYS_WHY.has(state) ? [to] : [])),
  );
  return [
    ...[...counts].flatMap(([to, count]) => [
      ...(chosen.has(to) ? [] : [`${to} got a message in the resend ${runId} and is not one of the chosen`]),
      ...(count > 1 ? [`${to} got ${count} messages in the resend ${runId}`] : []),
      ...(had.has(to) && !twice.has(to)
        ? [`${to} got a message in the resend ${runId} and had one that arrived`]
        : []),
    ]),
    ...resend.chosen
      .filter((to) => !counts.has(to) && !saysWhy.has(to))
      .map((to) => `${to} is one of the chosen and got nothing in the resend ${runId}`),
  ];
}

/** Numbers that a message of these runs has reached, as far as the provider knows: accepted, and not given up later. */
function reachedBefore({ accepted, told }: Evidence, runIds: readonly string[]): Set<string> {
  const failed = new Set(told.filter(({ status }) => status === 'failed').map(({ wamid }) => wamid));
  const arrived = accepted.filter(
    ({ callbackData, wamid }) =>
      !failed.has(wamid) && runIds.some((runId) => callbackData?.startsWith(`${runId}-`)),
  );
  return new Set(arrived.map(({ to }) => to ?? '?'));
}
