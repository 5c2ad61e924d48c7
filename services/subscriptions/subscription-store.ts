/** The statements on subscriptions. */
import type { ClientSession } from 'mongodb';
import { collections, type SubscriptionDocument } from '../../schemas/collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';

export const findSubscription = (
  database: Database,
  id: string,
  session?: ClientSession,
): Promise<SubscriptionDocument | null> =>
  database.of(collections.webhookSubscriptions).findOne({ _id: id }, session ? { session } : {});

/** There are at most MAX_SUBSCRIPTIONS. */
export const findEnabledSubscriptions = (database: Database): Promise<SubscriptionDocument[]> =>
  database.of(collections.webhookSubscriptions).find({ enabled: true }).toArray();

export const countSubscriptions = (database: Database, session: ClientSession): Promise<number> =>
  database.of(collections.webhookSubscriptions).countDocuments({}, { session });

/** @throws a duplicate key when the name is taken */
export async function putSubscription(
  database: Database,
  session: ClientSession,
  subscription: SubscriptionDocument,
): Promise<void> {
  await database
    .of(collections.webhookSubscriptions)
    .replaceOne({ _id: subscription._id }, subscription, { session, upsert: true });
}

export async function deleteSubscription(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<void> {
  await database.of(collections.webhookSubscriptions).deleteOne({ _id: id }, { session });
}

/** The receiver has taken a call: earlier failures do not count any more. */
export async function noteSuccess(database: Database, id: string): Promise<void> {
  await database
    .of(collections.webhookSubscriptions)
    .updateOne({ _id: id, failing: { $ne: null } }, { $set: { failing: null } });
}

/** @returns the subscription with this failure counted; null when it is gone or disabled */
export const noteFailure = (database: Database, id: string, at: Date): Promise<SubscriptionDocument | null> =>
  database.of(collections.webhookSubscriptions).findOneAndUpdate(
    { _id: id, enabled: true },
    [
      {
        $set: {
          failing: {
            since: { $ifNull: ['$failing.since', at] },
            tries: { $add: [{ $ifNull: ['$failing.tries', 0] }, 1] },
          },
        },
      },
    ],
    { returnDocument: 'after' },
  );
