/** Somebody else has the import. */
export class LeaseLost extends Error {}
