/**
 * The names under which claims stand in the ledger: one per call to claim, and none that an earlier life of
 * the process has used.
 */

/** @param life a name that no other process has, and no former life of this one: see ServiceContext.life */
export function createClaimOwners(life: string): () => string {
  let calls = 0;
  return () => `${life}/${(calls += 1)}`;
}

/**
 * The name for claims of what was in the ledger already: the search by owner must not find the call's own
 * inserts.
 */
export const againOwner = (owner: string): string => `${owner}/again`;
