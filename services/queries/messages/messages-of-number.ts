/** All that a number got or did not get, in every run of every campaign, the latest runs first. */
import { collections, type CampaignRunDocument, type MessageDocument } from '../../../schemas/collections.ts';
import { contactIdOf } from '../../domain/contact/contact.ts';
import { exclusionIdOf, messageIdOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findContactsByNumber } from '../contacts/contact-store.ts';
import { inPages } from '../in-pages.ts';
import { MAX_PAGE } from '../page.ts';
import { messageRow, type MessageRow } from './message-row.ts';

// Ledger ids are made from run and number, or from run and contact for who was skipped, so runs are looked up
// a page at a time and nothing is searched.

/**
 * Who was skipped is found by the contacts that have the number now.
 * @param phoneId digits with country code
 */
export async function* messagesOfNumber(database: Database, phoneId: string): AsyncGenerator<MessageRow> {
  const contactIds = new Map<string, string[]>();
  for (const { _id, listId } of await findContactsByNumber(database, phoneId, null))
    contactIds.set(listId, [...(contactIds.get(listId) ?? []), contactIdOf(listId, _id)]);
  const runs = database
    .of(collections.campaignRuns)
    .find({}, { projection: { campaignId: 1, contactListId: 1 }, batchSize: MAX_PAGE })
    .sort({ plannedAt: -1, _id: -1 });
  for await (const page of inPages(runs, MAX_PAGE)) {
    const names = await namesOfCampaigns(database, page);
    const ids = page.flatMap(({ _id, contactListId }) => [
      messageIdOf(_id, phoneId),
      ...(contactIds.get(contactListId) ?? []).map((contactId) => exclusionIdOf(_id, contactId)),
    ]);
    const place = new Map(page.map(({ _id }, index) => [_id, index]));
    const messages: MessageDocument[] = [];
    for (let from = 0; from < ids.length; from += MAX_PAGE)
      messages.push(...(await findMessages(database, ids.slice(from, from + MAX_PAGE))));
    messages.sort((one, other) => (place.get(one.runId) ?? 0) - (place.get(other.runId) ?? 0));
    for (const message of messages)
      yield messageRow(names.get(message.campaignId) ?? message.campaignId, { to: phoneId, ...message });
  }
}

const findMessages = (database: Database, ids: string[]): Promise<MessageDocument[]> =>
  database
    .of(collections.messages)
    .find({ _id: { $in: ids } })
    .toArray();

async function namesOfCampaigns(
  database: Database,
  runs: ReadonlyArray<Pick<CampaignRunDocument, 'campaignId'>>,
): Promise<Map<string, string>> {
  const ids = [...new Set(runs.map(({ campaignId }) => campaignId))];
  const found = await database
    .of(collections.campaigns)
    .find({ _id: { $in: ids } }, { projection: { name: 1 } })
    .toArray();
  return new Map(found.map(({ _id, name }) => [_id, name]));
}
