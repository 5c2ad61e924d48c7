/** The sender's statements on MongoDB, one function each. */
import type { AnyBulkWriteOperation, MatchKeysAndValues } from 'mongodb';
import {
  collections,
  type CampaignDocument,
  type ContactDocument,
  type ContactListDocument,
  type IntegrationDocument,
  type MessageDocument,
} from '../../schemas/collections.ts';
import type { ReleasedMessage } from '../../schemas/types.ts';
import { allKeysOf, canonicalDncKey } from '../domain/contact/contact.ts';
import { inTransaction, ONCE } from '../platform/mongo/in-transaction.ts';
import { insertAbsent } from '../platform/mongo/insert-absent.ts';
import { isDuplicateKey, type Database } from '../platform/mongo/mongo.ts';
import type { ClaimLedger } from './claim/claim-messages.ts';

/**
 * Writes new ledger documents in one unordered insert, acknowledged by a majority and journalled (invariant 2).
 * @returns the positions of those that somebody has written before
 */
function insertMessages(database: Database, documents: readonly MessageDocument[]): Promise<Set<number>> {
  return insertAbsent(database.of(collections.messages), documents);
}

export type Claim = { messageId: string; attempt: number; contactId: string };

/** `isResent`: an earlier request may have arrived. */
export type ClaimedAttempt = { attempt: number; contactId: string; isResent: boolean };

/**
 * Takes messages that wait for their next attempt: the state goes from WAITING (attempt - 1) to INTENT (attempt), for one claimant only.
 * @param owner a name used for this call alone, by which the claims that succeeded are found again
 * The message of another contact with the same number is not claimed: it is not this contact's.
 * @returns what is claimed by message id; `isResent`: an earlier request may have arrived
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
        filter: { _id: messageId, state: 'WAITING', attempt: attempt - 1, contactId },
        update: { $set: { state: 'INTENT', attempt, owner, dueAt: leaseUntil, intentAt: now } },
      },
    }),
  );
  await messages.bulkWrite(operations, { ordered: false });
  const claimed = await messages
    .find(
      { _id: { $in: claims.map((claim) => claim.messageId) }, owner, state: 'INTENT' },
      { projection: { attempt: 1, contactId: 1, resentAt: 1 } },
    )
    .toArray();
  return new Map(
    claimed.map(({ _id, attempt, contactId, resentAt }) => [
      _id,
      { attempt, contactId, isResent: resentAt !== undefined },
    ]),
  );
}

/** A claim as the ledger has it. */
export type HeldClaim = { messageId: string; attempt: number; owner: string };

/**
 * Gives back claims of which nothing was sent: INTENT becomes WAITING again with the attempt before, due at once. Only the claimant's
 * own claim is given back; no news of it was ever told, so the attempt's number can be used again.
 */
export async function giveBackClaims(
  database: Database,
  claims: readonly HeldClaim[],
  now: Date,
): Promise<void> {
  if (claims.length === 0) return;
  const operations = claims.map(({ messageId, attempt, owner }): AnyBulkWriteOperation<MessageDocument> => ({
    updateOne: {
      filter: { _id: messageId, state: 'INTENT', attempt, owner },
      update: { $set: { state: 'WAITING', attempt: attempt - 1, dueAt: now }, $unset: { owner: 1 } },
    },
  }));
  await database.of(collections.messages).bulkWrite(operations, { ordered: false });
}

const asHeld = ({ messageId, attempt, owner }: HeldClaim) => ({
  _id: messageId,
  state: 'INTENT' as const,
  attempt,
  owner,
});

/** What a claimed message says and the zone it goes by, as they are now. */
export async function changeClaim(
  database: Database,
  claim: HeldClaim,
  { to, template, timeZone }: ReleasedMessage,
): Promise<void> {
  const set: MatchKeysAndValues<MessageDocument> = timeZone ? { to, template, timeZone } : { to, template };
  await database.of(collections.messages).updateOne(asHeld(claim), { $set: set });
}

/**
 * A claimed message of which nothing was sent goes to another number: its document gets another id, in one transaction.
 * @returns `taken`: that number has a document in the run already; `gone`: the claim is not ours any more. Then nothing has changed
 */
export async function moveClaim(
  database: Database,
  claim: HeldClaim,
  { messageId, to, template, timeZone }: ReleasedMessage,
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

export function findContactList(database: Database, listId: string): Promise<ContactListDocument | null> {
  return database.of(collections.contactLists).findOne({ _id: listId });
}

/** Contacts by key; removed ones are missing. */
export async function findContacts(
  database: Database,
  keys: readonly string[],
): Promise<Map<string, Pick<ContactDocument, 'values' | 'phoneIds'>>> {
  const found = await database
    .of(collections.contacts)
    .find({ _id: { $in: [...keys] } }, { projection: { values: 1, phoneIds: 1 }, batchSize: keys.length + 1 })
    .toArray();
  return new Map(found.map((contact) => [contact._id, contact]));
}

/** Which contact each ledger document belongs to. */
async function findContactsOf(
  database: Database,
  messageIds: readonly string[],
): Promise<Map<string, string>> {
  if (messageIds.length === 0) return new Map();
  const found = await database
    .of(collections.messages)
    .find({ _id: { $in: [...messageIds] } }, { projection: { contactId: 1 } })
    .toArray();
  return new Map(found.map((message) => [message._id, message.contactId]));
}

/** Intents whose lease is over: their outcome cannot be known from here. */
export function findExpiredIntents(
  database: Database,
  before: Date,
  limit: number,
): Promise<Array<Pick<MessageDocument, '_id' | 'attempt'>>> {
  return database
    .of(collections.messages)
    .find({ state: 'INTENT', dueAt: { $lt: before } }, { projection: { _id: 1, attempt: 1 } })
    .limit(limit)
    .toArray();
}

/** Entries of do-not-contact and opt-out lists that hold now, of those asked for (keys of dncKeyOf). */
export async function findDncEntries(
  database: Database,
  ids: readonly string[],
  now: Date,
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const found = await database
    .of(collections.dncNumbers)
    .find({ _id: { $in: allKeysOf(ids) } }, { projection: { expiresAt: 1 } })
    .toArray();
  return new Set(
    found
      .filter((entry) => !entry.expiresAt || entry.expiresAt > now)
      .map((entry) => canonicalDncKey(entry._id)),
  );
}

export function findCampaigns(
  database: Database,
  filter: { _id: string } | { live: true },
): Promise<CampaignDocument[]> {
  return database
    .of(collections.campaigns)
    .find('live' in filter ? { status: { $in: ['on', 'stopping', 'forced_stopping'] } } : filter)
    .toArray();
}

export function findIntegration(
  database: Database,
  integrationId: string,
): Promise<IntegrationDocument | null> {
  return database.of(collections.integrations).findOne({ _id: integrationId });
}

/** Integrations whose account is held for one of the codes. */
export async function findNumbersHeldFor(
  database: Database,
  codes: readonly number[],
  nowMs: number,
): Promise<string[]> {
  const found = await database
    .of(collections.pace)
    .find(
      { holds: { $elemMatch: { scope: 'ACCOUNT', code: { $in: [...codes] }, untilMs: { $gt: nowMs } } } },
      { projection: { _id: 1 } },
    )
    .toArray();
  return found.map(({ _id }) => _id);
}

/** The statements that claiming makes. */
export const claimLedgerOf = (database: Database): ClaimLedger => ({
  insertMessages: (documents) => insertMessages(database, documents),
  claimWaiting: (...of) => claimWaiting(database, ...of),
  findContactsOf: (messageIds) => findContactsOf(database, messageIds),
});
