/** Before a message reaches anybody the ledger says that it may have been sent: the intent of its attempt is older. */
import type { Evidence } from './evidence.ts';

export function intentFirst(evidence: Evidence): string[] {
  const intents = new Map<string, number>();
  for (const { id, at, set } of evidence.history) {
    if (set['state'] !== 'INTENT') continue;
    const key = `${id}.${Number(set['attempt'])}`;
    intents.set(key, Math.min(at, intents.get(key) ?? Infinity));
  }
  const runIds = evidence.facts.runs.map(({ runId }) => runId);
  return evidence.accepted
    .filter(({ callbackData }) => runIds.some((runId) => callbackData?.startsWith(`${runId}-`)))
    .flatMap(({ callbackData, to, at }) => {
      const intendedAt = intents.get(callbackData ?? '');
      if (intendedAt === undefined)
        return [`${callbackData ?? '?'} reached ${to ?? '?'} and was never intended`];
      return intendedAt > at
        ? [
            `${callbackData ?? '?'} reached ${to ?? '?'} ${Math.round(intendedAt - at)} ms before its intent was written`,
          ]
        : [];
    });
}
