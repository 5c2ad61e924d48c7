/**
 * The one rule of opt-out lists, whoever writes to them: the latest wish counts. An opt-out is kept with the latest time at which it was said;
 * a wish to be messaged again lifts it only if it was said at that time or later. Both as writes for `dnc_numbers`.
 */
import { allKeysOf, dncKeyOf, optOutListIdOf } from './contact.ts';

export type OptOut = { readonly integrationId: string; readonly phoneId: string; readonly at: Date };

export const optOutKeyOf = ({ integrationId, phoneId }: Omit<OptOut, 'at'>): string =>
  dncKeyOf(optOutListIdOf(integrationId), phoneId);

/** @param at when the recipient, or somebody for him, said so */
export const optOutWrite = ({ _id, listId, at }: { _id: string; listId: string; at: Date }) =>
  ({
    updateOne: { filter: { _id }, update: { $setOnInsert: { listId }, $max: { at } }, upsert: true },
  }) as const;

/** Under whichever writing of the number it is kept; an entry without a time is older than every wish. */
export const optInWrites = ({ _id: key, at }: { _id: string; at: Date }) =>
  allKeysOf([key]).map((_id) => ({
    deleteOne: { filter: { _id, $or: [{ at: { $lte: at } }, { at: { $exists: false } }] } },
  }));
