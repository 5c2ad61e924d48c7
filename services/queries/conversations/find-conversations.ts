/**
 * Conversations of the runs that an interval may touch: streamed in the order of the ledger's ids, run by run, so that memory stays flat.
 * A page in the order of time is picked from them; how many messages may be looked at for one is bounded.
 */
import type { Filter } from 'mongodb';
import { collections, type CampaignRunDocument, type MessageDocument } from '../../../schemas/collections.ts';
import { InvalidInput } from '../../domain/refused.ts';
import { callbackDataOf, ledgerRangeOf } from '../../domain/message/message.ts';
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
/** And so many for one that is paged by cursor. */
const MAX_LOOKED_AT_BY_CURSOR = 20_000;
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
  for (const origin of await runsOf(database, search))
    for await (const page of pagesOf(database, search, origin)) {
      looked += page.length;
      if (looked > most)
        throw new InvalidInput(
          `More than ${most} messages would have to be looked at: narrow the interval, name one campaign (outboundCampaignId), or page by cursor.`,
        );
      yield* await rowsOf(database, search, origin, page);
    }
}

/**
 * A page in the order of the ledger, which means nothing, at any size of the ledger. It may be short, or empty, and others follow.
 * @param after empty: from the beginning; else the cursor of the page before
 * @returns cursor null: this is the last page. @throws InvalidInput for a cursor that is none
 */
export async function nextConversations(
  database: Database,
  search: ConversationSearch,
  after: string,
  size: number,
): Promise<{ rows: ConversationRow[]; cursor: string | null }> {
  const from = after === '' ? null : splitConversationId(after);
  if (after !== '' && !from) throw new InvalidInput('the cursor is not one that a page gave');
  const rows: ConversationRow[] = [];
  let looked = 0;
  for (const origin of await runsFrom(database, search, from?.messageId ?? null))
    for await (const page of pagesOf(database, search, origin, from?.messageId)) {
      for (const row of await rowsOf(database, search, origin, page)) {
        if (from && row.messageId === from.messageId && row.attempt <= from.attempt) continue;
        if (rows.length === size) return { rows, cursor: rows.at(-1)?.conversationId ?? null };
        rows.push(row);
      }
      looked += page.length;
      const last = page.at(-1);
      if (last && looked >= MAX_LOOKED_AT_BY_CURSOR)
        return { rows, cursor: callbackDataOf(last._id, last.attempt) };
    }
  return { rows, cursor: null };
}

/** Messages of a run that may be asked for, a thousand at a time. @param from the id of the first; all of the run unless it is of this run */
function pagesOf(
  database: Database,
  search: ConversationSearch,
  { run }: RunOfCampaign,
  from = '',
): AsyncGenerator<MessageDocument[]> {
  const messages = database
    .of(collections.messages)
    .find(messagesOf(run._id, search, from), { batchSize: MAX_PAGE })
    .sort({ _id: 1 });
  return inPages(messages, MAX_PAGE);
}

/** The conversations of a page of messages that pass. */
async function rowsOf(
  database: Database,
  { from, to, filters }: ConversationSearch,
  { run, campaign }: RunOfCampaign,
  page: readonly MessageDocument[],
): Promise<ConversationRow[]> {
  const origin = originOf(run, campaign);
  const whole = campaign ? await messagesWithNumbers(database, campaign, page) : page;
  return whole
    .flatMap((message) => conversationsOf(message, origin))
    .filter((row) => row.startedAt >= from && row.startedAt < to && passes(filters, row));
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
  { divisions, from, to, filters }: ConversationSearch,
): Promise<RunOfCampaign[]> {
  const named = wantedValues(filters, 'outboundCampaignId');
  const ids = wantedValues(filters, 'conversationId');
  const seen =
    divisions === 'all' ? null : await campaignsOf(database, divisions, named === null ? null : [...named]);
  const runs = await database
    .of(collections.campaignRuns)
    .find({
      plannedAt: { $lt: to },
      ...(seen === null && named === null
        ? {}
        : { campaignId: { $in: seen === null ? [...(named ?? [])] : [...seen.keys()] } }),
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
  const over = await runsEndedBefore(
    database,
    runs.map(({ _id }) => _id),
    from,
  );
  const campaigns =
    seen ??
    (await campaignsOf(
      database,
      divisions,
      runs.map(({ campaignId }) => campaignId),
    ));
  return (
    runs
      .filter(({ _id }) => !over.has(_id))
      .map((run) => ({ run, campaign: campaigns.get(run.campaignId) }))
      // a campaign that is gone has no division: it shows to who may see all of them
      .filter(({ campaign }) => divisions === 'all' || campaign !== undefined)
  );
}

/** Those that follow the run of a message, which comes first. @throws InvalidInput when the run is not among them */
async function runsFrom(
  database: Database,
  search: ConversationSearch,
  messageId: string | null,
): Promise<RunOfCampaign[]> {
  const runs = await runsOf(database, search);
  if (messageId === null) return runs;
  const at = runs.findIndex(({ run }) => messageId.startsWith(`${run._id}-`));
  if (at < 0) throw new InvalidInput('the cursor is of a run that the query does not touch, or that is gone');
  return runs.slice(at);
}

/** Runs in which no attempt began at a time or later: their campaigns had ended them. */
async function runsEndedBefore(
  database: Database,
  runIds: readonly string[],
  time: Date,
): Promise<ReadonlySet<string>> {
  const heads = await database
    .of(collections.runCounters)
    .find({ _id: { $in: runIds.map((runId) => `${runId}:run`) }, closedAt: { $lt: time } })
    .project<{ runId: string }>({ runId: 1 })
    .toArray();
  return new Set(heads.map(({ runId }) => runId));
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
      ...(ids === null ? {} : { _id: { $in: [...new Set(ids)] } }),
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

/** What the database can judge: ids, contact, number, and the time between the first attempt and the last one. */
function messagesOf(
  runId: string,
  { from, to, filters }: ConversationSearch,
  first: string,
): Filter<MessageDocument> {
  const range = ledgerRangeOf(runId);
  const start = first > range.from && first < range.to ? first : range.from;
  const contacts = wantedValues(filters, 'outboundContactId');
  const numbers = wantedValues(filters, 'addressTo');
  const ids = wantedValues(filters, 'conversationId');
  return {
    _id: {
      $gte: start,
      $lt: range.to,
      ...(ids === null ? {} : { $in: [...ids].map((id) => id.replace(/\.\d+$/, '')) }),
    },
    ...(contacts === null ? {} : { contactId: { $in: [...contacts] } }),
    $and: [
      // the number of who was skipped is not in the ledger
      numbers === null ? {} : { to: { $in: [...numbers, null as unknown as string] } },
      { $or: [{ intentAt: { $gte: from } }, { endedAt: { $gte: from } }, { acceptedAt: { $gte: from } }] },
      {
        $or: [
          { intentAt: { $lt: to } },
          { endedAt: { $lt: to } },
          { acceptedAt: { $lt: to } },
          { 'history.at': { $lt: to } },
        ],
      },
    ],
  };
}
