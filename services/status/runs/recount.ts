/** Recounts a run from the ledger and repairs its counters: only the ledger says that a run is complete. */
import { countLedger } from '../../ledger/counters/count-ledger.ts';
import { readCounters, replaceCounters } from '../../ledger/counters/counter-statements.ts';
import { sameCounts } from '../../ledger/counters/run-counts.ts';
import { inTransaction } from '../../platform/mongo/in-transaction.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { isBalanced } from './settle-runs.ts';

/** @returns true when every planned contact has its outcome and nothing is open @param planned contacts in the run's order */
export type Recount = (runId: string, planned: number) => Promise<boolean>;

/** Counters and ledger are read in one snapshot, so a difference is a defect and not a matter of timing. */
export function createRecount(database: Database, log: Logger): Recount {
  return async function recount(runId, planned) {
    return inTransaction(database, async (session) => {
      const counters =
        (await readCounters(database, [runId], session)).get(runId) ?? new Map<string, number>();
      const { counts, open } = await countLedger(database, runId, session);
      if (!sameCounts(counters, counts)) {
        const both = { counters: Object.fromEntries(counters), ledger: Object.fromEntries(counts) };
        log.error({ runId, ...both }, 'counters disagree with the ledger; they are replaced by a recount');
        await replaceCounters(database, runId, counts, session);
      }
      return isBalanced(planned, counts, open);
    });
  };
}
