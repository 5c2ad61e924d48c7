/** Writes a subscription, and the audit's entry of the change, in one transaction. */
import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import type { SubscriptionDocument } from '../../schemas/collections.ts';
import type { AuditedChange } from '../../schemas/collections/audit-collections.ts';
import type { Actor } from '../access/audit-access.ts';
import { insertAudit } from '../audit/audit-store.ts';
import { changedProperties } from '../audit/changed-properties.ts';
import { fault, type Fault } from '../domain/fault.ts';
import { Refused } from '../domain/refused.ts';
import { inTransaction, ONCE } from '../platform/mongo/in-transaction.ts';
import { isDuplicateKey, type Database } from '../platform/mongo/mongo.ts';
import { deleteSubscription, findSubscription, putSubscription } from './subscription-store.ts';

/** Of a subscription the audit tells these; of its secret that it changed. */
export const TOLD = ['name', 'url', 'eventTypes', 'divisionId', 'enabled', 'disabledReason', 'version'];

/** Who does something, and when. */
export type Doing = { readonly actor: Actor; readonly now: Date };
export const refusal = (faults: readonly Fault[]): Refused =>
  new Refused('the subscription was refused', faults);

/** @param decide returns what it read when nothing changes, null when the subscription goes */
export async function writeSubscription<D extends SubscriptionDocument | null>(
  database: Database,
  id: string,
  { action, actor, now }: Doing & { readonly action: string },
  decide: (present: SubscriptionDocument | null, session: ClientSession) => Promise<D>,
): Promise<D> {
  try {
    return await inTransaction(
      database,
      async (session) => {
        const present = await findSubscription(database, id, session);
        const next = await decide(present, session);
        if (next === present) return next;
        if (next === null) await deleteSubscription(database, session, id);
        else await putSubscription(database, session, next);
        const shown = next ?? present;
        const entry = {
          ...{ _id: randomUUID(), at: now, action, isDone: true, ...actor, faults: [] },
          entity: { kind: 'webhookSubscription' as const, id, name: shown?.name ?? null },
          divisionId: shown?.divisionId ?? null,
          changes: [...changedProperties(present, next, TOLD), ...changedSecret(present, next)],
        };
        await insertAudit(database, entry, session);
        return next;
      },
      ONCE,
    );
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw refusal([fault('duplicate.name', 'name', 'There is a subscription with this name already.')]);
  }
}

/** That it changed, never what it is. */
const changedSecret = (
  present: SubscriptionDocument | null,
  next: SubscriptionDocument | null,
): AuditedChange[] =>
  next === null || present?.secret === next.secret
    ? []
    : [{ property: 'secret', before: null, after: '"changed"' }];
