/** Entries of DNC lists may end, at most 180 days ahead (Genesys contract, section 6). */

export const MAX_DNC_DAYS = 180;
const DAY = 24 * 60 * 60 * 1_000;

/** True also for a time that no calendar has. */
export const isTooFarAway = (end: Date, now: Date): boolean =>
  !(end.getTime() <= now.getTime() + MAX_DNC_DAYS * DAY);
