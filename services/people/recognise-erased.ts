/** Which of these recipients were erased: they are never messaged again, however they came into a list. */
import { collections } from '../../schemas/collections.ts';
import { RetryLater } from '../platform/kafka/outcome.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { keyIdOf, personHashOf } from './person-hash.ts';

/** @returns those of the Phone IDs whose people were erased */
export type RecogniseErased = (phoneIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** While nobody was ever erased, that is looked at so often. */
const LOOK_EVERY_MS = 1_000;
const RETRY_MS = 5_000;
const NOBODY: ReadonlySet<string> = new Set();

/**
 * Without erased people it costs one look a second.
 * @param key PEOPLE_KEY
 * @throws RetryLater from the returned function, when people were erased under another key: nobody may be messaged then
 */
export function createRecogniseErased(
  database: Database,
  key: string,
  clock: () => number = Date.now,
): RecogniseErased {
  let isAnybody = false;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  const people = database.of(collections.erasedPeople);
  return async (phoneIds) => {
    if (phoneIds.length === 0) return NOBODY;
    if (!isAnybody) {
      if (clock() - lookedAtMs < LOOK_EVERY_MS) return NOBODY;
      const startedAtMs = clock();
      const anybody = await people.findOne({}, { projection: { keyId: 1 } });
      if (anybody && (key === '' || anybody.keyId !== keyIdOf(key)))
        throw new RetryLater(
          RETRY_MS,
          'PEOPLE_KEY is missing or is not the one that people were erased with: nobody is messaged',
        );
      isAnybody = anybody !== null;
      lookedAtMs = startedAtMs;
      if (!isAnybody) return NOBODY;
    }
    const byHash = new Map<string, string[]>();
    for (const phoneId of phoneIds) {
      const hash = personHashOf(key, phoneId);
      byHash.set(hash, [...(byHash.get(hash) ?? []), phoneId]);
    }
    const erased = await people
      .find({ _id: { $in: [...byHash.keys()] } }, { projection: { _id: 1 } })
      .toArray();
    return erased.length === 0 ? NOBODY : new Set(erased.flatMap(({ _id }) => byHash.get(_id) ?? []));
  };
}
