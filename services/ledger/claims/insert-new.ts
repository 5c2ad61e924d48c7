/** New documents in the ledger: whoever writes one first has it. */
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { insertAbsent } from '../../platform/mongo/insert-absent.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/**
 * Writes new ledger documents in one unordered insert, acknowledged by a majority and journalled (invariant 2).
 * @returns the positions of those that somebody has written before
 */
export function insertNew(database: Database, documents: readonly MessageDocument[]): Promise<Set<number>> {
  return insertAbsent(database.of(collections.messages), documents);
}

/** Which contact each ledger document belongs to. */
export async function findContactsOf(
  database: Database,
  messageIds: readonly string[],
): Promise<Map<string, string>> {
  if (messageIds.length === 0) return new Map();
  const messages = await database
    .of(collections.messages)
    .find({ _id: { $in: [...messageIds] } }, { projection: { contactId: 1 } })
    .toArray();
  return new Map(messages.map((message) => [message._id, message.contactId]));
}
