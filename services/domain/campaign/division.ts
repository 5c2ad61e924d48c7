/** Divisions group campaigns and lists for access control; this many there may be. */
export const MAX_DIVISIONS = 1_000;
