/** Which failures that the provider told are tried again: those of runs that their campaigns go on with. */
import type { ClientSession } from 'mongodb';
import type { Database } from '../../platform/mongo/mongo.ts';
import { keepRunsOpen } from '../counters/run-head.ts';
import type { StatusUpdate } from '../state/position.ts';
import { attemptsByWamid } from '../state/earlier-attempts.ts';
import type { LedgerEntry } from '../state/fold-updates.ts';

export type RequeueRule = {
  /** The earliest time of the message's next attempt, ms since the epoch; null: the update is not tried again. */
  dueAtOf: (update: StatusUpdate) => number | null;
  /** Those of the runs that their campaigns go on with. */
  findLiveRuns: (database: Database, runIds: string[], session: ClientSession) => Promise<Set<string>>;
};

/** @returns the updates that queue their message again, each with what it is then */
export async function findRequeues<U extends StatusUpdate>(
  database: Database,
  { dueAtOf, findLiveRuns }: RequeueRule,
  { updates, entries }: { updates: readonly U[]; entries: readonly LedgerEntry[] },
  session: ClientSession,
): Promise<Map<U, StatusUpdate>> {
  const told = updates.flatMap((update): Array<{ update: U; dueAt: number }> => {
    const dueAt = update.kind === 'UNDELIVERED' ? dueAtOf(update) : null;
    return dueAt === null ? [] : [{ update, dueAt }];
  });
  if (told.length === 0) return new Map(); // almost always
  const entryOf = entryLookUp(entries);
  const candidates = told.flatMap(({ update, dueAt }) => {
    const entry = entryOf(update);
    return !entry || entry.erased ? [] : [{ update, dueAt, runId: entry.runId }];
  });
  if (candidates.length === 0) return new Map();
  const runIds = [...new Set(candidates.map(({ runId }) => runId))];
  const live = await findLiveRuns(database, runIds, session);
  const open = await keepRunsOpen(database, [...live], session);
  return new Map(
    candidates
      .filter(({ runId }) => open.has(runId))
      .map(({ update, dueAt }) => [update, { ...update, kind: 'REQUEUE', dueAt }]),
  );
}

/** @returns a look-up of the message that an update is about, by its id or by the wamid of any attempt */
export function entryLookUp(
  entries: readonly LedgerEntry[],
): (update: Pick<StatusUpdate, 'messageId' | 'wamid'>) => LedgerEntry | undefined {
  const byId = new Map(entries.map((entry) => [entry._id, entry]));
  const byWamid = new Map(
    entries.flatMap((entry) =>
      attemptsByWamid(entry).map(([wamid]): [string, LedgerEntry] => [wamid, entry]),
    ),
  );
  return ({ messageId, wamid }) => (messageId === null ? byWamid.get(wamid ?? '') : byId.get(messageId));
}
