/** What recipients say about being messaged → the integration's opt-out list, before the next message. */
import type { InboundMessage, OptOutEvent } from '../../../schemas/types.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { optOutEvent } from './opt-out-event.ts';
import { wishOf, type OptOutWords } from './opt-out.ts';
import { addOptOuts, findIntegrations, findRecipients, removeOptOuts, type OptOut } from './opt-out-store.ts';

type Wish = OptOut & { wish: 'out' | 'in'; source: OptOutEvent['source'] };

/** @returns who opted out and in, to be told */
export async function noteWishes(
  database: Database,
  messages: readonly InboundMessage[],
  words: OptOutWords,
): Promise<OptOutEvent[]> {
  const wishes = messages.flatMap((message) => {
    const wish = wishOf(message, words);
    return wish ? [{ message, wish }] : [];
  });
  if (wishes.length === 0) return [];
  const integrations = await findIntegrations(database, [
    ...new Set(wishes.map(({ message }) => message.phoneNumberId)),
  ]);
  const recipients = await findRecipients(
    database,
    wishes.flatMap(({ message }) => message.contextWamid ?? []),
  );
  const latest = new Map<string, Wish>();
  for (const { message, wish } of wishes) {
    const integrationId = integrations.get(message.phoneNumberId);
    if (integrationId === undefined) continue; // a number that is not ours (any more)
    const source = message.kind === 'PREFERENCE' ? 'PREFERENCE' : 'KEYWORD';
    const asWeWroteTo = recipients.get(message.contextWamid ?? '');
    for (const phoneId of new Set([message.phoneId, ...(asWeWroteTo ? [asWeWroteTo] : [])])) {
      const key = `${integrationId}:${phoneId}`;
      const at = new Date(message.at);
      const known = latest.get(key);
      if (!known || known.at <= at) latest.set(key, { integrationId, phoneId, at, wish, source });
    }
  }
  const out = [...latest.values()].filter(({ wish }) => wish === 'out');
  const back = [...latest.values()].filter(({ wish }) => wish === 'in');
  await addOptOuts(database, out.map(toOptOut));
  await removeOptOuts(database, back.map(toOptOut));
  return [...latest.values()].map((one) => optOutEvent(one, one.wish === 'out' ? 'OUT' : 'IN', one.source));
}

const toOptOut = ({ integrationId, phoneId, at }: Wish): OptOut => ({ integrationId, phoneId, at });
