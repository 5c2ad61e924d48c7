/**
 * Answers of an integration's recipients that may be opt-outs, the latest first, and whether the number has
 * opted out by now.
 */
import { collections, type PossibleOptOutDocument } from '../../../schemas/collections.ts';
import { allKeysOf, canonicalDncKey } from '../../domain/contact/contact.ts';
import { optOutKeyOf } from '../../domain/contact/opt-out-entry.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export type PossibleOptOut = Omit<PossibleOptOutDocument, '_id'> & { readonly isOptedOut: boolean };

/** @param limit at most so many */
export async function findPossibleOptOuts(
  database: Database,
  integrationId: string,
  limit: number,
): Promise<PossibleOptOut[]> {
  const answers = await database
    .of(collections.possibleOptOuts)
    .find({ integrationId }, { sort: { at: -1 }, limit })
    .toArray();
  const keyOf = (phoneId: string): string => optOutKeyOf({ integrationId, phoneId });
  const keys = answers.flatMap(({ phoneId }) => (phoneId === null ? [] : [keyOf(phoneId)]));
  const entries = await database
    .of(collections.dncNumbers)
    .find({ _id: { $in: allKeysOf(keys) } }, { projection: { _id: 1 } })
    .toArray();
  const optedOut = new Set(entries.map(({ _id }) => canonicalDncKey(_id)));
  return answers.map(({ phoneId, userId, reason, text, at }) => ({
    ...{ integrationId, phoneId, userId, reason, text, at },
    isOptedOut: phoneId !== null && optedOut.has(keyOf(phoneId)),
  }));
}
