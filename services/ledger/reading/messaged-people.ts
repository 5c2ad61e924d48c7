/** Whom runs messaged lately, by the index of a run and the time of an attempt: for who counts within the provider's messaging limit. */
import type { Filter } from 'mongodb';
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { REACH_FIELDS, reachOf, type Reach } from './reached.ts';

export type Messaged = { readonly messageId: string; readonly to: string; readonly reach: Reach };

const BY_INTENT = { runId: 1, intentAt: 1 } as const;
const RUNS_AT_ONCE = 50;

/** @returns those of the runs that have begun an attempt since */
export async function findRunsBusySince(
  database: Database,
  runIds: readonly string[],
  since: Date,
): Promise<string[]> {
  const busy: string[] = [];
  for (let from = 0; from < runIds.length; from += RUNS_AT_ONCE) {
    const part = runIds.slice(from, from + RUNS_AT_ONCE);
    const found = await Promise.all(
      part.map((runId) =>
        database
          .of(collections.messages)
          .findOne(
            { runId, intentAt: { $gte: since } },
            { hint: BY_INTENT, projection: { _id: 0, runId: 1 } },
          ),
      ),
    );
    busy.push(...found.flatMap((message) => (message ? [message.runId] : [])));
  }
  return busy;
}

/** Messages whose latest attempt began from `from` (inclusive) to `to` (exclusive), in no order; without those of erased people. */
export async function* messagedIn(
  database: Database,
  runIds: readonly string[],
  from: Date,
  to: Date,
): AsyncGenerator<Messaged> {
  if (runIds.length === 0) return;
  const found = database.of(collections.messages).find(begunIn(runIds, from, to), {
    hint: BY_INTENT,
    projection: { to: 1, ...REACH_FIELDS },
  });
  for await (const message of found)
    if (message.to !== undefined) yield { messageId: message._id, to: message.to, reach: reachOf(message) };
}

const begunIn = (runIds: readonly string[], from: Date, to: Date): Filter<MessageDocument> => ({
  runId: { $in: [...runIds] },
  intentAt: { $gte: from, $lt: to },
});
