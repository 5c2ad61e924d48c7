/**
 * Whether a contact that is taken up gets a message: it exists, has a possible number, is on no DNC list, was
 * not reached by what a resend repeats, and its template is complete.
 */
import type { SkipReason } from '../../../schemas/types.ts';
import { dncKeyOf } from '../../domain/contact/contact.ts';
import { contactZone } from '../../domain/time/contact-zone.ts';
import { parameterTexts } from '../../domain/template/fill-template.ts';
import type { RunDefinition } from './run-definition.ts';

/**
 * A contact's cells in the order of the definition's columns, its Phone ID in the campaign's WhatsApp column,
 * and its time zone cell.
 */
export type TakenContact = {
  readonly values: readonly string[];
  readonly phoneId: string | null;
  readonly timeZone?: string;
};

/**
 * As the page stores it: the Phone ID, or `!` and the reason. `texts`: the parameters, or only the detail of
 * the reason.
 */
export type Decision = {
  readonly decision: string;
  readonly texts: string[];
  /**
   * Time zone for the contact's callable times; only when the campaign has callable times and the contact
   * gets a message.
   */
  readonly timeZone?: string;
};

/**
 * @param dncHits keys (`<list>:<digits>`) that are on a list now
 * @param nowMs decides which countries have one time zone
 * @param reached in a resend: Phone IDs that an earlier message has or may have reached
 */
export function decideContact(
  contact: TakenContact | undefined,
  definition: RunDefinition,
  dncHits: ReadonlySet<string>,
  nowMs: number,
  reached: ReadonlySet<string> = new Set(),
): Decision {
  if (!contact) return skip('CONTACT_REMOVED', 'the contact is no longer in the list');
  const { phoneId } = contact;
  if (phoneId === null)
    return skip('INVALID_PHONE_NUMBER', `column "${definition.whatsappColumn}" holds no possible number`);
  const blocking = definition.dncLists.find(({ id }) => dncHits.has(dncKeyOf(id, phoneId)));
  if (blocking?.optOut) return skip('OPTED_OUT', 'the recipient has opted out');
  if (blocking) return skip('ON_DO_NOT_CALL_LIST', `on the DNC list "${blocking.name}"`);
  if (reached.has(phoneId)) return skip('ALREADY_REACHED', 'a message of an earlier run may have arrived');
  const filled = parameterTexts(
    definition.template,
    (column) => contact.values[definition.columns.indexOf(column)],
    { timeZone: definition.timeZone, room: definition.room },
  );
  if ('reason' in filled) return skip(filled.reason, filled.detail);
  const { callableTimes } = definition;
  if (callableTimes === null) return { decision: phoneId, texts: filled.texts };
  const timeZone = contactZone(contact.timeZone, phoneId, callableTimes.timeZone, nowMs);
  return { decision: phoneId, texts: filled.texts, timeZone };
}

/** The reason in a stored decision; null when the contact gets a message. */
export function skipReasonOf(decision: string): SkipReason | null {
  return decision.startsWith('!') ? (decision.slice(1) as SkipReason) : null;
}

const skip = (reason: SkipReason, detail: string): Decision => ({ decision: `!${reason}`, texts: [detail] });
