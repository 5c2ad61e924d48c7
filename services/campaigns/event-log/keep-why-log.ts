/**
 * Why running campaigns are slower than their own rate → the event log, as it changes. Looked at from time to
 * time: nobody publishes it.
 */
import type { ServiceContext } from '../../platform/process/run-service.ts';
import { readLiveFigures } from '../../queries/campaigns/live-figures.ts';
import { explainRate } from '../../queries/campaigns/explain-rate.ts';
import { isAnyOn } from '../commands/store.ts';
import { insertEvents, latestIdOf } from './event-store.ts';
import { isLasting, seenAgain, WHY_CODES, whyEntry, type Seen } from './why-entry.ts';

const LOOK_EVERY_MS = 5_000;

export async function keepWhyLog(context: ServiceContext): Promise<void> {
  const database = await context.mongo();
  let seen = new Map<string, Seen>();

  async function look(): Promise<void> {
    const now = new Date();
    if (!(await isAnyOn(database))) {
      seen = new Map();
      return;
    }
    const { campaigns } = await readLiveFigures(database, now);
    const next = new Map<string, Seen>();
    for (const { progress } of campaigns) {
      const { runId, campaignId, status } = progress;
      if (runId === null || status !== 'on') continue;
      const again = seenAgain(seen.get(runId), explainRate(progress).reason);
      next.set(runId, again);
      if (!isLasting(again)) continue;
      const last = await latestIdOf(database, campaignId, Object.values(WHY_CODES));
      const entry = whyEntry(progress, again, last, now);
      if (entry) await insertEvents(database, [entry]);
    }
    // runs that ended are forgotten; when something above failed, the same looks count again
    seen = next;
  }

  context.repeat('the look at why campaigns wait', LOOK_EVERY_MS, look);
}
