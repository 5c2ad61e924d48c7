/** A message of a run by its id, by its recipient's number or by its contact's id: ids are made from those, so nothing is searched as long as the contact is what it was. */
import { collections, type CampaignDocument, type MessageDocument } from '../../../schemas/collections.ts';
import { contactKeyOf } from '../../domain/contact/contact.ts';
import { exclusionIdOf, ledgerRangeOf, messageIdOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

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
  const ids = [
    ...(reference.startsWith(`${runId}-`) ? [reference] : []),
    exclusionIdOf(runId, reference),
    ...phoneIds.map((phoneId) => messageIdOf(runId, phoneId)),
    ...(digits.length >= 5 ? [messageIdOf(runId, digits)] : []),
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
