/** Entries of DNC lists may expire, at most 180 days ahead (Genesys contract, section 6). */

export const MAX_DNC_DAYS = 180;
const DAY = 24 * 60 * 60 * 1_000;

/** True also for a time outside of the range of Date. */
export const isTooFarAway = (end: Date, now: Date): boolean =>
  !(end.getTime() <= now.getTime() + MAX_DNC_DAYS * DAY);
