/** The event of an opt-out or opt-in; the same request has the same id, however often it is delivered. */
import { createHash } from 'node:crypto';
import type { OptOutEvent } from '../../../schemas/types.ts';
import type { OptOut } from '../../domain/contact/opt-out-entry.ts';

export function optOutEvent(
  { integrationId, phoneId, at }: OptOut,
  wish: OptOutEvent['wish'],
  source: OptOutEvent['source'],
): OptOutEvent {
  const key = `${integrationId}/${phoneId}/${wish}/${at.getTime()}`;
  const eventId = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return { eventId, integrationId, phoneId, at: at.getTime(), wish, source };
}
