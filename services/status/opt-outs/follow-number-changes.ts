/**
 * A recipient who opted out and has another number now stays opted out: the entry is copied to the new
 * number.
 */
import { collections } from '../../../schemas/collections.ts';
import type { InboundMessage, OptOutEvent } from '../../../schemas/types.ts';
import { allKeysOf, canonicalDncKey, dncKeyOf, optOutListIdOf } from '../../domain/contact/contact.ts';
import type { OptOut } from '../../domain/contact/opt-out-entry.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { optOutEvent } from './opt-out-event.ts';
import { addOptOuts, findIntegrations } from './opt-out-store.ts';

export async function followNumberChanges(
  database: Database,
  messages: readonly InboundMessage[],
): Promise<OptOutEvent[]> {
  const changes = messages.filter(({ kind, payload }) => kind === 'NUMBER_CHANGED' && payload !== null);
  if (changes.length === 0) return [];
  const integrations = await findIntegrations(database, [
    ...new Set(changes.map(({ phoneNumberId }) => phoneNumberId)),
  ]);
  const moves = changes.flatMap(({ phoneNumberId, phoneId, payload }) => {
    const integrationId = integrations.get(phoneNumberId);
    if (integrationId === undefined || payload === null) return [];
    return [{ integrationId, from: dncKeyOf(optOutListIdOf(integrationId), phoneId), phoneId: payload }];
  });
  const entries = await database
    .of(collections.dncNumbers)
    .find({ _id: { $in: allKeysOf(moves.map(({ from }) => from)) } })
    .toArray();
  const optedOutAt = new Map<string, Date>();
  for (const { _id, at = new Date(0) } of entries) {
    const key = canonicalDncKey(_id);
    if (at >= (optedOutAt.get(key) ?? at)) optedOutAt.set(key, at);
  }
  const optOuts = moves.flatMap(({ integrationId, from, phoneId }): OptOut[] => {
    const at = optedOutAt.get(from);
    return at ? [{ integrationId, phoneId, at }] : [];
  });
  await addOptOuts(database, optOuts);
  return optOuts.map((optOut) => optOutEvent(optOut, 'OUT', 'NUMBER_CHANGED'));
}
