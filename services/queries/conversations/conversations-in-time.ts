/** Conversations by the time at which they began: a page in that order, or all of them. */
import type { MessageDocument } from '../../../schemas/collections.ts';
import { InvalidInput } from '../../domain/refused.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { inPages } from '../in-pages.ts';
import { MAX_PAGE } from '../page.ts';
import { MAX_SKIP } from '../page-number.ts';
import { asksFor, passes } from './conversation-filter.ts';
import { conversationsOf, type ConversationRow } from './conversation-row.ts';
import { withNumbers, type RunOfCampaign } from './conversation-runs.ts';
import {
  MAX_LOOKED_AT,
  type ConversationPage,
  type ConversationSearch,
  type PageAsked,
} from './conversation-search.ts';
import {
  attemptsBegun,
  countAttemptsBegun,
  countSkippedUntried,
  MAX_RUNS_MERGED,
  skippedUntried,
  stepsMade,
  type Span,
} from './messages-in-time.ts';
import { whoIsWanted } from './who-is-wanted.ts';

/** By filters that ask for nothing but what a run has. */
export const runsThatPass = (
  { filters }: ConversationSearch,
  runs: readonly RunOfCampaign[],
): RunOfCampaign[] =>
  // nothing else of the row is looked at
  runs.filter(({ origin }) => passes(filters, origin as ConversationRow));

/** No more is read than the pages up to this one; the rest is counted by the indexes. */
export async function pageInTime(
  database: Database,
  search: ConversationSearch,
  runs: readonly RunOfCampaign[],
  isDescending: boolean,
  { skip, size }: PageAsked,
): Promise<ConversationPage> {
  const span = spanOf(search, runs);
  const wanted = skip + size;
  const [earlier, ...counts] = await Promise.all([
    stepsMade(database, span)
      .limit(MAX_LOOKED_AT + 1)
      .batchSize(MAX_PAGE)
      .toArray(),
    countAttemptsBegun(database, span, MAX_SKIP),
    countSkippedUntried(database, span, MAX_SKIP),
  ]);
  if (earlier.length > MAX_LOOKED_AT) throw tooMany();
  let first = rowsOf(runs, earlier, isEarlier(span));
  const total = counts.reduce((sum, count) => sum + count, first.length);
  const direction = isDescending ? -1 : 1;
  // the sort keeps the order of those that began at once
  const merge = (rows: ConversationRow[]): ConversationRow[] =>
    rows
      .sort((one, other) => direction * (one.startedAt.getTime() - other.startedAt.getTime()))
      .slice(0, wanted);
  for (const chunk of inChunks(isDescending ? runs.toReversed() : runs)) {
    // what was found before leaves less to look for
    const room = first.length < wanted ? span : narrowed(span, first.at(-1), isDescending);
    const part = { ...room, runIds: chunk.map(({ run }) => run._id) };
    const [begun, untried] = await Promise.all([
      attemptsBegun(database, part).sort({ intentAt: direction }).limit(wanted).batchSize(wanted).toArray(),
      skippedUntried(database, part).sort({ endedAt: direction }).limit(wanted).batchSize(wanted).toArray(),
    ]);
    first = merge([...first, ...rowsOf(chunk, begun, isPresent), ...rowsOf(chunk, untried, isPresent)]);
  }
  return {
    rows: await withNumbers(database, runs, merge(first).slice(skip)),
    total: Math.min(total, MAX_SKIP),
  };
}

function narrowed(span: Span, last: ConversationRow | undefined, isDescending: boolean): Span {
  if (!last) return span;
  const time = last.startedAt;
  return isDescending ? { ...span, from: time } : { ...span, to: new Date(time.getTime() + 1) };
}

/** All that pass, in no order. @throws InvalidInput when too many messages would have to be looked at */
export async function* allInTime(
  database: Database,
  search: ConversationSearch,
  runs: readonly RunOfCampaign[],
): AsyncGenerator<ConversationRow> {
  const span = spanOf(search, runs);
  const needsNumbers = asksFor(search.filters, 'addressTo');
  const sources = [
    [attemptsBegun(database, span), isPresent],
    [skippedUntried(database, span), isPresent],
    [stepsMade(database, span), isEarlier(span)],
  ] as const;
  let looked = 0;
  for (const [messages, isWanted] of sources)
    for await (const page of inPages(messages.batchSize(MAX_PAGE), MAX_PAGE)) {
      looked += page.length;
      if (looked > MAX_LOOKED_AT) throw tooMany();
      const rows = rowsOf(runs, page, isWanted);
      for (const row of needsNumbers ? await withNumbers(database, runs, rows) : rows)
        if (passes(search.filters, row)) yield row;
    }
}

const tooMany = (): InvalidInput =>
  new InvalidInput(
    `More than ${MAX_LOOKED_AT} messages would have to be looked at: narrow the interval, name one campaign (outboundCampaignId), or page by cursor.`,
  );

function* inChunks(runs: readonly RunOfCampaign[]): Generator<RunOfCampaign[]> {
  for (let from = 0; from < runs.length; from += MAX_RUNS_MERGED)
    yield runs.slice(from, from + MAX_RUNS_MERGED);
}

const spanOf = ({ from, to, filters }: ConversationSearch, runs: readonly RunOfCampaign[]): Span => ({
  ...{ from, to, who: whoIsWanted(filters) },
  runIds: runs.map(({ run }) => run._id),
});

type IsWanted = (row: ConversationRow, message: MessageDocument) => boolean;

/** The message's present attempt. */
const isPresent: IsWanted = (row, message) => row.attempt === message.attempt;

/** An attempt that another followed, or is to follow, and that began in the span. */
const isEarlier =
  ({ from, to }: Span): IsWanted =>
  (row, { state, attempt }) =>
    (state === 'WAITING' || row.attempt !== attempt) && row.startedAt >= from && row.startedAt < to;

/** The wanted conversations of messages of several runs, in the order of the messages. */
function rowsOf(
  runs: readonly RunOfCampaign[],
  messages: readonly MessageDocument[],
  isWanted: IsWanted,
): ConversationRow[] {
  const origins = new Map(runs.map(({ run, origin }) => [run._id, origin]));
  return messages.flatMap((message) => {
    const origin = origins.get(message.runId);
    return origin ? conversationsOf(message, origin).filter((row) => isWanted(row, message)) : [];
  });
}
