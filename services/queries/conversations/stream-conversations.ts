/** Conversations in the order of the ledger's ids, run by run, so that memory stays flat: all of them, or a page by cursor. */
import type { Filter } from 'mongodb';
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { InvalidInput } from '../../domain/refused.ts';
import { callbackDataOf, ledgerRangeOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { inPages } from '../in-pages.ts';
import { MAX_PAGE } from '../page.ts';
import { passes, wantedValues } from './conversation-filter.ts';
import { splitConversationId, type ConversationRow } from './conversation-row.ts';
import {
  conversationsOfRun,
  readRuns,
  runsOf,
  runsTouched,
  type RunOfCampaign,
} from './conversation-runs.ts';
import { NOT_SHOWN, type ConversationSearch } from './conversation-search.ts';
import { outcomesWanted } from './outcomes-wanted.ts';
import { whoIsWanted } from './who-is-wanted.ts';

/** So many messages are looked at for a page by cursor, and so many runs. */
const LOOKED_AT = 5_000;
const RUNS_LOOKED_AT = 20;

/** All that pass. */
export async function* streamConversations(
  database: Database,
  search: ConversationSearch,
): AsyncGenerator<ConversationRow> {
  for (const origin of await runsOf(database, search)) {
    const messages = database
      .of(collections.messages)
      .find(messagesOf(search, ledgerRangeOf(origin.run._id)), { batchSize: MAX_PAGE, projection: NOT_SHOWN })
      .sort({ _id: 1 });
    for await (const page of inPages(messages, MAX_PAGE))
      yield* passing(search, await conversationsOfRun(database, origin, page));
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
  const budget = { messages: LOOKED_AT, runs: RUNS_LOOKED_AT };
  for await (const origin of runsFrom(database, search, from?.messageId ?? null)) {
    if (budget.runs === 0 || budget.messages <= 0) return { rows, cursor: startOf(origin.run._id) };
    const cursor = await takeFromRun(database, search, origin, { from, rows, size, budget });
    if (cursor !== null) return { rows, cursor };
    budget.runs -= 1;
  }
  return { rows, cursor: null };
}

type Taking = {
  readonly from: { messageId: string; attempt: number } | null;
  /** Of the page; what is found is added. */
  readonly rows: ConversationRow[];
  readonly size: number;
  readonly budget: { messages: number; runs: number };
};

/** @returns where the next page goes on; null: the run has no more */
async function takeFromRun(
  database: Database,
  search: ConversationSearch,
  origin: RunOfCampaign,
  { from, rows, size, budget }: Taking,
): Promise<string | null> {
  const range = ledgerRangeOf(origin.run._id);
  if (from && from.messageId > range.from && from.messageId < range.to) range.from = from.messageId;
  const last = await lastOf(database, range, budget.messages);
  const window = last === null ? range : { ...range, to: `${last}.` };
  for (let atOnce = size - rows.length + 2; ; atOnce = Math.min(MAX_PAGE, 2 * atOnce)) {
    const page = await findMessages(database, search, window, atOnce);
    for (const row of passing(search, await conversationsOfRun(database, origin, page))) {
      if (from && row.messageId === from.messageId && row.attempt <= from.attempt) continue;
      if (rows.length === size) return rows.at(-1)?.conversationId ?? null;
      rows.push(row);
    }
    const end = page.at(-1);
    if (!end || page.length < atOnce) break;
    window.from = `${end._id}.`;
  }
  if (last !== null) return callbackDataOf(last, LAST_ATTEMPT);
  // what a run has beyond its order is little: who was put aside, and nobody else
  budget.messages -= Math.min(origin.run.planned, LOOKED_AT);
  return null;
}

const LAST_ATTEMPT = 999_999;

/** A cursor before the first message of a run. */
const startOf = (runId: string): string => `${runId}-${'0'.repeat(24)}.0`;

/** The id of a message so far on in a range of ids; null when the range ends before. Its index alone is read. */
async function lastOf(
  database: Database,
  { from, to }: { from: string; to: string },
  count: number,
): Promise<string | null> {
  const [message] = await database
    .of(collections.messages)
    .find({ _id: { $gte: from, $lt: to } }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .skip(count - 1)
    .limit(1)
    .toArray();
  return message?._id ?? null;
}

const findMessages = (
  database: Database,
  search: ConversationSearch,
  range: { from: string; to: string },
  limit: number,
): Promise<MessageDocument[]> =>
  database
    .of(collections.messages)
    .find(messagesOf(search, range), { projection: NOT_SHOWN, batchSize: limit + 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();

function* passing(
  { from, to, filters }: ConversationSearch,
  rows: Iterable<ConversationRow>,
): Generator<ConversationRow> {
  for (const row of rows) if (row.startedAt >= from && row.startedAt < to && passes(filters, row)) yield row;
}

/** The run of a message and those that follow it, read as they are asked for. @throws InvalidInput when the run is not among them */
async function* runsFrom(
  database: Database,
  search: ConversationSearch,
  messageId: string | null,
): AsyncGenerator<RunOfCampaign> {
  const touched = await runsTouched(database, search);
  const at = messageId === null ? 0 : touched.findIndex(({ _id }) => messageId.startsWith(`${_id}-`));
  if (at < 0) throw new InvalidInput('the cursor is of a run that the query does not touch, or that is gone');
  // most pages are of one run
  for (let [from, size] = [at, 1]; from < touched.length; [from, size] = [from + size, RUNS_LOOKED_AT])
    yield* await readRuns(database, search.divisions, touched.slice(from, from + size));
}

/** What the database can judge: ids, contact, number, and the time between the first attempt and the last one. */
function messagesOf(
  { from, to, filters }: ConversationSearch,
  range: { from: string; to: string },
): Filter<MessageDocument> {
  const ids = wantedValues(filters, 'conversationId');
  return {
    _id: {
      $gte: range.from,
      $lt: range.to,
      ...(ids === null ? {} : { $in: [...ids].map((id) => id.replace(/\.\d+$/, '')) }),
    },
    $and: [
      whoIsWanted(filters),
      outcomesWanted(filters),
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
