/** Requests to erase a person. One process at a time works on each; the number is forgotten at the end. */
import { randomUUID } from 'node:crypto';
import { collections, type ErasureDocument } from '../../schemas/collections.ts';
import { refusedWith } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { keyIdOf, personHashOf } from './person-hash.ts';

/**
 * From now on the person is never messaged; what is stored goes soon after.
 * @throws Refused without PEOPLE_KEY, or when people were erased under another one
 */
export async function requestErasure(
  database: Database,
  { key, phoneId, who, now }: { key: string; phoneId: string; who: string; now: Date },
): Promise<ErasureDocument> {
  if (key === '')
    throw refusedWith(
      'people.key.missing',
      'PEOPLE_KEY is not set: an erased person could not be recognised again.',
    );
  const keyId = keyIdOf(key);
  const others = await database.of(collections.erasedPeople).findOne({ keyId: { $ne: keyId } });
  if (others)
    throw refusedWith(
      'people.key.changed',
      'People were erased under another PEOPLE_KEY: expected that one again.',
    );
  const hash = personHashOf(key, phoneId);
  await database
    .of(collections.erasedPeople)
    .updateOne({ _id: hash }, { $setOnInsert: { keyId, at: now } }, { upsert: true });
  const erasure: ErasureDocument = {
    ...{ _id: randomUUID(), phoneId, hash, state: 'UNDER_WAY', who, at: now, dueAt: now, leaseUntil: null },
    ...{ passes: 0, removed: {}, notes: [], endedAt: null },
  };
  await database.of(collections.erasures).insertOne(erasure);
  return erasure;
}

export const findErasure = (database: Database, id: string): Promise<ErasureDocument | null> =>
  database.of(collections.erasures).findOne({ _id: id });

export const isErased = async (database: Database, key: string, phoneId: string): Promise<boolean> =>
  key !== '' &&
  (await database.of(collections.erasedPeople).findOne({ _id: personHashOf(key, phoneId) })) !== null;

/** By the database's clock. @returns null: none is due, or another process has it */
export function claimErasure(database: Database, leaseMs: number): Promise<ErasureDocument | null> {
  return database.of(collections.erasures).findOneAndUpdate(
    {
      state: 'UNDER_WAY',
      $expr: {
        $and: [
          { $lte: ['$dueAt', '$$NOW'] },
          { $or: [{ $eq: ['$leaseUntil', null] }, { $lt: ['$leaseUntil', '$$NOW'] }] },
        ],
      },
    },
    [{ $set: { leaseUntil: { $add: ['$$NOW', leaseMs] } } }],
    { sort: { dueAt: 1 }, returnDocument: 'after' },
  );
}

/** @param dueAt null: nothing was found any more, and the number is forgotten */
export async function savePass(
  database: Database,
  { _id }: ErasureDocument,
  { removed, notes }: { removed: ReadonlyMap<string, number>; notes: readonly string[] },
  { now, dueAt }: { now: Date; dueAt: Date | null },
): Promise<void> {
  const by = Object.fromEntries([...removed].map(([kind, count]) => [`removed.${kind}`, count]));
  await database.of(collections.erasures).updateOne(
    { _id },
    {
      $set: { notes: [...notes], leaseUntil: null, ...(dueAt ? { dueAt } : { state: 'DONE', endedAt: now }) },
      $inc: { passes: 1, ...by },
      ...(dueAt ? {} : { $unset: { phoneId: 1 as const } }),
    },
  );
}
