/**
 * What the sender claims: first attempts as new documents, further ones of messages that wait. One claimant
 * each.
 */
import type { AnyBulkWriteOperation } from 'mongodb';
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { step } from '../state/transitions.ts';
import { findContactsOf, insertNew } from './insert-new.ts';

/** What claiming needs of MongoDB; the simulation of the tests has the same in memory. */
export type ClaimLedger = {
  /** Writes intents and what is put off. @returns the positions of those that somebody has written before */
  insertNew(documents: readonly MessageDocument[]): Promise<Set<number>>;
  /** @returns what is claimed by message id */
  claimWaiting(
    claims: readonly Claim[],
    owner: string,
    leaseUntil: Date,
    now: Date,
  ): Promise<Map<string, ClaimedAttempt>>;
  /** @returns which contact each document belongs to */
  findContactsOf(messageIds: readonly string[]): Promise<Map<string, string>>;
};

export type Claim = { messageId: string; attempt: number; contactId: string };

/**
 * `isResent`: an earlier request reached the provider, or may have: the message stays as it was, under the id
 * that it was sent with.
 */
export type ClaimedAttempt = { attempt: number; contactId: string; isResent: boolean };

export const claimLedgerOf = (database: Database): ClaimLedger => ({
  insertNew: (documents) => insertNew(database, documents),
  claimWaiting: (...of) => claimWaiting(database, ...of),
  findContactsOf: (messageIds) => findContactsOf(database, messageIds),
});

const CLAIM = step('WAITING', 'CLAIM');

/**
 * Takes messages that wait for their next attempt: the state goes from WAITING (attempt - 1) to INTENT
 * (attempt), for one claimant only. The message of another contact with the same number is not claimed: it is
 * not this contact's.
 * @param owner a name used for this call alone, by which the claims that succeeded are found again
 */
async function claimWaiting(
  database: Database,
  claims: readonly Claim[],
  owner: string,
  leaseUntil: Date,
  now: Date,
): Promise<Map<string, ClaimedAttempt>> {
  if (claims.length === 0) return new Map();
  const messages = database.of(collections.messages);
  const operations = claims.map(
    ({ messageId, attempt, contactId }): AnyBulkWriteOperation<MessageDocument> => ({
      updateOne: {
        filter: { _id: messageId, state: CLAIM.from, attempt: attempt - 1, contactId },
        update: { $set: { state: CLAIM.to, attempt, owner, dueAt: leaseUntil, intentAt: now } },
      },
    }),
  );
  await messages.bulkWrite(operations, { ordered: false });
  const claimed = await messages
    .find(
      { _id: { $in: claims.map((claim) => claim.messageId) }, owner, state: CLAIM.to },
      { projection: { attempt: 1, contactId: 1, resentAt: 1, earlierAttempts: 1 } },
    )
    .toArray();
  return new Map(
    claimed.map(({ _id, attempt, contactId, resentAt, earlierAttempts }) => [
      _id,
      { attempt, contactId, isResent: resentAt !== undefined || earlierAttempts !== undefined },
    ]),
  );
}
