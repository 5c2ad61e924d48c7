/** A batch of news into the ledger: one read, one fold, one transaction over documents, counters and opt-outs. */
import type { ClientSession } from 'mongodb';
import { faultPoint } from '../../platform/process/fault-point.ts';
import { inTransaction } from '../../platform/mongo/in-transaction.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import type { News } from './advance-status.ts';
import { foldNews, type Fold, type LedgerEntry } from './fold-news.ts';
import type { OptOut } from '../../domain/contact/opt-out-entry.ts';
import { addOptOuts } from '../opt-outs/opt-out-store.ts';
import { findEntries, findEntriesByWamid, moveCounters, writeEntries } from './store.ts';

/** "User has stopped marketing messages from you" (contract section 6): never again. */
const STOPPED_MARKETING = 131_050;

/** `optOuts`: recipients whom the provider says to have switched marketing off. */
export type Applied<N extends News = News> = Fold<N> & { optOuts: OptOut[] };

/**
 * Safe against repeats and against another instance doing the same at the same time: both see one snapshot, and the second
 * to write starts again from the first one's result.
 * @param shard the shard of counters to count in
 * @param also further writes of the same transaction
 */
export async function applyNews<N extends News>(
  database: Database,
  shard: string,
  news: readonly N[],
  also?: (fold: Fold<N>, session: ClientSession) => Promise<void>,
): Promise<Applied<N>> {
  return inTransaction(database, async (session) => {
    const entries = await findConcerned(database, news, session);
    const fold = foldNews(entries, news);
    await faultPoint('status.ledger.before');
    await writeEntries(database, fold.changes, session);
    await faultPoint('status.ledger.after');
    await moveCounters(database, shard, fold.counts, session);
    await faultPoint('status.counter.after');
    const optOuts = optOutsIn(news, entries);
    await addOptOuts(database, optOuts, session);
    await also?.(fold, session);
    return { ...fold, optOuts };
  });
}

async function findConcerned(
  database: Database,
  news: readonly News[],
  session: ClientSession,
): Promise<LedgerEntry[]> {
  const ids = new Set<string>();
  const wamids = new Set<string>();
  for (const { messageId, wamid } of news) {
    if (messageId !== null) ids.add(messageId);
    else if (wamid !== null) wamids.add(wamid);
  }
  const byId = await findEntries(database, [...ids], session);
  const byWamid = await findEntriesByWamid(database, [...wamids], session);
  return [...byId, ...byWamid.filter(({ _id }) => !ids.has(_id))];
}

function optOutsIn(news: readonly News[], entries: readonly LedgerEntry[]): OptOut[] {
  const stopped = news.filter(({ code }) => code === STOPPED_MARKETING);
  if (stopped.length === 0) return [];
  const optOuts = new Map<string, OptOut>();
  for (const { messageId, wamid, at } of stopped) {
    const entry = entries.find(({ _id, wamid: known }) =>
      messageId === null ? known === wamid : _id === messageId,
    );
    if (entry?.integrationId && entry.to)
      optOuts.set(entry._id, { integrationId: entry.integrationId, phoneId: entry.to, at: new Date(at) });
  }
  return [...optOuts.values()];
}

/** @param now ms since the epoch */
export function countNews(metrics: Metrics, fold: Fold, now: number): void {
  for (const { before, after } of fold.changes) {
    if (after.state !== before.state) metrics.count('wac_outcomes_total', { state: after.state });
    if (after.delivery && after.delivery !== before.delivery)
      metrics.count('wac_deliveries_total', { delivery: after.delivery });
    const latest = after.readAt ?? after.deliveredAt ?? after.sentAt ?? after.acceptedAt;
    if (latest) metrics.observe('wac_status_delay_seconds', Math.max(0, now - latest.getTime()) / 1_000);
  }
}
