/**
 * The one rule for writes to opt-out lists: the latest request wins. An opt-out is stored with the latest
 * time at which it was made; an opt-in removes it only if it was made at that time or later.
 */
import { allKeysOf, dncKeyOf, optOutListIdOf } from './contact.ts';

// Both as writes for `dnc_numbers`.

export type OptOut = { readonly integrationId: string; readonly phoneId: string; readonly at: Date };

export const optOutKeyOf = ({ integrationId, phoneId }: Omit<OptOut, 'at'>): string =>
  dncKeyOf(optOutListIdOf(integrationId), phoneId);

/** @param at when the recipient, or an operator, made the request */
export const optOutWrite = ({ _id, listId, at }: { _id: string; listId: string; at: Date }) =>
  ({
    updateOne: { filter: { _id }, update: { $setOnInsert: { listId }, $max: { at } }, upsert: true },
  }) as const;

/** Under each spelling of the number; an entry without a time is older than every request. */
export const optInWrites = ({ _id: key, at }: { _id: string; at: Date }) =>
  allKeysOf([key]).map((_id) => ({
    deleteOne: { filter: { _id, $or: [{ at: { $lte: at } }, { at: { $exists: false } }] } },
  }));
