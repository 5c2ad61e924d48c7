/**
 * In a run that months pass over, everybody gets one message, and nobody else gets any. Who has an unknown message may have got none:
 * its sender was killed with it.
 */
import type { MonthEvidence } from './month-evidence.ts';

export function onceEach({ facts, accepted, unknown }: MonthEvidence): string[] {
  const known = new Set(facts.runs.map(({ runId }) => runId));
  const strangers = accepted.filter(({ callbackData }) => !known.has(runOf(callbackData)));
  const byRun = new Map<string, Map<string, number>>();
  for (const { callbackData, to } of accepted) {
    const counts = byRun.get(runOf(callbackData)) ?? new Map<string, number>();
    counts.set(to ?? '', (counts.get(to ?? '') ?? 0) + 1);
    byRun.set(runOf(callbackData), counts);
  }
  return [
    ...strangers.map(
      ({ to, callbackData }) =>
        `${to ?? '?'} got ${callbackData ?? '?'}, which is of no run that was asked for`,
    ),
    ...facts.runs.flatMap(({ runId, to, again = [] }) => {
      const mayLack = new Set(unknown.filter((one) => one.runId === runId).map((one) => one.to));
      const twice = new Set(again);
      const isRight = (phone: string): boolean => {
        const count = counts.get(phone) ?? 0;
        return count === 1 || (count === 0 && mayLack.has(phone)) || (count === 2 && twice.has(phone));
      };
      const counts = byRun.get(runId) ?? new Map<string, number>();
      const wanted = new Set(to);
      return [
        ...to
          .filter((phone) => !isRight(phone))
          .map((phone) => `${phone} got ${counts.get(phone) ?? 0} messages in run ${runId}, expected 1`),
        ...[...counts.keys()]
          .filter((phone) => !wanted.has(phone))
          .map((phone) => `${phone} got a message in run ${runId} and is none of its recipients`),
      ];
    }),
  ];
}

/** Callback data is `<run id>-<contact>.<attempt>`. */
const runOf = (callbackData: string | null): string => {
  const text = callbackData ?? '';
  return text.slice(0, text.lastIndexOf('-'));
};
