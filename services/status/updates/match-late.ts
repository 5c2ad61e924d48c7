/** Statuses that came before the ledger knew their wamid: matched later, ever more rarely, for a day. */
import type { Database } from '../../platform/mongo/mongo.ts';
import { applyWithOptOuts, type AppliedWithOptOuts } from '../opt-outs/apply-with-opt-outs.ts';
import { deleteUnmatched, findDueUnmatched, postponeUnmatched } from './unmatched-store.ts';

const BATCH = 500;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 3_600_000;

/** @returns what changed; null when nothing was due */
export async function matchLate(database: Database, now: Date): Promise<AppliedWithOptOuts | null> {
  const due = await findDueUnmatched(database, now, BATCH);
  if (due.length === 0) return null;
  const updates = due.map(({ status }) => status);
  const applied = await applyWithOptOuts(
    database,
    'late',
    updates,
    now.getTime(),
    async ({ unmatched }, session) => {
      const still = new Set(unmatched);
      await deleteUnmatched(
        database,
        updates.filter((status) => !still.has(status)),
        session,
      );
    },
  );
  const still = new Set(applied.unmatched);
  await postponeUnmatched(
    database,
    due
      .filter(({ status }) => still.has(status))
      .map(({ _id, tries }) => ({ _id, tryAt: new Date(now.getTime() + waitAfter(tries)) })),
  );
  return applied;
}

const waitAfter = (tries: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 20));
