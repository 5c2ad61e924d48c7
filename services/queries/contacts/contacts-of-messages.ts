/**
 * The contacts behind messages of a run, as rows of their list's export: who did not get it, to be sent to
 * once more.
 */
import type { Filter } from 'mongodb';
import {
  collections,
  type CampaignDocument,
  type ContactListDocument,
  type MessageDocument,
} from '../../../schemas/collections.ts';
import { noteAttempts, type LatestAttempts } from '../../domain/message/latest-attempt.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { contactRow } from './contact-view.ts';
import { pageOf, statesOf } from './contact-state.ts';
import { findContactsById, findOptedOut } from './contact-store.ts';
import { inPages } from '../in-pages.ts';

const PAGE = 1_000;

/** Contacts that were removed from the list meanwhile are left out. */
export async function* contactsOfMessages(
  database: Database,
  list: ContactListDocument,
  { whatsappColumn, integrationId }: Pick<CampaignDocument, 'whatsappColumn' | 'integrationId'>,
  filter: Filter<MessageDocument>,
  runId: string,
): AsyncGenerator<Record<string, unknown>> {
  const columns = list.whatsappColumns.map(({ columnName }) => columnName);
  const messages = database.of(collections.messages).find(filter, { batchSize: PAGE });
  for await (const entries of inPages(messages, PAGE)) {
    const ids = entries.map(({ contactId }) => contactId);
    const page = pageOf(list, await findContactsById(database, list._id, ids));
    const latest: LatestAttempts = new Map();
    noteAttempts({ runId, whatsappColumn }, columns, page, entries, latest);
    const phoneIds = page.flatMap((one) => one.phoneIds).filter((phoneId) => phoneId !== null);
    const optedOut = await findOptedOut(database, [integrationId], phoneIds);
    for (const state of statesOf(columns, page, latest, optedOut)) yield contactRow(list, state);
  }
}
