/**
 * A webhook notification → records for the topics. Unknown parts are counted and ignored, so that they do not
 * affect the rest.
 */
import type { InboundMessage, MessageStatus, ProviderSignal } from '../../schemas/types.ts';
import { readInbound, readPreference } from './read-inbound.ts';
import {
  readAccountUpdate,
  readNumberChange,
  readNumberError,
  readTemplateChange,
  readTemplateUpdate,
} from './read-signal.ts';
import { readStatus } from './read-status.ts';
import { id, record, records, type JsonRecord } from './untrusted-json.ts';

export type Notification = {
  statuses: MessageStatus[];
  inbound: InboundMessage[];
  signals: ProviderSignal[];
  /** Updates that have no effect here. */
  ignored: number;
};

/**
 * @param body parsed JSON of any shape; expected is the contract's envelope (section 7)
 * @param receivedAt ms since the epoch
 */
export function readNotification(body: unknown, receivedAt: number): Notification {
  const notification: Notification = { statuses: [], inbound: [], signals: [], ignored: 0 };
  if (record(body)['object'] !== 'whatsapp_business_account') return { ...notification, ignored: 1 };
  for (const entry of records(record(body)['entry'])) {
    for (const change of records(entry['changes'])) readChange(change, entry, receivedAt, notification);
  }
  return notification;
}

function readChange(change: JsonRecord, entry: JsonRecord, receivedAt: number, found: Notification): void {
  const value = record(change['value']);
  const phoneNumberId = id(record(value['metadata'])['phone_number_id']) ?? '';
  const contacts = records(value['contacts']);
  const keep = keeperOf(found);
  switch (change['field']) {
    case 'messages':
      for (const status of records(value['statuses'])) keep(found.statuses, readStatus(status, receivedAt));
      for (const message of records(value['messages']))
        keep(found.inbound, readInbound(message, contacts, phoneNumberId, receivedAt));
      for (const error of records(value['errors']))
        keep(found.signals, readNumberError(error, phoneNumberId, receivedAt));
      break;
    case 'user_preferences':
      for (const preference of records(value['user_preferences']))
        keep(found.inbound, readPreference(preference, contacts, phoneNumberId, receivedAt));
      break;
    default:
      readAccountChange(change, entry, receivedAt, found);
  }
}

/** Fields that say something about the account of their entry. */
function readAccountChange(
  change: JsonRecord,
  entry: JsonRecord,
  receivedAt: number,
  found: Notification,
): void {
  const value = record(change['value']);
  const account = id(entry['id']) ?? '';
  const keep = keeperOf(found);
  if (account === '') {
    found.ignored += 1; // its target is not known
    return;
  }
  switch (change['field']) {
    case 'message_template_status_update': {
      const update = readTemplateUpdate(value, account, entry['time'], receivedAt);
      if (update) found.signals.push(update);
      keep(found.signals, readTemplateChange(value, account, entry['time'], receivedAt));
      break;
    }
    case 'message_template_quality_update':
    case 'message_template_components_update':
    case 'template_category_update':
      keep(found.signals, readTemplateChange(value, account, entry['time'], receivedAt));
      break;
    case 'phone_number_quality_update':
    case 'business_capability_update':
      keep(found.signals, readNumberChange(value, account, entry['time'], receivedAt));
      break;
    case 'account_update':
      keep(found.signals, readAccountUpdate(value, account, entry['time'], receivedAt));
      break;
    default:
      found.ignored += 1;
  }
}

/** Keeps the parts that could be read, and counts those without effect. */
const keeperOf =
  (found: Notification) =>
  <T>(list: T[], item: T | null): void => {
    if (item === null) found.ignored += 1;
    else list.push(item);
  };
