/**
 * Finds the record that a handler throws on. After some failures the batch is halved until one record is left; when that fails as often,
 * it is the poison. Lost infrastructure is nobody's poison and does not count. Pure.
 */
export type Failures = {
  /** Records that are handed over at once. */
  readonly limit: number;
  /** Failures in a row at this limit. */
  readonly tries: number;
  /** The last offset of the batch that failed first: behind it nothing is suspected. */
  readonly suspectThrough: bigint;
};

/** What comes after a failure: the records again, perhaps fewer of them, or the one record to be dead-lettered. */
export type Next = { readonly poison: boolean; readonly failures: Failures };

/** So often the whole batch, and so often the single record. Between the two, each half has one try. */
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

/** @returns null once everything that was suspected has been handled; until then twice as many at once */
export function afterSuccess(present: Failures | null, lastOffset: bigint): Failures | null {
  if (present === null || lastOffset >= present.suspectThrough) return null;
  return { ...present, limit: present.limit * 2, tries: 0 };
}
