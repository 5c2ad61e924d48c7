/** A message that waited in the ledger, over night perhaps, was made from the contact as it was then. */
import type { CampaignDocument, ContactDocument, ContactListDocument } from '../../../schemas/collections.ts';
import type { ReleasedMessage, SkipReason } from '../../../schemas/types.ts';
import { columnPosition } from '../../domain/contact/column-text.ts';
import { contactZone } from '../../domain/time/contact-zone.ts';
import { parameterTexts, templateWith } from '../../domain/template/fill-template.ts';
import { plainTemplate } from '../../domain/template/plain-template.ts';

// Before it is sent the contact is looked at again: removed ones are skipped; what changed (cells, number,
// time zone) counts as it is now. Nothing has left for it, that much is known.

export type Recheck =
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  /** `isChanged`: the ledger must learn of it first. */
  | { readonly kind: 'send'; readonly message: ReleasedMessage; readonly isChanged: boolean };

/**
 * @param contact undefined when it is no longer in the list
 * @param nowMs decides which countries have one time
 * @returns the message as it is to be sent; one to another number still carries the message id of the former
 *   one
 */
export function recheckContact(
  message: ReleasedMessage,
  campaign: Pick<CampaignDocument, 'template' | 'whatsappColumn' | 'callableTimes'>,
  list: Pick<ContactListDocument, 'columnNames' | 'whatsappColumns' | 'timeZone'>,
  contact: Pick<ContactDocument, 'values' | 'phoneIds'> | undefined,
  nowMs: number,
): Recheck {
  if (!contact) return { kind: 'skip', reason: 'CONTACT_REMOVED' };
  const position = columnPosition(
    list.whatsappColumns.map(({ columnName }) => columnName),
    campaign.whatsappColumn,
  );
  const to = contact.phoneIds[position] ?? null;
  if (to === null) return { kind: 'skip', reason: 'INVALID_PHONE_NUMBER' };
  const cellOf = (column: string): string | undefined =>
    contact.values[columnPosition(list.columnNames, column)];
  const filled = parameterTexts(campaign.template, cellOf, { timeZone: list.timeZone ?? 'UTC' });
  if ('reason' in filled) return { kind: 'skip', reason: filled.reason };
  const zoneColumn = list.whatsappColumns[position]?.contactableTimeColumn;
  const timeZone = campaign.callableTimes
    ? contactZone(zoneColumn ? cellOf(zoneColumn) : undefined, to, campaign.callableTimes.timeZone, nowMs)
    : null;
  const now = { ...message, to, timeZone, template: templateWith(campaign.template, filled.texts) };
  const isChanged =
    to !== message.to ||
    timeZone !== (message.timeZone ?? null) ||
    JSON.stringify(plainTemplate(now.template)) !== JSON.stringify(plainTemplate(message.template));
  return isChanged ? { kind: 'send', message: now, isChanged } : { kind: 'send', message, isChanged };
}
