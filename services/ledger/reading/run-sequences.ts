/** How far the ledger knows a run. */
import { collections } from '../../../schemas/collections.ts';
import { ledgerRangeOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** Sequence numbers of all contacts of a run that are in the ledger, messaged or not. */
export async function* ledgerSequences(database: Database, runId: string): AsyncGenerator<number> {
  const { from, to } = ledgerRangeOf(runId);
  const messages = database
    .of(collections.messages)
    .find({ _id: { $gte: from, $lt: to } }, { projection: { _id: 0, sequence: 1 }, batchSize: 10_000 });
  for await (const { sequence } of messages) yield sequence;
}
