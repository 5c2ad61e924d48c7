/** Entries of DNC lists may expire, at most 180 days ahead (Genesys contract, section 6). */
import { DAY } from './lengths.ts';

export const MAX_DNC_DAYS = 180;

/** True also for a time outside of the range of Date. */
export const isTooFarAway = (end: Date, now: Date): boolean =>
  !(end.getTime() <= now.getTime() + MAX_DNC_DAYS * DAY);
