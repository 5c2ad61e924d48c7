/**
 * Conversations of the runs that an interval may touch: streamed in the order of the ledger's ids, run by run, so that memory stays flat.
 * A page in the order of time is picked from them; how many messages may be looked at for one is bounded.
 */
import type { Filter } from 'mongodb';
import { collections, type CampaignRunDocument, type MessageDocument } from '../../../schemas/collections.ts';
import { InvalidInput } from '../../domain/refused.ts';
import { ledgerRangeOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { inPages } from '../in-pages.ts';
import { MAX_PAGE } from '../page.ts';
import { messagesWithNumbers } from '../messages/message-rows.ts';
import { passes, wantedValues, type ConversationFilter } from './conversation-filter.ts';
import {
  conversationsOf,
  splitConversationId,
  type ConversationRow,
  type Origin,
} from './conversation-row.ts';

export type ConversationSearch = {
  /** `all`, or the divisions that may be seen. */
  readonly divisions: 'all' | readonly string[];
  /** Start of a conversation: from this (inclusive) to that (exclusive). */
  readonly from: Date;
  readonly to: Date;
  readonly filters: readonly ConversationFilter[];
};

/** So many messages are looked at for one page. */
const MAX_LOOKED_AT = 200_000;
const MAX_RUNS = 10_000;

type Run = Pick<CampaignRunDocument, '_id' | 'campaignId' | 'contactListId' | 'integrationId'>;
type Campaign = {
  _id: string;
  name: string;
  divisionId: string;
  contactListId: string;
  whatsappColumn: string;
};
type RunOfCampaign = { run: Run; campaign: Campaign | undefined };

/** All that pass. @param most messages looked at; more is refused. @throws InvalidInput */
export async function* streamConversations(
  database: Database,
  search: ConversationSearch,
  most = Infinity,
): AsyncGenerator<ConversationRow> {
  let looked = 0;
  for (const { run, campaign } of await runsOf(database, search)) {
    const origin = originOf(run, campaign);
    const messages = database
      .of(collections.messages)
      .find(messagesOf(run._id, search.filters), { batchSize: MAX_PAGE })
      .sort({ _id: 1 });
    for await (const page of inPages(messages, MAX_PAGE)) {
      looked += page.length;
      if (looked > most)
        throw new InvalidInput(
          `More than ${most} messages would have to be looked at: narrow the interval, or name one campaign (outboundCampaignId).`,
        );
      const whole = campaign ? await messagesWithNumbers(database, campaign, page) : page;
      for (const message of whole)
        for (const row of conversationsOf(message, origin))
          if (row.startedAt >= search.from && row.startedAt < search.to && passes(search.filters, row))
            yield row;
    }
  }
}

export type ConversationOrder = { by: 'startedAt' | 'endedAt'; isDescending: boolean };

/** A page in the order of time; ties in the order of ids. @throws InvalidInput when too many messages would have to be looked at */
export async function findConversations(
  database: Database,
  search: ConversationSearch,
  { by, isDescending }: ConversationOrder,
  { skip, size }: { skip: number; size: number },
): Promise<{ rows: ConversationRow[]; total: number }> {
  const sign = isDescending ? -1 : 1;
  const timeOf = (row: ConversationRow): number => (row[by] ?? row.startedAt).getTime();
  const compare = (one: ConversationRow, other: ConversationRow): number =>
    sign * (timeOf(one) - timeOf(other)) || (one.conversationId < other.conversationId ? -sign : sign);
  const wanted = skip + size;
  let first: ConversationRow[] = [];
  let total = 0;
  for await (const row of streamConversations(database, search, MAX_LOOKED_AT)) {
    total += 1;
    first.push(row);
    // what lies behind the page is let go of now and then
    if (first.length > 2 * wanted + MAX_PAGE) first = first.sort(compare).slice(0, wanted);
  }
  return { rows: first.sort(compare).slice(skip, wanted), total };
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
  const [whole] = campaign ? await messagesWithNumbers(database, campaign, [message]) : [message];
  const rows = whole ? conversationsOf(whole, originOf(run, campaign)) : [];
  return rows.find(({ attempt }) => attempt === parts.attempt) ?? null;
}

/** Runs that may hold what is asked for, in the order in which they were planned. @throws InvalidInput for too many */
async function runsOf(
  database: Database,
  { divisions, to, filters }: ConversationSearch,
): Promise<RunOfCampaign[]> {
  const named = wantedValues(filters, 'outboundCampaignId');
  const ids = wantedValues(filters, 'conversationId');
  const campaigns = await campaignsOf(database, divisions, named === null ? null : [...named]);
  const runs = await database
    .of(collections.campaignRuns)
    .find({
      plannedAt: { $lt: to },
      ...(divisions === 'all' && named === null
        ? {}
        : { campaignId: { $in: named === null ? [...campaigns.keys()] : [...named] } }),
      ...(ids === null ? {} : { _id: { $in: [...ids].map((id) => id.split('-', 1)[0] ?? '') } }),
    })
    .sort({ plannedAt: 1, _id: 1 })
    .project<Run>({ campaignId: 1, contactListId: 1, integrationId: 1 })
    .limit(MAX_RUNS + 1)
    .toArray();
  if (runs.length > MAX_RUNS)
    throw new InvalidInput(
      `More than ${MAX_RUNS} runs would have to be looked at: name one campaign (outboundCampaignId).`,
    );
  return (
    runs
      .map((run) => ({ run, campaign: campaigns.get(run.campaignId) }))
      // a campaign that is gone has no division: it shows to who may see all of them
      .filter(({ campaign }) => divisions === 'all' || campaign !== undefined)
  );
}

async function campaignsOf(
  database: Database,
  divisions: ConversationSearch['divisions'],
  ids: readonly string[] | null,
): Promise<Map<string, Campaign>> {
  const found = await database
    .of(collections.campaigns)
    .find({
      ...(divisions === 'all' ? {} : { divisionId: { $in: [...divisions] } }),
      ...(ids === null ? {} : { _id: { $in: [...ids] } }),
    })
    .project<Campaign>({ name: 1, divisionId: 1, contactListId: 1, whatsappColumn: 1 })
    .toArray();
  return new Map(found.map((campaign) => [campaign._id, campaign]));
}

const originOf = (run: Run, campaign: Campaign | undefined): Origin => ({
  campaignId: run.campaignId,
  campaignName: campaign?.name ?? null,
  divisionId: campaign?.divisionId ?? null,
  contactListId: run.contactListId,
  integrationId: run.integrationId,
});

/** What of the filters the database can judge by a message's fields that no attempt changes. */
function messagesOf(runId: string, filters: readonly ConversationFilter[]): Filter<MessageDocument> {
  const { from, to } = ledgerRangeOf(runId);
  const contacts = wantedValues(filters, 'outboundContactId');
  const ids = wantedValues(filters, 'conversationId');
  return {
    _id:
      ids === null
        ? { $gte: from, $lt: to }
        : { $gte: from, $lt: to, $in: [...ids].map((id) => id.replace(/\.\d+$/, '')) },
    ...(contacts === null ? {} : { contactId: { $in: [...contacts] } }),
  };
}
