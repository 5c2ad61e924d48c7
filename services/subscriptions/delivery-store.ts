/** The statements on deliveries: an event for a subscription is one document, however often the event is read. */
import { createHash } from 'node:crypto';
import { collections, type DeliveryDocument, type DeliveryState } from '../../schemas/collections.ts';
import { insertAbsent } from '../platform/mongo/insert-absent.ts';
import type { Database } from '../platform/mongo/mongo.ts';

const hashOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** What is the same of a delivery for every subscription. */
export type Message = {
  /** The same each time the event is read. */
  readonly eventId: string;
  readonly eventType: string;
  /** The JSON to send. */
  readonly payload: string;
};

export function newDelivery(
  subscriptionId: string,
  { eventId, eventType, payload }: Message,
  now: Date,
): DeliveryDocument {
  const webhookId = `msg_${hashOf(eventId)}`;
  return {
    ...{ _id: hashOf(webhookId, subscriptionId), subscriptionId, webhookId, eventType, payload },
    ...{ state: 'WAITING', createdAt: now, dueAt: now, claim: null, tries: 0, lastTry: null, endedAt: null },
  };
}

/** Those that are there already stay as they are. @returns how many are new */
export async function insertDeliveries(
  database: Database,
  deliveries: readonly DeliveryDocument[],
): Promise<number> {
  const known = await insertAbsent(database.of(collections.webhookDeliveries), deliveries);
  return deliveries.length - known.size;
}

/**
 * When each subscription for which something waits has something to deliver. There are at most MAX_SUBSCRIPTIONS, and the index has
 * the first of each.
 */
export async function findDueTimes(database: Database): Promise<Map<string, Date>> {
  const first = await database
    .of(collections.webhookDeliveries)
    .aggregate<{ _id: string; dueAt: Date }>([
      { $match: { state: 'WAITING' } },
      { $sort: { state: 1, subscriptionId: 1, dueAt: 1 } },
      { $group: { _id: '$subscriptionId', dueAt: { $first: '$dueAt' } } },
    ])
    .toArray();
  return new Map(first.map(({ _id, dueAt }) => [_id, dueAt]));
}

/**
 * Takes the delivery that has been due for longest. Nobody else takes it before `until`.
 * @returns null when none is due
 */
export const claimDelivery = (
  database: Database,
  subscriptionId: string,
  claim: string,
  now: Date,
  until: Date,
): Promise<DeliveryDocument | null> =>
  database
    .of(collections.webhookDeliveries)
    .findOneAndUpdate(
      { subscriptionId, state: 'WAITING', dueAt: { $lte: now } },
      { $set: { dueAt: until, claim }, $inc: { tries: 1 } },
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    );

/** What a try has come to. @returns false when another process has taken the delivery meanwhile */
export async function endTry(
  database: Database,
  { _id, claim }: Pick<DeliveryDocument, '_id' | 'claim'>,
  ended: Pick<DeliveryDocument, 'state' | 'dueAt' | 'lastTry' | 'endedAt'>,
): Promise<boolean> {
  const { matchedCount } = await database
    .of(collections.webhookDeliveries)
    .updateOne({ _id, claim, state: 'WAITING' }, { $set: { ...ended, claim: null } });
  return matchedCount > 0;
}

/** Gives up what waits for a subscription that is disabled or gone. @returns how many */
export async function giveUpDeliveries(
  database: Database,
  subscriptionId: string,
  failure: string,
  now: Date,
): Promise<number> {
  const { modifiedCount } = await database
    .of(collections.webhookDeliveries)
    .updateMany({ subscriptionId, state: 'WAITING' }, [
      {
        $set: {
          ...{ state: 'DEAD', endedAt: now, claim: null },
          lastTry: {
            at: { $ifNull: ['$lastTry.at', now] },
            status: { $ifNull: ['$lastTry.status', null] },
            failure,
          },
        },
      },
    ]);
  return modifiedCount;
}

/** Asks for deliveries again that have ended. @returns how many */
export async function askAgain(
  database: Database,
  subscriptionId: string,
  which: { readonly ids: readonly string[] } | { readonly state: DeliveryState },
  now: Date,
): Promise<number> {
  const chosen =
    'ids' in which
      ? { _id: { $in: [...which.ids] }, state: { $in: ['DEAD', 'DELIVERED'] as DeliveryState[] } }
      : { state: which.state };
  const { modifiedCount } = await database
    .of(collections.webhookDeliveries)
    .updateMany(
      { subscriptionId, ...chosen },
      { $set: { state: 'WAITING', dueAt: now, claim: null, tries: 0, endedAt: null } },
    );
  return modifiedCount;
}
