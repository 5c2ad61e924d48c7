/** Answers that may be opt-outs, for a person to look at; each once, however often it is delivered. */
import { collections, type PossibleOptOutDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export async function keepPossibleOptOuts(
  database: Database,
  answers: readonly PossibleOptOutDocument[],
): Promise<void> {
  if (answers.length === 0) return;
  await database.of(collections.possibleOptOuts).bulkWrite(
    answers.map(({ _id, ...answer }) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert: answer }, upsert: true },
    })),
  );
}
