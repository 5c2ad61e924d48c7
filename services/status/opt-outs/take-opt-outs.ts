/**
 * Answers of recipients → the integration's opt-out list, before the next message; what is unclear → a list
 * for people.
 */
import { createHash } from 'node:crypto';
import type { PossibleOptOutDocument } from '../../../schemas/collections.ts';
import type { InboundMessage, OptOutEvent } from '../../../schemas/types.ts';
import type { OptOut } from '../../domain/contact/opt-out-entry.ts';
import { wishOf, type OptOutWords } from '../../domain/contact/opt-out-wish.ts';
import { personOf } from '../../domain/phone/person-of.ts';
import { findRecipients } from '../../ledger/reading/by-wamid.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { optOutEvent } from './opt-out-event.ts';
import { addOptOuts, findIntegrations, removeOptOuts } from './opt-out-store.ts';
import { keepPossibleOptOuts } from './possible-opt-out-store.ts';

type Request = OptOut & { wish: 'out' | 'in'; source: OptOutEvent['source'] };
type Answer = { message: InboundMessage; wish: 'out' | 'in' | 'maybe-out' };

/** Characters of an answer that are kept for a person to judge it. */
const MAX_TEXT = 200;

/** @returns who opted out and in, for the event log */
export async function takeOptOuts(
  database: Database,
  messages: readonly InboundMessage[],
  words: OptOutWords,
): Promise<OptOutEvent[]> {
  const answers = messages.flatMap((message): Answer[] => {
    const wish = wishOf(message, words);
    return wish ? [{ message, wish }] : [];
  });
  if (answers.length === 0) return [];
  const integrations = await findIntegrations(database, [
    ...new Set(answers.map(({ message }) => message.phoneNumberId)),
  ]);
  const recipients = await findRecipients(
    database,
    answers.flatMap(({ message }) => message.contextWamid ?? []),
  );
  const latest = new Map<string, Request>();
  const unclear: PossibleOptOutDocument[] = [];
  for (const { message, wish } of answers) {
    const integrationId = integrations.get(message.phoneNumberId);
    if (integrationId === undefined) continue; // a number that is not ours (any more)
    const asWeWroteTo = recipients.get(message.contextWamid ?? '');
    const phoneIds = new Set(
      [message.phoneId, asWeWroteTo ?? ''].filter((phoneId) => phoneId !== '').map(personOf),
    );
    if (wish === 'maybe-out' || (wish === 'out' && phoneIds.size === 0)) {
      unclear.push(possibleOptOut(message, integrationId, [...phoneIds][0] ?? null, wish));
      continue;
    }
    const source = message.kind === 'PREFERENCE' ? 'PREFERENCE' : 'KEYWORD';
    for (const phoneId of phoneIds) {
      const key = `${integrationId}:${phoneId}`;
      const at = new Date(message.at);
      const known = latest.get(key);
      if (!known || known.at <= at) latest.set(key, { integrationId, phoneId, at, wish, source });
    }
  }
  const requests = [...latest.values()];
  await keepPossibleOptOuts(database, unclear);
  await addOptOuts(database, requests.filter(({ wish }) => wish === 'out').map(toOptOut));
  await removeOptOuts(database, requests.filter(({ wish }) => wish === 'in').map(toOptOut));
  return requests.map((request) =>
    optOutEvent(request, request.wish === 'out' ? 'OUT' : 'IN', request.source),
  );
}

const toOptOut = ({ integrationId, phoneId, at }: Request): OptOut => ({ integrationId, phoneId, at });

function possibleOptOut(
  { wamid, userId, at, text, payload, phoneNumberId }: InboundMessage,
  integrationId: string,
  phoneId: string | null,
  wish: 'out' | 'maybe-out',
): PossibleOptOutDocument {
  const key = `${phoneNumberId}/${phoneId}/${userId}/${at}/${text}/${payload}`;
  return {
    _id: wamid ?? createHash('sha256').update(key).digest('hex'),
    integrationId,
    phoneId,
    userId: userId ?? null,
    reason: wish === 'out' ? 'NUMBER_UNKNOWN' : 'SOUNDS_LIKE',
    text: (text === '' ? (payload ?? '') : text).slice(0, MAX_TEXT),
    at: new Date(at),
  };
}
