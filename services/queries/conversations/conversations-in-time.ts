/** Conversations by the time at which they began: a page in that order, or all of them. */
import type { MessageDocument } from '../../../schemas/collections.ts';
import { InvalidInput } from '../../domain/refused.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { inPages } from '../in-pages.ts';
import { keepCostly } from '../kept-results.ts';
import { MAX_PAGE } from '../page.ts';
import { MAX_SKIP } from '../page-number.ts';
import { asksFor, passes } from './conversation-filter.ts';
import { conversationsOf, type ConversationRow } from './conversation-row.ts';
import { readRuns, runReader, withNumbers } from './conversation-runs.ts';
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
import { presentOutcomesWanted } from './outcomes-wanted.ts';
import type { RunTouched } from './runs-planned.ts';
import { whoIsWanted } from './who-is-wanted.ts';

/** By filters that ask for nothing but what a run has. */
export async function runsThatPass(
  database: Database,
  { divisions, filters }: ConversationSearch,
  touched: readonly RunTouched[],
): Promise<readonly RunTouched[]> {
  if (filters.length === 0) return touched;
  const runs = await readRuns(database, divisions, touched);
  // nothing else of the row is looked at
  const passing = runs.filter(({ origin }) => passes(filters, origin as ConversationRow));
  const ids = new Set(passing.map(({ run }) => run._id));
  return touched.filter(({ _id }) => ids.has(_id));
}

/** So many index keys are counted at once without anybody noticing. */
const MANY = 10_000;
const countOrKept = keepCostly<number>((count) => count > MANY);

async function countPresent(database: Database, span: Span): Promise<number> {
  const [begun, untried] = await Promise.all([
    countAttemptsBegun(database, span, MAX_SKIP),
    countSkippedUntried(database, span, MAX_SKIP),
  ]);
  return begun + untried;
}

/** No more is read than the pages up to this one; the rest is counted by the indexes. */
export async function pageInTime(
  database: Database,
  search: ConversationSearch,
  runs: readonly RunTouched[],
  isDescending: boolean,
  { skip, size }: PageAsked,
): Promise<ConversationPage> {
  const span = spanOf(search, runs);
  const wanted = skip + size;
  const [earlier, counted] = await Promise.all([
    stepsMade(database, span)
      .limit(MAX_LOOKED_AT + 1)
      .batchSize(MAX_PAGE)
      .toArray(),
    countOrKept(database, span, () => countPresent(database, span)),
  ]);
  if (earlier.length > MAX_LOOKED_AT) throw tooMany();
  const read = runReader(database, search.divisions, runs);
  let first = await rowsOf(read, earlier, isEarlier(span));
  const total = first.length + counted;
  const direction = isDescending ? -1 : 1;
  // the sort keeps the order of those that began at once
  const merge = (rows: ConversationRow[]): ConversationRow[] =>
    rows
      .sort((one, other) => direction * (one.startedAt.getTime() - other.startedAt.getTime()))
      .slice(0, wanted);
  for (const chunk of inChunks(isDescending ? runs.toReversed() : runs)) {
    // what was found before leaves less to look for
    const room = first.length < wanted ? span : narrowed(span, first.at(-1), isDescending);
    const part = { ...room, runIds: chunk.map(({ _id }) => _id) };
    const [begun, untried] = await Promise.all([
      attemptsBegun(database, part).sort({ intentAt: direction }).limit(wanted).batchSize(wanted).toArray(),
      skippedUntried(database, part).sort({ endedAt: direction }).limit(wanted).batchSize(wanted).toArray(),
    ]);
    first = merge([...first, ...(await rowsOf(read, [...begun, ...untried], isPresent))]);
  }
  return {
    rows: await withNumbers(database, [...(await read([])).values()], merge(first).slice(skip)),
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
  runs: readonly RunTouched[],
): AsyncGenerator<ConversationRow> {
  const read = runReader(database, search.divisions, runs);
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
      const rows = await rowsOf(read, page, isWanted);
      const runsRead = needsNumbers ? [...(await read([])).values()] : [];
      for (const row of needsNumbers ? await withNumbers(database, runsRead, rows) : rows)
        if (passes(search.filters, row)) yield row;
    }
}

const tooMany = (): InvalidInput =>
  new InvalidInput(
    `More than ${MAX_LOOKED_AT} messages would have to be looked at: narrow the interval, name one campaign (outboundCampaignId), or page by cursor.`,
  );

function* inChunks(runs: readonly RunTouched[]): Generator<RunTouched[]> {
  for (let from = 0; from < runs.length; from += MAX_RUNS_MERGED)
    yield runs.slice(from, from + MAX_RUNS_MERGED);
}

const spanOf = ({ from, to, filters }: ConversationSearch, runs: readonly RunTouched[]): Span => ({
  ...{ from, to, who: whoIsWanted(filters), present: presentOutcomesWanted(filters) },
  runIds: runs.map(({ _id }) => _id),
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
async function rowsOf(
  read: ReturnType<typeof runReader>,
  messages: readonly MessageDocument[],
  isWanted: IsWanted,
): Promise<ConversationRow[]> {
  const runs = await read(messages.map(({ runId }) => runId));
  return messages.flatMap((message) => {
    const run = runs.get(message.runId);
    return run ? conversationsOf(message, run.origin).filter((row) => isWanted(row, message)) : [];
  });
}
