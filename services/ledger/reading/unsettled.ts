/** Messages without an outcome: what is open, intents past their lease, unknown ones. By the index of what is due. */
import type { ClientSession } from 'mongodb';
import { collections, type MessageDocument, type MessageState } from '../../../schemas/collections.ts';
import type { Ambiguity } from '../../domain/campaign/ambiguity.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** True while a request of the run may be under way. */
export const hasIntent = (database: Database, runId: string, session?: ClientSession): Promise<boolean> =>
  hasMessageIn(database, runId, ['INTENT'], session);

/** True while a message of the run has no outcome: a request may be under way, or it waits for one. */
export const hasOpen = (database: Database, runId: string, session?: ClientSession): Promise<boolean> =>
  hasMessageIn(database, runId, ['INTENT', 'WAITING'], session);

async function hasMessageIn(
  database: Database,
  runId: string,
  states: MessageState[],
  session: ClientSession | undefined,
): Promise<boolean> {
  // state and run are the start of the index of what is open: a handful of documents, not the run
  const message = await database
    .of(collections.messages)
    .findOne(
      { state: { $in: states }, runId, dueAt: { $exists: true } },
      { projection: { _id: 1 }, ...(session && { session }) },
    );
  return message !== null;
}

/** Intents whose lease is over: their outcome cannot be known from here. */
export function findExpiredIntents(
  database: Database,
  before: Date,
  limit: number,
): Promise<Array<Pick<MessageDocument, '_id' | 'attempt'>>> {
  return database
    .of(collections.messages)
    .find({ state: 'INTENT', dueAt: { $lt: before } }, { projection: { _id: 1, attempt: 1 } })
    .limit(limit)
    .toArray();
}

/**
 * Unknown messages that the run's policy has not decided yet, the oldest first.
 * @param before only those that have been unknown since then
 */
export async function findUndecided(
  database: Database,
  run: { runId: string; ambiguity: Ambiguity },
  limit: number,
  before?: Date,
): Promise<Array<Pick<MessageDocument, '_id' | 'attempt'>>> {
  return database
    .of(collections.messages)
    .find(
      {
        state: 'UNKNOWN',
        runId: run.runId,
        dueAt: before ? { $lte: before } : { $exists: true },
        // the second attempt's outcome is not decided again
        ...(run.ambiguity.policy === 'RESEND_ONCE'
          ? { resentAt: { $exists: false }, erased: { $exists: false } }
          : {}),
      },
      { projection: { attempt: 1 } },
    )
    .sort({ dueAt: 1 })
    .limit(limit)
    .toArray();
}
