/** Statuses that came before the ledger knew their wamid: matched later, ever more rarely, for a day. */
import type { Database } from '../../platform/mongo/mongo.ts';
import { applyNews, type Applied } from './apply-news.ts';
import { deleteUnmatched, findDueUnmatched, postponeUnmatched } from './unmatched-store.ts';

const BATCH = 500;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 3_600_000;

/** @returns what changed; null when nothing was due */
export async function matchLate(database: Database, now: Date): Promise<Applied | null> {
  const due = await findDueUnmatched(database, now, BATCH);
  if (due.length === 0) return null;
  const news = due.map(({ status }) => status);
  const fold = await applyNews(database, 'late', news, async ({ unmatched }, session) => {
    const still = new Set(unmatched);
    await deleteUnmatched(
      database,
      news.filter((status) => !still.has(status)),
      session,
    );
  });
  const still = new Set(fold.unmatched);
  await postponeUnmatched(
    database,
    due
      .filter(({ status }) => still.has(status))
      .map(({ _id, tries }) => ({ _id, tryAt: new Date(now.getTime() + waitAfter(tries)) })),
  );
  return fold;
}

const waitAfter = (tries: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 20));
