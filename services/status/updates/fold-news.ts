/** All news of a batch, message by message in the order of arrival → what changes in the ledger and in the counters. */
import type { MessageDocument } from '../../../schemas/collections.ts';
import { advanceStatus, type News, type Standing } from './advance-status.ts';
import { stepOf } from './message-step.ts';
import { countChange, type RunCounts } from '../runs/run-counts.ts';

/** A ledger document as far as news is concerned. */
export type LedgerEntry = Standing &
  Pick<MessageDocument, '_id' | 'runId' | 'integrationId' | 'to' | 'history'>;

export type Fold<N extends News = News> = {
  /** Documents that change, before and after. */
  changes: Array<{ before: LedgerEntry; after: LedgerEntry }>;
  /** Run → by how much its counters move. */
  counts: Map<string, RunCounts>;
  /** News about messages that are not in the ledger. */
  unmatched: N[];
};

/** @param ledger the documents that the news is about, as far as they exist */
export function foldNews<N extends News>(ledger: readonly LedgerEntry[], news: readonly N[]): Fold<N> {
  const before = new Map(ledger.map((entry) => [entry._id, entry]));
  const byWamid = new Map(ledger.flatMap((entry) => (entry.wamid ? [[entry.wamid, entry._id]] : [])));
  const after = new Map<string, LedgerEntry>();
  const unmatched: N[] = [];
  for (const one of news) {
    const id = one.messageId ?? byWamid.get(one.wamid ?? '');
    const present = id === undefined ? undefined : (after.get(id) ?? before.get(id));
    if (!present) {
      unmatched.push(one);
      continue;
    }
    const advanced = advanceStatus(present, one) as LedgerEntry;
    if (advanced === present) continue;
    const next = withStep(present, advanced, one);
    after.set(next._id, next);
    if (next.wamid) byWamid.set(next.wamid, next._id);
  }
  const fold: Fold<N> = { changes: [], counts: new Map(), unmatched };
  for (const [id, entry] of after) {
    const former = before.get(id);
    if (!former) continue;
    fold.changes.push({ before: former, after: entry });
    const counts = fold.counts.get(entry.runId) ?? new Map<string, number>();
    countChange(counts, former, entry);
    fold.counts.set(entry.runId, counts);
  }
  return fold;
}

/** Steps are kept where they are out of the ordinary: a message that goes well costs nothing more. */
function withStep(before: LedgerEntry, after: LedgerEntry, news: News): LedgerEntry {
  const step = stepOf(before, after, news);
  if (!step) return after;
  return { ...after, history: [...(before.history ?? []), step].slice(-MAX_STEPS) };
}
const MAX_STEPS = 20;
