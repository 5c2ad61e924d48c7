/** What a run's ledger itself says, counted document by document. */
import type { ClientSession } from 'mongodb';
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { ledgerRangeOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { add, countersOf, type RunCounts } from './run-counts.ts';

/** Counts the run's ledger itself. `open`: documents without an outcome. */
export async function countLedger(
  database: Database,
  runId: string,
  session: ClientSession,
): Promise<{ counts: RunCounts; open: number }> {
  const { from, to } = ledgerRangeOf(runId);
  type Group = Pick<MessageDocument, 'state' | 'delivery' | 'code' | 'reason'> & { wasSent: boolean };
  const groups = await database
    .of(collections.messages)
    .aggregate<{ _id: Group; documents: number }>(
      [
        { $match: { _id: { $gte: from, $lt: to } } },
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
          },
        },
      ],
      { session },
    )
    .toArray();
  const counts: RunCounts = new Map();
  let open = 0;
  for (const { _id: group, documents } of groups) {
    const { wasSent, ...counted } = group;
    for (const counter of countersOf({ ...counted, ...(wasSent ? { sentAt: new Date(0) } : {}) }))
      add(counts, counter, documents);
    if (counted.state === 'INTENT' || counted.state === 'WAITING') open += documents;
  }
  return { counts, open };
}
