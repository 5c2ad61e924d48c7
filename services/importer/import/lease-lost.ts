/** Another instance has the import. */
export class LeaseLost extends Error {}
