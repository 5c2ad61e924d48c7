/**
 * Contacts whose callable time it is not are written to the ledger as WAITING, without a slot and without a request: there a million of
 * them cost nothing but room until their time comes. When it resolves they are durable. Repeating it changes nothing.
 */
import { topics } from '../../../schemas/topics.ts';
import type { EligibleContact, ExcludedContact } from '../../../schemas/types.ts';
import type { MessageDocument } from '../../../schemas/collections.ts';
import { exclusionIdOf } from '../../domain/message/message.ts';
import { plainTemplate } from '../../domain/template/plain-template.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import { findContactsOf, insertWaiting } from '../store.ts';

export async function deferContacts(
  database: Database,
  producer: Producer,
  run: { campaignId: string; runId: string; integrationId: string },
  contacts: readonly EligibleContact[],
  now: Date,
): Promise<void> {
  const documents = contacts.map(
    ({ messageId, contactId, sequence, to, template, timeZone }): MessageDocument => ({
      _id: messageId,
      ...run,
      contactId,
      sequence,
      to,
      template: plainTemplate(template),
      ...(timeZone ? { timeZone } : {}),
      state: 'WAITING',
      attempt: 0,
      dueAt: now,
    }),
  );
  const present = await insertWaiting(database, documents);
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
