/** Erased people as keyed hashes, so that they are never messaged again; requests to erase. */
import { collection } from './collection.ts';

export type ErasedPersonDocument = {
  /** HMAC of the person's number under PEOPLE_KEY: without the key nobody can tell whose it is. */
  _id: string;
  /** Which key made it: another one cannot recognise the person. */
  keyId: string;
  at: Date;
};

export type ErasureDocument = {
  _id: string;
  /** The number, until everything is erased; then it is not known here any more. */
  phoneId?: string;
  /** That of the erased person. */
  hash: string;
  state: 'UNDER_WAY' | 'DONE';
  who: string;
  at: Date;
  /** When it is gone through the next time: what was on its way has arrived by then. */
  dueAt: Date;
  leaseUntil: Date | null;
  passes: number;
  /** Kind of data → how much of it was removed or made anonymous. */
  removed: Record<string, number>;
  /** What it waits for, or what only people can change: for people, without the number. */
  notes: string[];
  endedAt: Date | null;
};

export const peopleCollections = {
  erasedPeople: collection<ErasedPersonDocument>({
    name: 'erased_people',
    writers: ['people'],
    indexes: [],
  }),
  erasures: collection<ErasureDocument>({
    name: 'erasures',
    writers: ['people'],
    indexes: [
      { keys: { state: 1, dueAt: 1 } },
      { keys: { endedAt: 1 }, expireAfterSeconds: 180 * 24 * 3600, expiresBy: 'events' },
    ],
  }),
} as const;
