/**
 * One function per MongoDB statement on the ledger by time: the attempts of some runs that began in an interval. Each goes by an index
 * of its own, of a run and a time.
 */
import type { Filter, FindCursor } from 'mongodb';
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { NOT_SHOWN } from './conversation-search.ts';

export type Span = {
  readonly runIds: readonly string[];
  /** From this (inclusive) to that (exclusive). */
  readonly from: Date;
  readonly to: Date;
  readonly who: Filter<MessageDocument>;
  /** What is asked of the present attempt; null: nothing. */
  readonly present: Filter<MessageDocument> | null;
};

/** The database merges the orders of so many runs, and sorts those of more. */
export const MAX_RUNS_MERGED = 200;

const BY_INTENT = { runId: 1, intentAt: 1 } as const;
const BY_END = { runId: 1, endedAt: 1 } as const;
const BY_STEP = { runId: 1, 'history.at': 1 } as const;
const WAITING = { state: 1, runId: 1, timeZone: 1, dueAt: 1, sequence: 1 } as const;
const EVER = { $exists: true } as const;

/** Messages whose latest attempt began then, and is not followed by another. Sorted by `intentAt`: of at most 200 runs. */
export const attemptsBegun = (database: Database, span: Span): FindCursor<MessageDocument> =>
  database
    .of(collections.messages)
    .find(
      { $and: [{ ...begun(span), state: { $ne: 'WAITING' } }, span.who, span.present ?? {}] },
      { hint: BY_INTENT, projection: NOT_SHOWN },
    );

/** Contacts that were skipped then without any attempt. Sorted by `endedAt`: of at most 200 runs. */
export const skippedUntried = (database: Database, span: Span): FindCursor<MessageDocument> =>
  database
    .of(collections.messages)
    .find({ $and: [untried(span), span.who, span.present ?? {}] }, { hint: BY_END, projection: NOT_SHOWN });

/** Messages of which an earlier attempt may have ended then, in no order. An attempt is found while the history tells of it. */
export const stepsMade = (database: Database, span: Span): FindCursor<MessageDocument> =>
  database.of(collections.messages).find(
    {
      runId: { $in: [...span.runIds] },
      history: { $elemMatch: { at: { $gte: span.from, $lt: span.to } } },
      ...span.who,
    },
    { hint: BY_STEP, projection: NOT_SHOWN },
  );

/** How many `attemptsBegun` gives, if there is no question who; @param limit of what is counted */
export async function countAttemptsBegun(database: Database, span: Span, limit: number): Promise<number> {
  const messages = database.of(collections.messages);
  const [all, waiting] = await Promise.all([
    // no document is fetched for it
    messages.countDocuments(begun(span), { hint: BY_INTENT, limit }),
    messages.countDocuments({ ...begun(span), state: 'WAITING', dueAt: EVER }, { hint: WAITING, limit }),
  ]);
  return all - waiting;
}

/** How many `skippedUntried` gives; see `countAttemptsBegun`. */
export const countSkippedUntried = (database: Database, span: Span, limit: number): Promise<number> =>
  database.of(collections.messages).countDocuments(untried(span), { hint: BY_END, limit });

const begun = ({ runIds, from, to }: Span): Filter<MessageDocument> => ({
  runId: { $in: [...runIds] },
  intentAt: { $gte: from, $lt: to },
});

const untried = ({ runIds, from, to }: Span): Filter<MessageDocument> => ({
  runId: { $in: [...runIds] },
  state: 'SKIPPED',
  endedAt: { $gte: from, $lt: to },
  intentAt: { $exists: false },
});
