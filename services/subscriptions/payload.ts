/** What a receiver gets, as Standard Webhooks proposes it: the type, when it happened, and what. Pure. */

/** @param data ids, names and counts; never a number of a person */
export const payloadOf = (type: string, at: Date, data: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ type, timestamp: at.toISOString(), data });
