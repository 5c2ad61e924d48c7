/**
 * Finds the record on which a handler throws. After some failures the batch is halved until one record is
 * left; if that one fails as often, it is the poison record. Pure.
 */

// Failures because of lost infrastructure do not count.

export type Failures = {
  /** Records that are handed over at once. */
  readonly limit: number;
  /** Failures in a row with this number of records. */
  readonly tries: number;
  /** The last offset of the batch that failed first: records after it are not suspected. */
  readonly suspectThrough: bigint;
};

/** What to do after a failure: try the records again, perhaps fewer, or dead-letter the one record. */
export type Next = { readonly poison: boolean; readonly failures: Failures };

/** The number of tries for the whole batch, and for the single record. Each half in between has one try. */
export const TRIES = 3;

/**
 * @param present null when nothing has failed lately
 * @param failed how many records were handed over, and the last of their offsets
 */
export function afterFailure(present: Failures | null, failed: { count: number; lastOffset: bigint }): Next {
  const suspectThrough =
    present && present.suspectThrough > failed.lastOffset ? present.suspectThrough : failed.lastOffset;
  const isNarrowed = present !== null && failed.count <= present.limit && present.limit !== Infinity;
  const tries = (present?.tries ?? 0) + 1;
  if (failed.count === 1 && tries >= TRIES)
    return { poison: true, failures: { limit: 1, tries: 0, suspectThrough } };
  const isHalved = failed.count > 1 && (isNarrowed || tries >= TRIES);
  return {
    poison: false,
    failures: isHalved
      ? { limit: Math.ceil(failed.count / 2), tries: 0, suspectThrough }
      : { limit: present?.limit ?? Infinity, tries, suspectThrough },
  };
}

/** @returns null once all suspected records have been handled; until then twice as many at once */
export function afterSuccess(present: Failures | null, lastOffset: bigint): Failures | null {
  if (present === null || lastOffset >= present.suspectThrough) return null;
  return { ...present, limit: present.limit * 2, tries: 0 };
}
