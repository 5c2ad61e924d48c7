/** Takes the delivery that is due for a subscription, calls the receiver, and stores what came of it. */
import { randomUUID } from 'node:crypto';
import type { Settings } from '../../../config/settings.ts';
import type { DeliveryDocument, SubscriptionDocument } from '../../../schemas/collections.ts';
import { THE_SYSTEM } from '../../access/audit-access.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { claimDelivery, endTry, giveUpDeliveries } from '../../subscriptions/delivery-store.ts';
import { unseal } from '../../subscriptions/sealed-secret.ts';
import { findSubscription, noteFailure, noteSuccess } from '../../subscriptions/subscription-store.ts';
import { shownOrigin } from '../../subscriptions/subscription-url.ts';
import { disableSubscription } from '../../subscriptions/disable-subscription.ts';
import { tell } from '../events/tell.ts';
import { callReceiver } from './call-receiver.ts';
import { mustDisable, nextStep, type Step, type TryResult } from './next-step.ts';

/** How long storing what a call came to may take before another process makes the same call again. */
const STORE_WITHIN_MS = 15_000;

export type DeliverParts = {
  readonly database: Database;
  readonly settings: Settings['subscriptions'];
  readonly log: Logger;
  readonly count: (result: 'delivered' | 'failed' | 'dead', by?: number) => void;
  /** The secrets of a subscription cannot be decrypted. */
  readonly unreadable: (subscription: SubscriptionDocument) => void;
};

/** @returns false when nothing was due, or nothing may be sent */
export async function deliverOne(parts: DeliverParts, subscriptionId: string): Promise<boolean> {
  const { database, settings, count } = parts;
  const subscription = await findSubscription(database, subscriptionId);
  if (!subscription?.enabled) {
    const failure = `the subscription is ${subscription ? 'disabled' : 'deleted'}`;
    count('dead', await giveUpDeliveries(database, subscriptionId, failure, new Date()));
    return false;
  }
  const startedAt = new Date();
  const secrets = await secretsOf(settings.key, subscription, startedAt);
  if (secrets === null) {
    parts.unreadable(subscription);
    return false;
  }
  const until = new Date(startedAt.getTime() + settings.timeoutMs + STORE_WITHIN_MS);
  const delivery = await claimDelivery(database, subscriptionId, randomUUID(), startedAt, until);
  if (!delivery) return false;
  const { webhookId, payload } = delivery;
  const result = await callReceiver(
    { url: subscription.url, webhookId, payload, secrets },
    settings,
    startedAt,
  );
  await store(parts, subscription, delivery, result);
  return true;
}

async function secretsOf(
  key: string,
  { secret, formerSecret }: SubscriptionDocument,
  now: Date,
): Promise<string[] | null> {
  const sealed = [secret, ...(formerSecret && formerSecret.until > now ? [formerSecret.secret] : [])];
  const secrets = await Promise.all(sealed.map((one) => unseal(key, one)));
  return secrets.every((one) => one !== null) ? secrets : null;
}

async function store(
  parts: DeliverParts,
  subscription: SubscriptionDocument,
  delivery: DeliveryDocument,
  result: TryResult,
): Promise<void> {
  const { database, settings, log, count } = parts;
  const { tries, webhookId, eventType } = delivery;
  const now = new Date();
  const step = nextStep(result, { tries, waitsMs: settings.retriesMs, now, chance: Math.random() });
  const about = {
    subscription: subscription.name,
    origin: shownOrigin(subscription.url),
    webhookId,
    eventType,
  };
  // the subscription before the delivery: a process that ends in between makes the same call again
  if (step.kind === 'delivered') await noteSuccess(database, subscription._id);
  else await noteFailed(parts, subscription, step, now);
  await endTry(database, delivery, endOf(delivery, result, step, now));
  if (step.kind === 'delivered') {
    count('delivered');
    return log.debug({ ...about, tries }, 'a webhook was delivered');
  }
  count('failed');
  if (step.kind === 'dead') count('dead');
  const level = step.kind === 'dead' ? 'warn' : 'info';
  log[level]({ ...about, tries, failure: step.failure }, `a webhook ${wordOf(step)}`);
}

const wordOf = (step: Step): string => (step.kind === 'dead' ? 'was given up' : 'could not be delivered');

function endOf(
  { dueAt }: DeliveryDocument,
  { status }: TryResult,
  step: Step,
  now: Date,
): Pick<DeliveryDocument, 'state' | 'dueAt' | 'lastTry' | 'endedAt'> {
  const failure = step.kind === 'delivered' ? null : step.failure;
  const lastTry = { at: now, status, failure };
  if (step.kind === 'again') return { state: 'WAITING', dueAt: step.dueAt, lastTry, endedAt: null };
  return { state: step.kind === 'delivered' ? 'DELIVERED' : 'DEAD', dueAt, lastTry, endedAt: now };
}

async function noteFailed(
  parts: DeliverParts,
  { _id }: SubscriptionDocument,
  step: Step,
  now: Date,
): Promise<void> {
  const { database, settings } = parts;
  const present = await noteFailure(database, _id, now);
  if (!present) return;
  if (step.kind === 'dead' && step.isGone)
    return disable(parts, present, 'the receiver answered 410 Gone', now);
  if (mustDisable(present.failing, now, settings.disableAfterMs))
    await disable(parts, present, `no call succeeded since ${present.failing?.since.toISOString()}`, now);
}

/** Others hear of it first: a process that ends in between disables it at the next failure, and tells no other event. */
async function disable(
  { database, log }: DeliverParts,
  { _id, name, version }: SubscriptionDocument,
  reason: string,
  now: Date,
): Promise<void> {
  const happening = {
    eventId: `disabled:${_id}:${version}`,
    type: 'v2.outbound.webhooksubscriptions.disabled' as const,
    ...{ at: now, about: { kind: 'subscription' as const, id: _id }, data: { reason } },
  };
  await tell(database, [happening], log);
  if (await disableSubscription(database, _id, reason, { actor: THE_SYSTEM, now }))
    log.error({ subscription: name, reason }, 'a webhook subscription was disabled');
}
