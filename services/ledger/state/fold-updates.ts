/** All status updates of a batch, message by message in the order of arrival → what changes in the ledger and in the counters. */
import type { MessageDocument } from '../../../schemas/collections.ts';
import { countsByRun } from '../counters/counts-by-run.ts';
import type { RunCounts } from '../counters/run-counts.ts';
import { advanceStatus } from './advance-status.ts';
import type { Position, StatusUpdate } from './position.ts';
import { attemptsByWamid } from './earlier-attempts.ts';
import { stepOf } from './message-step.ts';

/** A ledger document as far as status updates are concerned. */
export type LedgerEntry = Position &
  Pick<MessageDocument, '_id' | 'runId' | 'integrationId' | 'to' | 'history' | 'erased'>;

export type Fold<U extends StatusUpdate = StatusUpdate> = {
  /** Documents that change, before and after. */
  changes: Array<{ before: LedgerEntry; after: LedgerEntry }>;
  /** Run → by how much its counters move. */
  counts: Map<string, RunCounts>;
  /** Updates of messages that are not in the ledger. */
  unmatched: U[];
};

const MAX_STEPS = 20;

/**
 * @param ledger the documents that the updates are about, as far as they exist
 * @param inFact updates that are another one in fact
 */
export function foldUpdates<U extends StatusUpdate>(
  ledger: readonly LedgerEntry[],
  updates: readonly U[],
  inFact: ReadonlyMap<U, StatusUpdate> = new Map(),
): Fold<U> {
  const before = new Map(ledger.map((entry) => [entry._id, entry]));
  const byWamid = new Map<string, { id: string; attempt: number }>();
  const hasWamidsAlone = updates.some(({ messageId }) => messageId === null);
  const learn = (entry: LedgerEntry): void => {
    if (!hasWamidsAlone) return;
    for (const [wamid, attempt] of attemptsByWamid(entry)) byWamid.set(wamid, { id: entry._id, attempt });
  };
  ledger.forEach(learn);
  const after = new Map<string, LedgerEntry>();
  const unmatched: U[] = [];
  for (const told of updates) {
    const update = inFact.get(told) ?? told;
    // without callback data the wamid says which attempt it is about
    const known = update.messageId === null ? byWamid.get(update.wamid ?? '') : undefined;
    const id = update.messageId ?? known?.id;
    const present = id === undefined ? undefined : (after.get(id) ?? before.get(id));
    if (!present) {
      unmatched.push(told);
      continue;
    }
    const ofAttempt = known && update.attempt === null ? { ...update, attempt: known.attempt } : update;
    const advanced = advanceStatus(present, ofAttempt) as LedgerEntry;
    if (advanced === present) continue;
    const next = withStep(present, advanced, update);
    after.set(next._id, next);
    learn(next);
  }
  const changes = [...after].flatMap(([id, entry]) => {
    const former = before.get(id);
    return former ? [{ before: former, after: entry }] : [];
  });
  return { changes, counts: countsByRun(changes), unmatched };
}

/** Steps are kept where they are out of the ordinary: a message that goes well costs nothing more. */
function withStep(before: LedgerEntry, after: LedgerEntry, update: StatusUpdate): LedgerEntry {
  const step = stepOf(before, after, update);
  if (!step) return after;
  return { ...after, history: [...(before.history ?? []), step].slice(-MAX_STEPS) };
}
