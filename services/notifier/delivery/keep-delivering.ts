/**
 * Works off what is due: a few workers for each subscription that has something due, so that a receiver that
 * is slow holds nobody but itself.
 */
import type { ServiceContext } from '../../platform/process/run-service.ts';
import { createLogThrottle } from '../../platform/process/log-throttle.ts';
import { findDueTimes } from '../../subscriptions/delivery-store.ts';
import { deliverOne, type DeliverParts } from './deliver-one.ts';

/** While something is due. */
const LOOK_EVERY_MS = 500;
/** Nobody tells us of what people ask for again, and of what another process leaves behind. */
const LOOK_IDLE_MS = 2_000;
/** Calls to one receiver at a time, of one process. There are at most MAX_SUBSCRIPTIONS receivers. */
const WORKERS = 4;
const UNREADABLE_EVERY_MS = 60_000;

/** @returns `wake` says that something may be due, `stop` waits for the calls under way */
export async function keepDelivering(
  context: ServiceContext,
): Promise<{ wake: () => void; stop: () => Promise<void> }> {
  const { log, metrics, settings } = context;
  const database = await context.mongo();
  const parts: DeliverParts = {
    ...{ database, settings: settings.subscriptions, log },
    count: (result, by = 1) => metrics.count('wac_subscription_deliveries_total', { result }, by),
    unreadable: ({ _id, name }) => {
      if (unreadable.pass(_id, Date.now()) > 0)
        log.error(
          { subscription: name },
          'nothing is sent to a webhook subscription: its secret was encrypted with another SUBSCRIPTION_KEY',
        );
    },
  };
  const unreadable = createLogThrottle(UNREADABLE_EVERY_MS);
  const workers = new Map<string, Set<Promise<void>>>();

  async function look(): Promise<number> {
    let isDue = false;
    for (const [id, dueAt] of await findDueTimes(database)) {
      const inMs = dueAt.getTime() - Date.now();
      if (inMs > 0) {
        if (inMs < LOOK_IDLE_MS) looking.wake(inMs);
        continue;
      }
      isDue = true;
      const own = workers.get(id) ?? new Set<Promise<void>>();
      workers.set(id, own);
      while (own.size < WORKERS) {
        const worker = work(id).finally(() => {
          own.delete(worker);
          if (own.size === 0) workers.delete(id);
        });
        own.add(worker);
      }
    }
    return isDue ? LOOK_EVERY_MS : LOOK_IDLE_MS;
  }

  async function work(id: string): Promise<void> {
    try {
      while (!context.isStopping() && (await deliverOne(parts, id)));
    } catch (err) {
      log.error({ err }, 'delivering a webhook failed; it will be tried again');
    }
  }

  const looking = context.repeat('looking for webhooks to deliver', LOOK_IDLE_MS, look);
  return {
    wake: () => looking.wake(),
    stop: async () => void (await Promise.all([...workers.values()].flatMap((own) => [...own]))),
  };
}
