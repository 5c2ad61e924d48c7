/** `wac campaigns preview`: the message that one contact would get, as text, or as the JSON that would be sent. */
import {
  collections,
  type CampaignDocument,
  type ContactDocument,
  type ContactListDocument,
} from '../../schemas/collections.ts';
import { contactIdOf } from '../domain/contact.ts';
import { fault } from '../domain/fault.ts';
import { fillTemplate } from '../domain/fill-template.ts';
import { maskPhoneId } from '../domain/message.ts';
import { linesOf, renderTemplate } from '../domain/render-template.ts';
import { roomOf } from '../domain/stored-template.ts';
import { templateMessageBody } from '../domain/template-message.ts';
import type { Database } from '../platform/mongo.ts';
import { findContactsById, searchContacts } from './contact-store.ts';
import { Rejected, UsageError } from './exit-codes.ts';
import type { Session } from './session.ts';

export type PreviewOptions = { contact?: string; phone?: string };

export async function previewCampaign(
  session: Session,
  campaign: CampaignDocument,
  options: PreviewOptions,
): Promise<void> {
  const database = await session.database();
  const list = await database.of(collections.contactLists).findOne({ _id: campaign.contactListId });
  if (!list)
    throw refused('contact.list.not.found', `The contact list ${campaign.contactListId} does not exist.`);
  const contact = await findContact(database, list, options);
  const contactId = contactIdOf(list._id, contact._id);
  const position = list.whatsappColumns.findIndex(({ columnName }) => columnName === campaign.whatsappColumn);
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
    (column) => contact.values[list.columnNames.indexOf(column)],
    { timeZone: list.timeZone ?? 'UTC', ...(stored ? { room: roomOf(stored) } : {}) },
  );
  if ('reason' in filled)
    throw refused(filled.reason, `The contact ${contactId} would be skipped: ${filled.detail}.`);
  if (phoneId === null)
    session.say(
      `warning: the contact would be skipped: column "${campaign.whatsappColumn}" holds no possible number`,
    );
  if (stored && stored.status !== 'APPROVED')
    session.say(`warning: the template is ${stored.status}: nothing is sent with it now`);
  if (!stored)
    session.say(
      'warning: the account’s template is not known, so only the parameters are shown; see `wac integrations show`',
    );
  const marketing =
    integration?.endpoint === 'MARKETING_MESSAGES'
      ? {
          productPolicy: integration.productPolicy ?? null,
          messageActivitySharing: integration.messageActivitySharing ?? null,
        }
      : null;
  const body = JSON.parse(
    templateMessageBody({ messageId: 'preview', attempt: 0, to: phoneId ?? '', template: filled }, marketing),
  ) as Record<string, unknown>;
  delete body['biz_opaque_callback_data'];
  if (phoneId === null) body['to'] = null;
  const rendered = stored ? renderTemplate(stored, filled) : null;
  const lines = rendered
    ? linesOf(rendered)
    : [
        `${name}:${language}`,
        ...[...filled.header, ...filled.body, ...filled.buttons].map(({ text }) => text),
      ];
  session.say(`contact ${contactId}, to ${phoneId === null ? 'nobody' : maskPhoneId(phoneId)}`);
  session.result(
    { contactId, endpoint: marketing ? 'marketing_messages' : 'messages', rendered, request: body },
    lines.join('\n'),
  );
}

async function findContact(
  database: Database,
  list: ContactListDocument,
  { contact, phone }: PreviewOptions,
): Promise<ContactDocument> {
  if (contact !== undefined && phone !== undefined) throw new UsageError('--contact or --phone, not both');
  const digits = phone?.replace(/\D/g, '');
  if (digits === '') throw new UsageError(`--phone: expected a number, found "${phone}"`);
  const [found] =
    contact !== undefined
      ? await findContactsById(database, list._id, [contact])
      : (await searchContacts(database, list._id, digits ?? '', digits === undefined ? 1 : 100)).filter(
          ({ phoneIds }) => digits === undefined || phoneIds.includes(digits),
        );
  if (found) return found;
  throw refused(
    'resource.not.found',
    contact !== undefined
      ? `The list "${list.name}" has no contact with the id ${JSON.stringify(contact)}.`
      : digits !== undefined
        ? `The list "${list.name}" has no contact with that number; give it with its country code.`
        : `The list "${list.name}" has no contacts.`,
  );
}

const refused = (code: string, message: string): Rejected =>
  new Rejected(message, [fault(code, null, message)]);
