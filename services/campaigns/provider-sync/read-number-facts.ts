/**
 * The answer of `GET /{phone-number-id}`, in the provider's terms; fields that are missing or of another type
 * are null.
 */
import type { NumberFacts } from '../../../schemas/collections.ts';

export const NUMBER_FIELDS =
  'id,display_phone_number,verified_name,quality_rating,throughput,whatsapp_business_manager_messaging_limit,messaging_limit_tier';

/** @returns a sentence when the answer is about another object */
export function readNumberFacts(body: unknown, phoneNumberId: string, readAt: Date): NumberFacts | string {
  const answer = (body ?? {}) as Record<string, unknown>;
  const id = typeof answer['id'] === 'number' ? String(answer['id']) : answer['id'];
  if (id !== phoneNumberId)
    return `expected the status of the number ${phoneNumberId}, found ${id === undefined ? 'no id' : `the id ${JSON.stringify(id)}`}`;
  const throughput = answer['throughput'] as { level?: unknown } | null | undefined;
  return {
    level: word(throughput?.level),
    qualityRating: word(answer['quality_rating']),
    // the newer name first; the older one is deprecated
    limitTier:
      word(answer['whatsapp_business_manager_messaging_limit']) ?? word(answer['messaging_limit_tier']),
    readAt,
  };
}

const word = (value: unknown): string | null =>
  typeof value === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(value) ? value.toUpperCase() : null;
