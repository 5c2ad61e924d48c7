/** The system disables a subscription whose receiver is gone or does not answer. */
import type { Database } from '../platform/mongo/mongo.ts';
import { writeSubscription, type Doing } from './write-subscription.ts';

/** By the system, which says why. @returns false when it is disabled or gone already */
export async function disableSubscription(
  database: Database,
  id: string,
  reason: string,
  { actor, now }: Doing,
): Promise<boolean> {
  let isDone = false;
  const doing = { action: 'DisableWebhookSubscription', actor, now };
  await writeSubscription(database, id, doing, async (present) => {
    isDone = present?.enabled ?? false;
    if (!present?.enabled) return present;
    const version = present.version + 1;
    return { ...present, enabled: false, disabledReason: reason, version, modifiedAt: now };
  });
  return isDone;
}
