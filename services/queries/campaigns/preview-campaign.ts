/** The message that one contact would get, as text, or as the JSON that would be sent. */
import {
  collections,
  type CampaignDocument,
  type ContactDocument,
  type ContactListDocument,
} from '../../../schemas/collections.ts';
import { columnPosition } from '../../domain/contact/column-text.ts';
import { contactIdOf } from '../../domain/contact/contact.ts';
import { InvalidInput, refusedWith } from '../../domain/refused.ts';
import { fillTemplate } from '../../domain/template/fill-template.ts';
import { linesOf, renderTemplate, type RenderedMessage } from '../../domain/template/render-template.ts';
import { roomOf } from '../../domain/template/stored-template.ts';
import { templateMessageBody } from '../../domain/template/template-message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findContactsById, findContactsByNumber, searchContacts } from '../contacts/contact-store.ts';

/** Which contact: by its id or by its number; the list's first when neither is given. */
export type PreviewOptions = { contact?: string; phone?: string };

export type CampaignPreview = {
  contactId: string;
  /** Null when the campaign's column holds no possible number of the contact. */
  phoneId: string | null;
  endpoint: 'messages' | 'marketing_messages';
  /** The message as the recipient reads it; null while the account's template is not known. */
  rendered: RenderedMessage | null;
  /** One line a text: the rendered message, else the parameters alone. */
  lines: string[];
  /** Why the contact would not get it now, and what is not known. */
  warnings: string[];
  /** The JSON that would be sent. */
  request: Record<string, unknown>;
};

/** @throws Refused when list or contact do not exist, or when the contact would be skipped */
export async function previewCampaign(
  database: Database,
  campaign: CampaignDocument,
  options: PreviewOptions,
): Promise<CampaignPreview> {
  const list = await database.of(collections.contactLists).findOne({ _id: campaign.contactListId });
  if (!list)
    throw refusedWith('contact.list.not.found', `The contact list ${campaign.contactListId} does not exist.`);
  const contact = await findContact(database, list, options);
  const contactId = contactIdOf(list._id, contact._id);
  const position = columnPosition(
    list.whatsappColumns.map(({ columnName }) => columnName),
    campaign.whatsappColumn,
  );
  const phoneId = contact.phoneIds[position] ?? null;
  const integration = await database.of(collections.integrations).findOne({ _id: campaign.integrationId });
  const { name, language } = campaign.template;
  const businessAccountId = integration?.businessAccountId ?? '';
  const stored =
    businessAccountId === ''
      ? null
      : await database.of(collections.templates).findOne({ businessAccountId, name, language });
  const filled = fillTemplate(
    campaign.template,
    (column) => contact.values[columnPosition(list.columnNames, column)],
    { timeZone: list.timeZone ?? 'UTC', ...(stored ? { room: roomOf(stored) } : {}) },
  );
  if ('reason' in filled)
    throw refusedWith(filled.reason, `The contact ${contactId} would be skipped: ${filled.detail}.`);
  const warnings: string[] = [];
  if (phoneId === null)
    warnings.push(
      `the contact would be skipped: column "${campaign.whatsappColumn}" holds no possible number`,
    );
  if (stored && stored.status !== 'APPROVED')
    warnings.push(`the template is ${stored.status}: nothing is sent with it now`);
  if (!stored)
    warnings.push(
      'the account’s template is not known, so only the parameters are shown; see `wac integrations show`',
    );
  const marketing =
    integration?.endpoint === 'MARKETING_MESSAGES'
      ? {
          productPolicy: integration.productPolicy ?? null,
          messageActivitySharing: integration.messageActivitySharing ?? null,
        }
      : null;
  const request = JSON.parse(
    templateMessageBody({ messageId: 'preview', attempt: 0, to: phoneId ?? '', template: filled }, marketing),
  ) as Record<string, unknown>;
  delete request['biz_opaque_callback_data'];
  if (phoneId === null) request['to'] = null;
  const rendered = stored ? renderTemplate(stored, filled) : null;
  const lines = rendered
    ? linesOf(rendered)
    : [
        `${name}:${language}`,
        ...[...filled.header, ...filled.body, ...filled.buttons].map(({ text }) => text),
      ];
  const endpoint = marketing ? 'marketing_messages' : 'messages';
  return { contactId, phoneId, endpoint, rendered, lines, warnings, request };
}

async function findContact(
  database: Database,
  list: ContactListDocument,
  { contact, phone }: PreviewOptions,
): Promise<ContactDocument> {
  if (contact !== undefined && phone !== undefined)
    throw new InvalidInput('a contact or a phone number is expected, not both');
  const digits = phone?.replace(/\D/g, '');
  if (digits === '') throw new InvalidInput(`the phone number is "${phone}"; expected digits`);
  const [found] =
    contact !== undefined
      ? await findContactsById(database, list._id, [contact])
      : digits === undefined
        ? (await searchContacts(database, list._id, '', { size: 1, after: null })).items
        : await findContactsByNumber(database, digits, list._id);
  if (found) return found;
  throw refusedWith(
    'resource.not.found',
    contact !== undefined
      ? `The list "${list.name}" has no contact with the id ${JSON.stringify(contact)}.`
      : digits !== undefined
        ? `The list "${list.name}" has no contact with that number; give it with its country code.`
        : `The list "${list.name}" has no contacts.`,
  );
}
