/** Contacts that are not messaged → ledger documents and counters, once each. */
import type { ClientSession } from 'mongodb';
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import type { ExcludedContact } from '../../../schemas/types.ts';
import { inTransaction } from '../../platform/mongo/in-transaction.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { moveCounters } from '../counters/counter-statements.ts';
import { countsByRun } from '../counters/counts-by-run.ts';
import { step } from '../state/transitions.ts';

const EXCLUDED = step('ABSENT', 'EXCLUDE').to;

/** @returns how many were new */
export async function recordExclusions(
  database: Database,
  shard: string,
  exclusions: readonly ExcludedContact[],
): Promise<number> {
  const unique = [...new Map(exclusions.map((excluded) => [excluded.exclusionId, excluded])).values()];
  return inTransaction(database, async (session) => {
    const ids = unique.map(({ exclusionId }) => exclusionId);
    const known = await findExclusionIds(database, ids, session);
    const documents = unique.filter(({ exclusionId }) => !known.has(exclusionId)).map(exclusionDocument);
    if (documents.length === 0) return 0;
    await database.of(collections.messages).insertMany(documents, { session });
    const changes = documents.map((after) => ({ before: null, after }));
    await moveCounters(database, shard, { changes, counts: countsByRun(changes) }, session);
    return documents.length;
  });
}

/** Which of the exclusions are in the ledger already. */
async function findExclusionIds(
  database: Database,
  exclusionIds: string[],
  session: ClientSession,
): Promise<Set<string>> {
  const present = await database
    .of(collections.messages)
    .find({ _id: { $in: exclusionIds } }, { session, projection: { _id: 1 } })
    .toArray();
  return new Set(present.map(({ _id }) => _id));
}

function exclusionDocument(excluded: ExcludedContact): MessageDocument {
  const { exclusionId, campaignId, runId, contactId, sequence, reason, detail, at } = excluded;
  return {
    _id: exclusionId,
    campaignId,
    runId,
    contactId,
    sequence,
    state: EXCLUDED,
    attempt: 0,
    reason,
    ...(detail === '' ? {} : { detail }),
    endedAt: new Date(at),
  };
}
