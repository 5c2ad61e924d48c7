/**
 * Subscriptions made, changed, deleted and given new secrets, each with its entry of the audit in the same
 * transaction.
 */
import type { ClientSession } from 'mongodb';
import type { Settings } from '../../config/settings.ts';
import type { SubscriptionDocument } from '../../schemas/collections.ts';
import { changedProperties } from '../audit/changed-properties.ts';
import { divisionExists, divisionFaults, putIntoDivision } from '../commands/execution/put-into-division.ts';
import { fault, type Fault } from '../domain/fault.ts';
import { refusedWith, type Refused } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { makeSigningSecret, seal } from './sealed-secret.ts';
import { definitionFaults, MAX_SUBSCRIPTIONS, versionFault, type Definition } from './subscription-faults.ts';
import { countSubscriptions } from './subscription-store.ts';
import { refusal, TOLD, writeSubscription, type Doing } from './write-subscription.ts';

type Keys = Pick<Settings['subscriptions'], 'key' | 'internalOrigins'>;

/**
 * @param id of the new subscription
 * @returns its secret, which nobody can read again
 * @throws Refused with every fault
 */
export async function createSubscription(
  database: Database,
  { key, internalOrigins }: Keys,
  id: string,
  definition: Definition,
  { actor, now }: Doing,
): Promise<{ subscription: SubscriptionDocument; secret: string }> {
  const secret = makeSigningSecret();
  const sealed = await seal(key, secret);
  const subscription: SubscriptionDocument = {
    ...{ _id: id, ...definition, eventTypes: [...new Set(definition.eventTypes)] },
    ...{ disabledReason: null, since: now, version: 1, secret: sealed, formerSecret: null, failing: null },
    ...{ createdAt: now, modifiedAt: now },
  };
  await writeSubscription(
    database,
    id,
    { action: 'CreateWebhookSubscription', actor, now },
    async (present, session) => {
      const faults = definitionFaults(definition, internalOrigins);
      if (present) faults.push(fault('invalid.create', 'id', `There is a subscription with the id ${id}.`));
      if ((await countSubscriptions(database, session)) >= MAX_SUBSCRIPTIONS)
        faults.push(
          fault(
            'max.entity.count.reached',
            null,
            `The maximum subscription count has been reached: ${MAX_SUBSCRIPTIONS}.`,
            MAX_SUBSCRIPTIONS,
          ),
        );
      await enterDivision(database, session, definition.divisionId, faults);
      refuseIfAny(faults);
      return subscription;
    },
  );
  return { subscription, secret };
}

/**
 * Without a change nothing is written. Enabled again, it hears of what happens from then on.
 * @param version on which the change is based
 * @throws Refused
 */
export function changeSubscription(
  database: Database,
  { internalOrigins }: Keys,
  id: string,
  { version, ...definition }: Definition & { readonly version: number },
  { actor, now }: Doing,
): Promise<SubscriptionDocument> {
  const doing = { action: 'UpdateWebhookSubscription', actor, now };
  return writeSubscription(database, id, doing, async (present, session) => {
    if (!present) throw noSubscription(id);
    if (present.version !== version) throw refusal([versionFault(version, present.version)]);
    const faults = definitionFaults(definition, internalOrigins);
    if (definition.divisionId !== present.divisionId)
      await enterDivision(database, session, definition.divisionId, faults);
    refuseIfAny(faults);
    const isEnabledAgain = definition.enabled && !present.enabled;
    const next: SubscriptionDocument = {
      ...present,
      ...definition,
      eventTypes: [...new Set(definition.eventTypes)],
      ...(isEnabledAgain ? { since: now, failing: null } : {}),
      disabledReason: definition.enabled ? null : present.disabledReason,
    };
    if (changedProperties(present, next, TOLD).length === 0) return present;
    return { ...next, version: present.version + 1, modifiedAt: now };
  });
}

/** @throws Refused when there is none */
export async function removeSubscription(
  database: Database,
  id: string,
  { actor, now }: Doing,
): Promise<void> {
  const doing = { action: 'DeleteWebhookSubscription', actor, now };
  await writeSubscription(database, id, doing, async (present) => {
    if (!present) throw noSubscription(id);
    return null;
  });
}

/**
 * Calls are signed with both secrets for a while, so that the receiver can change over.
 * @param keepFormerMs how long the present secret goes on; the one before it ends at once
 * @throws Refused
 */
export async function rotateSecret(
  database: Database,
  { key }: Keys,
  id: string,
  keepFormerMs: number,
  { actor, now }: Doing,
): Promise<{ subscription: SubscriptionDocument; secret: string }> {
  const secret = makeSigningSecret();
  const sealed = await seal(key, secret);
  const doing = { action: 'RotateWebhookSecret', actor, now };
  const subscription = await writeSubscription(database, id, doing, async (present) => {
    if (!present) throw noSubscription(id);
    const until = new Date(now.getTime() + keepFormerMs);
    return {
      ...present,
      secret: sealed,
      formerSecret: keepFormerMs > 0 ? { secret: present.secret, until } : null,
      version: present.version + 1,
      modifiedAt: now,
    };
  });
  return { subscription, secret };
}

const noSubscription = (reference: string): Refused =>
  refusedWith('resource.not.found', `There is no subscription with the name or id "${reference}".`);

function refuseIfAny(faults: readonly Fault[]): void {
  if (faults.length > 0) throw refusal(faults);
}

async function enterDivision(
  database: Database,
  session: ClientSession,
  divisionId: string,
  faults: Fault[],
): Promise<void> {
  const isKnown = await divisionExists(database, session, divisionId);
  faults.push(...divisionFaults(isKnown, divisionId));
  if (isKnown) await putIntoDivision(database, session, divisionId);
}
