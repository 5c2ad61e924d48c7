/** Recounts a run from the ledger and repairs its counters: only the ledger says that a run is complete. */
import { recountRun, type RecountOptions } from '../../ledger/counters/recount-run.ts';
import { sameCounts } from '../../ledger/counters/run-counts.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { isBalanced } from './settle-runs.ts';

/**
 * @returns true when every planned contact has its outcome and nothing is open
 * @param planned contacts in the run's order
 */
export type Recount = (runId: string, planned: number) => Promise<boolean>;

/** Counters and ledger are compared at one moment, so a difference is a defect and not a matter of timing. */
export function createRecount(database: Database, log: Logger, options: RecountOptions = {}): Recount {
  return async function recount(runId, planned) {
    const { counters, ledger, isOpen } = await recountRun(database, runId, options);
    if (!sameCounts(counters, ledger)) {
      const both = { counters: Object.fromEntries(counters), ledger: Object.fromEntries(ledger) };
      log.error({ runId, ...both }, 'counters disagree with the ledger; they are replaced by a recount');
    }
    return isBalanced(planned, ledger, isOpen ? 1 : 0);
  };
}
