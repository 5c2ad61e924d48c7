/** What a run's ledger itself says, counted document by document; whole, or a range of ids. */
import type { ClientSession } from 'mongodb';
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { ledgerRangeOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { add, countersOf, type RunCounts } from './run-counts.ts';

export type CountedRange = {
  counts: RunCounts;
  /** The last id that was counted; null: there was nothing left. */
  last: string | null;
  documents: number;
};

/** @param after the id behind which the range begins; null: the run's first @param limit documents at most */
export async function countRange(
  database: Database,
  runId: string,
  { after, limit }: { after: string | null; limit: number },
  session: ClientSession,
): Promise<CountedRange> {
  const { from, to } = ledgerRangeOf(runId);
  type Group = Pick<MessageDocument, 'state' | 'delivery' | 'code' | 'reason'> & { wasSent: boolean };
  const groups = await database
    .of(collections.messages)
    .aggregate<{ _id: Group; documents: number; last: string }>(
      [
        { $match: { _id: after === null ? { $gte: from, $lt: to } : { $gt: after, $lt: to } } },
        { $sort: { _id: 1 } },
        ...(Number.isFinite(limit) ? [{ $limit: limit }] : []),
        {
          $group: {
            _id: {
              state: '$state',
              delivery: '$delivery',
              code: '$code',
              reason: '$reason',
              wasSent: { $gt: ['$sentAt', null] },
            },
            documents: { $sum: 1 },
            last: { $max: '$_id' },
          },
        },
      ],
      { session },
    )
    .toArray();
  const range: CountedRange = { counts: new Map(), last: null, documents: 0 };
  for (const { _id: group, documents, last } of groups) {
    const { wasSent, ...counted } = group;
    for (const counter of countersOf({ ...counted, ...(wasSent ? { sentAt: new Date(0) } : {}) }))
      add(range.counts, counter, documents);
    range.documents += documents;
    if (range.last === null || last > range.last) range.last = last;
  }
  return range;
}

/** Counts the run's ledger as a whole, in one snapshot. */
export const countLedger = async (
  database: Database,
  runId: string,
  session: ClientSession,
): Promise<RunCounts> =>
  (await countRange(database, runId, { after: null, limit: Infinity }, session)).counts;
