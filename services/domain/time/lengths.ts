/** Lengths of time in milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** Of 24 hours: by the calendar of a zone a day may have 23 or 25. */
export const DAY = 24 * HOUR;
