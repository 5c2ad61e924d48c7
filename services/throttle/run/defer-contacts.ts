/**
 * Contacts outside their callable time are written to the ledger as WAITING, without a slot and without a
 * request: there a million of them cost nothing but room until their time comes.
 */
import { topics } from '../../../schemas/topics.ts';
import type { EligibleContact, ExcludedContact } from '../../../schemas/types.ts';
import { exclusionIdOf } from '../../domain/message/message.ts';
import { findContactsOf, insertNew } from '../../ledger/claims/insert-new.ts';
import { putOffDocument } from '../../ledger/claims/new-documents.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Producer } from '../../platform/kafka/produce.ts';

// When it resolves they are durable. Repeating it changes nothing.

export async function deferContacts(
  database: Database,
  producer: Producer,
  run: { campaignId: string; runId: string; integrationId: string },
  contacts: readonly EligibleContact[],
  now: Date,
): Promise<void> {
  const documents = contacts.map((contact) => putOffDocument({ ...contact, ...run }, now));
  const present = await insertNew(database, documents);
  if (present.size === 0) return;
  // there already: from before a takeover, or because the same person stands in the list twice (G2)
  const contactOf = await findContactsOf(
    database,
    [...present].flatMap((position) => documents[position]?._id ?? []),
  );
  const excluded = [...present].flatMap((position): ExcludedContact[] => {
    const contact = contacts[position];
    const holder = contact && contactOf.get(contact.messageId);
    if (!contact || holder === undefined || holder === contact.contactId) return [];
    return [
      {
        exclusionId: exclusionIdOf(run.runId, contact.contactId),
        campaignId: run.campaignId,
        runId: run.runId,
        contactId: contact.contactId,
        sequence: contact.sequence,
        reason: 'DUPLICATE_PHONE_NUMBER',
        detail: `contact ${holder} has the same number`,
        at: now.getTime(),
      },
    ];
  });
  await producer.send(topics.excludedContacts, excluded);
}
