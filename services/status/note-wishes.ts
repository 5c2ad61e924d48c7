/** What recipients say about being messaged → the integration's opt-out list, before the next message. */
import type { InboundMessage } from '../../schemas/types.ts';
import type { Database } from '../platform/mongo.ts';
import { wishOf, type OptOutWords } from './opt-out.ts';
import { addOptOuts, findIntegrations, findRecipients, removeOptOuts, type OptOut } from './opt-out-store.ts';

type Wish = OptOut & { wish: 'out' | 'in' };

/** @returns how many opted out and in */
export async function noteWishes(
  database: Database,
  messages: readonly InboundMessage[],
  words: OptOutWords,
): Promise<{ out: number; in: number }> {
  const wishes = messages.flatMap((message) => {
    const wish = wishOf(message, words);
    return wish ? [{ message, wish }] : [];
  });
  if (wishes.length === 0) return { out: 0, in: 0 };
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
    const asWeWroteTo = recipients.get(message.contextWamid ?? '');
    for (const phoneId of new Set([message.phoneId, ...(asWeWroteTo ? [asWeWroteTo] : [])])) {
      const key = `${integrationId}:${phoneId}`;
      const at = new Date(message.at);
      const known = latest.get(key);
      if (!known || known.at <= at) latest.set(key, { integrationId, phoneId, at, wish });
    }
  }
  const out = [...latest.values()].filter(({ wish }) => wish === 'out');
  const back = [...latest.values()].filter(({ wish }) => wish === 'in');
  await addOptOuts(database, out.map(toOptOut));
  await removeOptOuts(database, back.map(toOptOut));
  return { out: out.length, in: back.length };
}

const toOptOut = ({ integrationId, phoneId, at }: Wish): OptOut => ({ integrationId, phoneId, at });
