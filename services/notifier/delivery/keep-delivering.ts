/**
 * Works off what is due: a few workers for each subscription that has something due, so that a receiver that
 * is slow holds nobody but itself.
 */
import type { ServiceContext } from '../../platform/process/run-service.ts';
import { createLogThrottle } from '../../platform/process/log-throttle.ts';
import { findDueSubscriptions } from '../../subscriptions/delivery-store.ts';
import { deliverOne, type DeliverParts } from './deliver-one.ts';

const LOOK_EVERY_MS = 500;
/** Calls to one receiver at a time, of one process. There are at most MAX_SUBSCRIPTIONS receivers. */
const WORKERS = 4;
const UNREADABLE_EVERY_MS = 60_000;

/** @returns what waits for the calls under way */
export async function keepDelivering(context: ServiceContext): Promise<{ stop: () => Promise<void> }> {
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

  async function look(): Promise<void> {
    for (const id of await findDueSubscriptions(database, new Date())) {
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
  }

  async function work(id: string): Promise<void> {
    try {
      while (!context.isStopping() && (await deliverOne(parts, id)));
    } catch (err) {
      log.error({ err }, 'delivering a webhook failed; it will be tried again');
    }
  }

  context.repeat('looking for webhooks to deliver', LOOK_EVERY_MS, look);
  return {
    stop: async () => void (await Promise.all([...workers.values()].flatMap((own) => [...own]))),
  };
}
