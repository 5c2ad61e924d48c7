/** A run's counters are a recount of its ledger, and have been all along: a repair by the system is a violation too. */
import { ledgerOf, type CounterShard, type Evidence, type LedgerDocument } from './evidence.ts';

/** What no counter is: ids, and what a recount that is under way has come to. */
const BOOKKEEPING = new Set(['_id', 'runId', 'recounted', 'recountSteps']);
/** The run's head has no counters (schemas/collections/ledger-collections.ts). */
const isHead = ({ _id }: CounterShard): boolean => _id.endsWith(':run');

export function countersAgree(evidence: Evidence): string[] {
  return evidence.facts.runs.flatMap((run) => {
    const shards = evidence.counters.filter(({ runId }) => runId === run.runId);
    const counted = sumOf(shards.filter((shard) => !isHead(shard)));
    const recounted = recountOf(ledgerOf(evidence, run));
    const names = [...new Set([...counted.keys(), ...recounted.keys()])].sort();
    return [
      ...shards
        .filter(({ _id }) => _id.endsWith(':recount'))
        .map(({ _id }) => `${_id}: the counters disagreed with the ledger and were replaced`),
      ...names.flatMap((name) => {
        const [is, should] = [counted.get(name) ?? 0, recounted.get(name) ?? 0];
        return is === should ? [] : [`run ${run.runId}: ${name} is ${is}, the ledger has ${should}`];
      }),
    ];
  });
}

function sumOf(shards: readonly CounterShard[]): Map<string, number> {
  const sum = new Map<string, number>();
  const add = (name: string, value: unknown): void => {
    if (typeof value === 'number') sum.set(name, (sum.get(name) ?? 0) + value);
    else if (value !== null && typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) add(`${name}.${key}`, inner);
  };
  for (const shard of shards)
    for (const [name, value] of Object.entries(shard)) if (!BOOKKEEPING.has(name)) add(name, value);
  return sum;
}

/** Who read a message also had it delivered, and sent. */
function recountOf(ledger: readonly LedgerDocument[]): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { state, delivery, code, reason, sentAt } of ledger) {
    if (state === 'ACCEPTED') add('accepted');
    if (state === 'UNKNOWN') add('unknown');
    if (state === 'FAILED') {
      add('failed');
      add(`failedBy.${keyOf(code ?? reason)}`);
    }
    if (state === 'SKIPPED') {
      add('skipped');
      add(`skippedBy.${keyOf(reason)}`);
    }
    const wasDelivered = delivery === 'DELIVERED' || delivery === 'READ';
    if (wasDelivered || delivery === 'SENT' || (delivery === 'UNDELIVERED' && sentAt !== undefined))
      add('sent');
    if (wasDelivered) add('delivered');
    if (delivery === 'READ') add('read');
    if (delivery === 'UNDELIVERED') add('undelivered');
  }
  return counts;
}

/** Field names of a document have no dots and dollars, and are not endless. */
const keyOf = (value: number | string | undefined): string =>
  String(value ?? 'none')
    .replace(/[.$\0]/g, '_')
    .slice(0, 60) || 'none';
