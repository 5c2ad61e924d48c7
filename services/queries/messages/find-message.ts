/**
 * A message of a run by its id, by its recipient's number or by its contact's id. Ledger ids are made from
 * those, so nothing is searched as long as the contact is what it was.
 */
import { collections, type CampaignDocument, type MessageDocument } from '../../../schemas/collections.ts';
import { contactIdOf, contactKeyOf } from '../../domain/contact/contact.ts';
import { exclusionIdOf, ledgerRangeOf, messageIdOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findContactsByNumber } from '../contacts/contact-store.ts';

// Of a number that was skipped, the contacts that have it now are looked at.

const MIN_DIGITS = 5;

/** @returns null when the run has no such message (yet) */
export async function findMessage(
  database: Database,
  campaign: CampaignDocument,
  runId: string,
  reference: string,
): Promise<MessageDocument | null> {
  const contact = await database
    .of(collections.contacts)
    .findOne({ _id: contactKeyOf(campaign.contactListId, reference) }, { projection: { phoneIds: 1 } });
  const phoneIds = (contact?.phoneIds ?? []).filter((phoneId) => phoneId !== null);
  const digits = reference.replace(/\D/g, '');
  const others = digits.length >= MIN_DIGITS ? await contactIdsOf(database, campaign, digits) : [];
  const ids = [
    ...(reference.startsWith(`${runId}-`) ? [reference] : []),
    exclusionIdOf(runId, reference),
    ...phoneIds.map((phoneId) => messageIdOf(runId, phoneId)),
    ...(digits.length >= MIN_DIGITS ? [messageIdOf(runId, digits)] : []),
    ...others.map((contactId) => exclusionIdOf(runId, contactId)),
  ];
  const found = await database
    .of(collections.messages)
    .find({ _id: { $in: ids } })
    .toArray();
  const byId = new Map(found.map((message) => [message._id, message]));
  const known = ids.map((id) => byId.get(id)).find((message) => message !== undefined);
  if (known) return known;
  // the contact was removed or has another number by now: the run is read through
  const { from, to } = ledgerRangeOf(runId);
  return database.of(collections.messages).findOne({ _id: { $gte: from, $lt: to }, contactId: reference });
}

async function contactIdsOf(
  database: Database,
  { contactListId }: CampaignDocument,
  phoneId: string,
): Promise<string[]> {
  const contacts = await findContactsByNumber(database, phoneId, contactListId);
  return contacts.map(({ _id }) => contactIdOf(contactListId, _id));
}
