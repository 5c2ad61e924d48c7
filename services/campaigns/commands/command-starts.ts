/**
 * Publishes the commands for scheduled starts that are due. The id is derived from the schedule, so several
 * instances and repeats have one effect.
 */
import { topics } from '../../../schemas/topics.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import { internalCommandId } from '../../commands/execution/command-id.ts';
import { findDueStarts } from './store.ts';

// A start that is refused within its window (its list is not imported yet, too many campaigns are active) is
// tried again.

const REPEAT_AFTER_MS = 15_000;

/** @returns a function that checks once, and says in how many ms of `aheadMs` the next start is due, or null @param now ms since the epoch */
export function createStarts(
  database: Database,
  producer: Producer,
  aheadMs: number,
): (now: number) => Promise<number | null> {
  let commandedAtMs = new Map<string, number>();
  return async function commandStarts(now) {
    const due = await findDueStarts(database, new Date(now + aheadMs));
    const next = new Map<string, number>();
    let soonestMs = Infinity;
    const commands = due.flatMap(({ _id, scheduledStart }) => {
      if (!scheduledStart) return [];
      const inMs = scheduledStart.notBefore.getTime() - now;
      if (inMs > 0) {
        soonestMs = Math.min(soonestMs, inMs);
        return [];
      }
      const before = commandedAtMs.get(scheduledStart.id);
      const isFresh = before !== undefined && now - before < REPEAT_AFTER_MS;
      next.set(scheduledStart.id, isFresh ? before : now);
      if (isFresh) return [];
      const { id: scheduleId } = scheduledStart;
      const body = { type: 'StartScheduled', scheduleId } as const;
      return [
        {
          commandId: internalCommandId('start', scheduleId),
          subjectId: _id,
          issuedAt: now,
          issuedBy: 'campaigns',
          body,
        },
      ];
    });
    commandedAtMs = next;
    await producer.send(topics.internalCommands, commands);
    return soonestMs === Infinity ? null : soonestMs;
  };
}
