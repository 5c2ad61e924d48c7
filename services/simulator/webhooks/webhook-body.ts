/**
 * The body of one webhook call: updates grouped by account and number, escaped as Meta escapes (contract
 * section 7).
 */
import { escapeNonAscii } from './escape-json.ts';
import type { StatusEnvelope, WebhookUpdate } from './webhook-update.ts';

export function webhookBody(updates: readonly WebhookUpdate[], statusesPerChange: number): Buffer {
  const entries: string[] = [];
  let rest = updates;
  while (rest.length > 0) {
    const [first] = rest;
    if (!first) break;
    const same = rest.filter((each) => belongsWith(each, first));
    rest = same.length === rest.length ? [] : rest.filter((each) => !belongsWith(each, first));
    entries.push(entry(first, changesOf(same, statusesPerChange)));
  }
  return Buffer.from(
    escapeNonAscii(`{"object":"whatsapp_business_account","entry":[${entries.join(',')}]}`),
    'latin1',
  );
}

function timeOf(update: WebhookUpdate): number | undefined {
  return update.kind === 'change' ? update.time : undefined;
}

function belongsWith(a: WebhookUpdate, b: WebhookUpdate): boolean {
  return a.accountId === b.accountId && timeOf(a) === timeOf(b);
}

function entry(first: WebhookUpdate, changes: string[]): string {
  const time = timeOf(first);
  return `{"id":${JSON.stringify(first.accountId)},${time === undefined ? '' : `"time":${time},`}"changes":[${changes.join(',')}]}`;
}

function changesOf(updates: readonly WebhookUpdate[], statusesPerChange: number): string[] {
  const changes: string[] = [];
  const open = new Map<string, StatusEnvelope[]>();
  for (const update of updates) {
    if (update.kind === 'change') {
      changes.push(update.change);
      continue;
    }
    const group = open.get(update.phoneNumberId);
    if (!group) {
      open.set(update.phoneNumberId, [update]);
      continue;
    }
    group.push(update);
    if (group.length > statusesPerChange) {
      changes.push(statusChange(group.slice(0, statusesPerChange)));
      open.set(update.phoneNumberId, [update]);
    }
  }
  for (const group of open.values()) changes.push(statusChange(group));
  return changes;
}

function statusChange(group: readonly StatusEnvelope[]): string {
  const [first] = group;
  if (!first) return '';
  const contacts = group.flatMap((each) => (each.contact === undefined ? [] : [each.contact]));
  const metadata = JSON.stringify({
    display_phone_number: first.displayPhoneNumber,
    phone_number_id: first.phoneNumberId,
  });
  const value =
    `{"messaging_product":"whatsapp","metadata":${metadata},` +
    (contacts.length === 0 ? '' : `"contacts":[${contacts.join(',')}],`) +
    `"statuses":[${group.map((each) => each.status).join(',')}]}`;
  return `{"field":"messages","value":${value}}`;
}
