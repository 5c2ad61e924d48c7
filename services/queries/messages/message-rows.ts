/**
 * Messages of a run as rows of a report, streamed in the order of the run; one row a message or one an
 * attempt.
 */
import {
  collections,
  type CampaignDocument,
  type ContactListDocument,
  type MessageDocument,
} from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { columnPosition } from '../../domain/contact/column-text.ts';
import { contactIdOf } from '../../domain/contact/contact.ts';
import { findContactsById } from '../contacts/contact-store.ts';
import { inPages } from '../in-pages.ts';
import { limitOf, MAX_PAGE, pageOf, splitCursor, joinCursor, type Page, type PageRequest } from '../page.ts';
import { attemptsOf } from './attempts.ts';
import { messageFilter, type MessageFilter } from './message-filter.ts';
import { messageRow, type MessageRow } from './message-row.ts';

type OfCampaign = Pick<CampaignDocument, 'name' | 'contactListId' | 'whatsappColumn'>;

/**
 * Of the whole run: the database sorts, on its disk where it must.
 * @param isByAttempt one row per attempt instead of one per message
 */
export async function* messageRows(
  database: Database,
  campaign: OfCampaign,
  runId: string,
  filter: MessageFilter,
  isByAttempt: boolean,
): AsyncGenerator<MessageRow> {
  const list = await listOf(database, campaign);
  const messages = database
    .of(collections.messages)
    .find(messageFilter(runId, filter), { batchSize: MAX_PAGE, allowDiskUse: true })
    .sort({ sequence: 1, _id: 1 });
  for await (const page of inPages(messages, MAX_PAGE))
    for (const message of await withNumbers(database, campaign, list, page))
      for (const attempt of isByAttempt ? attemptsOf(message) : [message])
        yield messageRow(campaign.name, attempt);
}

/** A page of a run's messages by their ids: cheap at any size of the run, in no order that means anything. */
export async function listMessages(
  database: Database,
  campaign: OfCampaign,
  runId: string,
  filter: MessageFilter,
  request: PageRequest,
): Promise<Page<MessageRow>> {
  const [after = ''] = request.after === null ? [] : splitCursor(request.after, 1);
  const wanted = messageFilter(runId, filter);
  const found = await database
    .of(collections.messages)
    .find(request.after === null ? wanted : { $and: [wanted, { _id: { $gt: after } }] })
    .sort({ _id: 1 })
    .limit(limitOf(request))
    .toArray();
  const { items, next } = pageOf(found, request, ({ _id }) => joinCursor(_id));
  const messages = await withNumbers(database, campaign, await listOf(database, campaign), items);
  return { items: messages.map((message) => messageRow(campaign.name, message)), next };
}

type Addressed = Pick<MessageDocument, 'contactId' | 'to'>;

/** For one page of messages; see `withNumbers`. */
export const messagesWithNumbers = async <M extends Addressed>(
  database: Database,
  campaign: OfCampaign,
  messages: readonly M[],
): Promise<M[]> => withNumbers(database, campaign, await listOf(database, campaign), messages);

const listOf = (database: Database, { contactListId }: OfCampaign): Promise<ContactListDocument | null> =>
  database.of(collections.contactLists).findOne({ _id: contactListId });

/**
 * The ledger has no number of who was skipped: it is that of the contact now, if the contact is still in its
 * list.
 * @param messages at most 1,000
 */
async function withNumbers<M extends Addressed>(
  database: Database,
  { whatsappColumn }: Pick<CampaignDocument, 'whatsappColumn'>,
  list: ContactListDocument | null,
  messages: readonly M[],
): Promise<M[]> {
  const columns = list?.whatsappColumns.map(({ columnName }) => columnName) ?? [];
  const position = columnPosition(columns, whatsappColumn);
  const lacking = messages.filter(({ to }) => to === undefined).map(({ contactId }) => contactId);
  if (!list || position < 0 || lacking.length === 0) return [...messages];
  const contacts = await findContactsById(database, list._id, lacking);
  const numbers = new Map(
    contacts.map(({ _id, phoneIds }) => [contactIdOf(list._id, _id), phoneIds[position] ?? null]),
  );
  return messages.map((message) => {
    const to = message.to ?? numbers.get(message.contactId) ?? null;
    return to === null ? message : { ...message, to };
  });
}
