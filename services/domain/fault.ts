/**
 * A fault: what is wrong, where, and what was expected. The same type in outcomes, errors of a campaign and
 * answers of the API.
 */
export type Fault = {
  /** Of the closed set in contracts (section 5 of the Genesys contract). */
  code: string;
  /** Path of the faulty field, e.g. `template.body[0].column`; null when no single field is at fault. */
  field: string | null;
  /** What was found and what was expected. */
  message: string;
  /** The limit that was exceeded, where there is one. */
  limit: number | null;
};

/** @param limit only for a fault about a limit */
export function fault(
  code: string,
  field: string | null,
  message: string,
  limit: number | null = null,
): Fault {
  return { code, field, message, limit };
}
