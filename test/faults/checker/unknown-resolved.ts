/**
 * What the provider told, and we answered with 200, is in the ledger: no message of which it told is unknown, and none less far than it
 * said. Attempts that it gave up do not count where another followed.
 */
import type { Evidence } from './evidence.ts';
import { messageIdIn } from './evidence.ts';
import { givenUpAttempts } from './given-up.ts';

/** How far a status shows that a message has come; a failure is beaten by a delivery. */
const SAYS: Readonly<Record<string, number>> = { sent: 1, failed: 2, delivered: 3, read: 4 };
const REACHED: Readonly<Record<string, number>> = { SENT: 1, UNDELIVERED: 2, DELIVERED: 3, READ: 4 };

export function unknownResolved(evidence: Evidence): string[] {
  const runIds = new Set(evidence.facts.runs.map(({ runId }) => runId));
  const ledger = new Map(
    evidence.messages.filter(({ runId }) => runIds.has(runId)).map((one) => [one._id, one]),
  );
  const furthest = new Map<string, string>();
  const givenUp = givenUpAttempts(evidence);
  const wasTriedAgain = (callbackData: string | null | undefined): boolean =>
    givenUp.has(callbackData ?? '') &&
    (ledger.get(messageIdIn(callbackData))?.attempt ?? 0) > Number(/\d+$/.exec(callbackData ?? '')?.[0]);
  const mayBeLost = (at: number): boolean =>
    (evidence.facts.brokerFull ?? []).some(({ sinceMs, untilMs }) => at >= sinceMs && at <= untilMs);
  for (const { at, status, callbackData, answer } of evidence.told) {
    const id = messageIdIn(callbackData);
    if (mayBeLost(at) || answer !== 200 || status === undefined || !ledger.has(id)) continue;
    if (wasTriedAgain(callbackData)) continue;
    if ((SAYS[status] ?? 0) > (SAYS[furthest.get(id) ?? ''] ?? 0)) furthest.set(id, status);
  }
  return [...furthest].flatMap(([id, status]) => {
    const { state = '', delivery = '' } = ledger.get(id) ?? {};
    if (state !== 'ACCEPTED' && state !== 'FAILED')
      return [`${id} is ${state} although the provider told "${status}"`];
    return (REACHED[delivery] ?? 0) < (SAYS[status] ?? 0)
      ? [`${id} has the delivery ${delivery || 'none'} although the provider told "${status}"`]
      : [];
  });
}
