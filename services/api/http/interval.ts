/** An interval of a query (contract, ConversationQuery). Pure. */
import { apiError } from './api-error.ts';

/** @throws ApiError 400 unless it is `start/end`, the end after the start */
export function intervalOf(interval: string): { from: Date; to: Date } {
  const parts = interval.split('/');
  const [from, to] = parts.map((text) => new Date(/^\d{4}-\d{2}-\d{2}/.test(text) ? text : NaN));
  if (
    parts.length !== 2 ||
    !from ||
    !to ||
    Number.isNaN(from.getTime()) ||
    Number.isNaN(to.getTime()) ||
    from >= to
  )
    throw apiError(
      400,
      'invalid.date',
      `The interval is ${JSON.stringify(interval)}; expected start/end as ISO 8601, e.g. 2025-01-31T00:00:00Z/2025-02-01T00:00:00Z, the end after the start.`,
      'interval',
    );
  return { from, to };
}
