/** Conversations a page at a time, in the order of time, and one by its id. */
import { collections } from '../../../schemas/collections.ts';
import { InvalidInput } from '../../domain/refused.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { MAX_PAGE } from '../page.ts';
import { MAX_SKIP } from '../page-number.ts';
import { isOfRuns, wantedValues } from './conversation-filter.ts';
import { splitConversationId, type ConversationRow } from './conversation-row.ts';
import {
  campaignsOf,
  conversationsOfRun,
  originOf,
  readRuns,
  runsTouched,
  withNumbers,
} from './conversation-runs.ts';
import type { ConversationPage, ConversationSearch, PageAsked } from './conversation-search.ts';
import { allInTime, pageInTime, runsThatPass } from './conversations-in-time.ts';
import type { RunTouched } from './runs-planned.ts';
import { streamConversations } from './stream-conversations.ts';

export type ConversationOrder = { by: 'startedAt' | 'endedAt'; isDescending: boolean };

/**
 * A page in the order of time; of those that began at once the order is always the same.
 * @returns total: at most 100,000 are counted. @throws InvalidInput for a page too far down, or when too many messages would have to be
 *   looked at
 */
export async function findConversations(
  database: Database,
  search: ConversationSearch,
  order: ConversationOrder,
  page: PageAsked,
): Promise<ConversationPage> {
  if (page.skip > MAX_SKIP)
    throw new InvalidInput(`a page lies beyond the first ${MAX_SKIP} conversations; page by cursor`);
  if (wantedValues(search.filters, 'conversationId') !== null)
    return pickPage(streamConversations(database, search), order, page);
  const touched = await runsTouched(database, search);
  if (order.by === 'startedAt' && isOfRuns(search.filters)) {
    const runs = await runsThatPass(database, search, touched);
    return pageInTime(database, search, runs, order.isDescending, page);
  }
  const picked = await pickPage(allInTime(database, search, touched), order, page);
  return { ...picked, rows: await numbered(database, search, touched, picked.rows) };
}

async function numbered(
  database: Database,
  { divisions }: ConversationSearch,
  touched: readonly RunTouched[],
  rows: readonly ConversationRow[],
): Promise<ConversationRow[]> {
  const campaignIds = new Set(rows.flatMap((row) => (row.addressTo === null ? [row.campaignId] : [])));
  const runs = touched.filter(({ campaignId }) => campaignIds.has(campaignId));
  return withNumbers(database, await readRuns(database, divisions, runs), rows);
}

/** Those of a page, when all that pass have to be looked at; ties in the order of ids. */
async function pickPage(
  rows: AsyncIterable<ConversationRow>,
  { by, isDescending }: ConversationOrder,
  { skip, size }: PageAsked,
): Promise<ConversationPage> {
  const sign = isDescending ? -1 : 1;
  const timeOf = (row: ConversationRow): number => (row[by] ?? row.startedAt).getTime();
  const compare = (one: ConversationRow, other: ConversationRow): number =>
    sign * (timeOf(one) - timeOf(other)) || (one.conversationId < other.conversationId ? -sign : sign);
  const wanted = skip + size;
  let first: ConversationRow[] = [];
  let total = 0;
  for await (const row of rows) {
    total += 1;
    first.push(row);
    // what lies behind the page is let go of now and then
    if (first.length > 2 * wanted + MAX_PAGE) first = first.sort(compare).slice(0, wanted);
  }
  return { rows: first.sort(compare).slice(skip, wanted), total: Math.min(total, MAX_SKIP) };
}

/** One conversation; null when there is none that may be seen. */
export async function findConversation(
  database: Database,
  divisions: ConversationSearch['divisions'],
  id: string,
): Promise<ConversationRow | null> {
  const parts = splitConversationId(id);
  const message = parts && (await database.of(collections.messages).findOne({ _id: parts.messageId }));
  const run = message && (await database.of(collections.campaignRuns).findOne({ _id: message.runId }));
  if (!message || !run) return null;
  const campaign = (await campaignsOf(database, 'all', [message.campaignId])).get(message.campaignId);
  if (divisions !== 'all' && !(campaign && divisions.includes(campaign.divisionId))) return null;
  const origin = originOf(run, campaign);
  const rows = await conversationsOfRun(database, { campaign, origin }, [message]);
  return rows.find(({ attempt }) => attempt === parts.attempt) ?? null;
}
