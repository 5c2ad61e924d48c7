/**
 * What becomes of a claim of which nothing was sent: given back, brought up to date, or moved to another
 * number.
 */
import type { AnyBulkWriteOperation, MatchKeysAndValues } from 'mongodb';
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { inTransaction, ONCE } from '../../platform/mongo/in-transaction.ts';
import { isDuplicateKey, type Database } from '../../platform/mongo/mongo.ts';
import { step } from '../state/transitions.ts';
import type { NewMessage } from './new-documents.ts';

/** A claim as the ledger has it. */
export type HeldClaim = { messageId: string; attempt: number; owner: string };

const GIVE_BACK = step('INTENT', 'GIVE_BACK');

const asHeld = ({ messageId, attempt, owner }: HeldClaim) => ({
  _id: messageId,
  state: GIVE_BACK.from,
  attempt,
  owner,
});

/**
 * INTENT becomes WAITING again with the attempt before, due at once. Only the claimant's own claim is given
 * back; no status update of it was ever told, so the attempt's number can be used again.
 */
export async function giveBackClaims(
  database: Database,
  claims: readonly HeldClaim[],
  now: Date,
): Promise<void> {
  if (claims.length === 0) return;
  const operations = claims.map((claim): AnyBulkWriteOperation<MessageDocument> => ({
    updateOne: {
      filter: asHeld(claim),
      update: {
        $set: { state: GIVE_BACK.to, attempt: claim.attempt - 1, dueAt: now },
        $unset: { owner: 1 },
      },
    },
  }));
  await database.of(collections.messages).bulkWrite(operations, { ordered: false });
}

/** What a claimed message says and the zone it goes by, as they are now. */
export async function changeClaim(
  database: Database,
  claim: HeldClaim,
  { to, template, timeZone }: NewMessage,
): Promise<void> {
  const set: MatchKeysAndValues<MessageDocument> = timeZone ? { to, template, timeZone } : { to, template };
  await database.of(collections.messages).updateOne(asHeld(claim), { $set: set });
}

/**
 * A claimed message goes to another number: its document gets another id, in one transaction.
 * @returns `taken`: that number has a document in the run already; `gone`: the claim is not ours any more.
 *   Then nothing has changed
 */
export async function moveClaim(
  database: Database,
  claim: HeldClaim,
  { messageId, to, template, timeZone }: NewMessage,
): Promise<'moved' | 'taken' | 'gone'> {
  const messages = database.of(collections.messages);
  try {
    return await inTransaction(
      database,
      async (session) => {
        const document = await messages.findOneAndDelete(asHeld(claim), { session });
        if (!document) return 'gone';
        const moved = { ...document, _id: messageId, to, template };
        await messages.insertOne(timeZone ? { ...moved, timeZone } : moved, { session });
        return 'moved';
      },
      ONCE,
    );
  } catch (error) {
    if (isDuplicateKey(error)) return 'taken';
    throw error;
  }
}
