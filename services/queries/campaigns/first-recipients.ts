/** The first contacts of a run that has not begun: in send order, each as it would be decided now. */
import type { Document } from 'mongodb';
import {
  collections,
  type CampaignDocument,
  type ContactDocument,
  type ContactListDocument,
  type TemplateDocument,
} from '../../../schemas/collections.ts';
import { columnPosition } from '../../domain/contact/column-text.ts';
import { compareContacts, type SortKey } from '../../domain/contact/contact-sort.ts';
import { allKeysOf, canonicalDncKey, contactIdOf, dncKeyOf } from '../../domain/contact/contact.ts';
import { fillTemplate } from '../../domain/template/fill-template.ts';
import { linesOf, renderTemplate } from '../../domain/template/render-template.ts';
import { roomOf } from '../../domain/template/stored-template.ts';
import { nextCallableAt } from '../../domain/time/callable-time.ts';
import { contactZone } from '../../domain/time/contact-zone.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const BATCH = 1_000;
/** A sorted list is read as a whole, with the cells of its sorts alone. */
export const READ_WITHIN_MS = 30_000;
export const OPT_OUTS = 'opt-outs';

export type StartQuestion = {
  readonly campaign: CampaignDocument;
  readonly list: ContactListDocument;
  readonly template: TemplateDocument | null;
  /** DNC lists of the campaign, and the opt-outs of its number. */
  readonly lists: ReadonlyArray<{ id: string; name: string }>;
  /** That the contacts meet whom the filters keep. */
  readonly condition: Document;
  readonly keys: readonly SortKey[];
  /** Of the campaign's column among a contact's phoneIds. */
  readonly phonePosition: number;
  readonly now: Date;
};

export type Recipient = {
  readonly contactId: string;
  /** Null: the campaign's column holds no possible number. */
  readonly phoneId: string | null;
  /** The message as it arrives; null when the contact would be skipped. */
  readonly lines: readonly string[] | null;
  /** Why the contact would be skipped; null when it gets the message. */
  readonly skipped: { readonly reason: string; readonly detail: string } | null;
  /** When the contact's callable time begins; null: it is callable now, or there are no callable times. */
  readonly callableFrom: Date | null;
};

/**
 * The first contacts in send order: contact-sort.ts is asked, as it is when the run is planned. No index has that order, so that
 * a sorted list is read as a whole unless nobody is asked for.
 */
export async function firstInOrder(
  database: Database,
  { condition, keys, list }: StartQuestion,
  take: number,
): Promise<ContactDocument[]> {
  if (take === 0) return [];
  const contacts = database.of(collections.contacts);
  const inOrder = { sort: { arrival: 1 } as const, maxTimeMS: READ_WITHIN_MS };
  if (keys.length === 0) return contacts.find(condition, { ...inOrder, limit: take }).toArray();
  const positions = keys.map(({ column }) => column);
  const narrow = keys.map((key, column) => ({ ...key, column }));
  const cells = positions.map((at) => ({ $ifNull: [{ $arrayElemAt: ['$values', at] }, ''] }));
  const scan = contacts.find(condition, {
    ...inOrder,
    batchSize: BATCH,
    projection: { arrival: 1, values: cells },
  }) as AsyncIterable<Pick<ContactDocument, '_id' | 'arrival' | 'values'>>;
  let best: Array<Pick<ContactDocument, '_id' | 'arrival' | 'values'>> = [];
  for await (const contact of scan) {
    const last = best[take - 1];
    if (last && compareContacts(narrow, contact, last) > 0) continue;
    best = [...best, contact].sort((a, b) => compareContacts(narrow, a, b)).slice(0, take);
  }
  const found = await contacts.find({ _id: { $in: best.map(({ _id }) => _id) } }).toArray();
  const byId = new Map(found.map((contact) => [contact._id, contact]));
  // a contact that went meanwhile is not shown
  return best.flatMap(({ _id }) => byId.get(_id) ?? []).filter(({ listId }) => listId === list._id);
}

/** Keys of dncKeyOf that are in force, among those of some numbers. */
async function keysInForce(
  database: Database,
  { lists, now }: StartQuestion,
  phoneIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const keys = lists.flatMap(({ id }) => phoneIds.map((phoneId) => dncKeyOf(id, phoneId)));
  const found = await database
    .of(collections.dncNumbers)
    .find(
      { _id: { $in: allKeysOf(keys) }, expiresAt: { $not: { $lte: now } } },
      { projection: { _id: 1 }, batchSize: keys.length + 1 },
    )
    .toArray();
  return new Set(found.map(({ _id }) => canonicalDncKey(_id)));
}

/** How many of the contacts have a number that is on one of the lists now. */
export async function countBlocked(database: Database, question: StartQuestion): Promise<number> {
  const scan = database.of(collections.contacts).find(question.condition, {
    batchSize: BATCH,
    maxTimeMS: READ_WITHIN_MS,
    projection: { _id: 0, phoneId: { $arrayElemAt: ['$phoneIds', question.phonePosition] } },
  }) as unknown as AsyncIterable<{ phoneId?: string | null }>;
  let blocked = 0;
  let batch: string[] = [];
  const count = async (): Promise<void> => {
    const inForce = await keysInForce(database, question, batch);
    blocked += batch.filter((phoneId) =>
      question.lists.some(({ id }) => inForce.has(dncKeyOf(id, phoneId))),
    ).length;
    batch = [];
  };
  for await (const { phoneId } of scan) {
    if (typeof phoneId === 'string') batch.push(phoneId);
    if (batch.length === BATCH) await count();
  }
  if (batch.length > 0) await count();
  return blocked;
}

/** As a contact that is taken up would be decided now. */
export async function recipientsOf(
  database: Database,
  question: StartQuestion,
  contacts: readonly ContactDocument[],
): Promise<Recipient[]> {
  const { campaign, list, template, lists, phonePosition, now } = question;
  const phoneOf = (contact: ContactDocument): string | null => contact.phoneIds[phonePosition] ?? null;
  const inForce = await keysInForce(
    database,
    question,
    contacts.flatMap((contact) => phoneOf(contact) ?? []),
  );
  return contacts.map((contact) => {
    const phoneId = phoneOf(contact);
    const contactId = contactIdOf(list._id, contact._id);
    const cell = (column: string): string | undefined =>
      contact.values[columnPosition(list.columnNames, column)];
    const skip = (reason: string, detail: string): Recipient => ({
      ...{ contactId, phoneId, lines: null, callableFrom: null },
      skipped: { reason, detail },
    });
    if (phoneId === null)
      return skip('INVALID_PHONE_NUMBER', `column "${campaign.whatsappColumn}" holds no possible number`);
    const blocking = lists.find(({ id }) => inForce.has(dncKeyOf(id, phoneId)));
    if (blocking?.name === OPT_OUTS) return skip('OPTED_OUT', 'the recipient has opted out');
    if (blocking) return skip('ON_DO_NOT_CALL_LIST', `on the DNC list "${blocking.name}"`);
    const filled = fillTemplate(campaign.template, cell, {
      timeZone: list.timeZone ?? 'UTC',
      ...(template ? { room: roomOf(template) } : {}),
    });
    if ('reason' in filled) return skip(filled.reason, filled.detail);
    const lines = template
      ? linesOf(renderTemplate(template, filled))
      : [...filled.header, ...filled.body, ...filled.buttons].map(({ text }) => text);
    const zoneColumn = list.whatsappColumns[phonePosition]?.contactableTimeColumn ?? '';
    return {
      ...{ contactId, phoneId, lines, skipped: null },
      callableFrom: callableFrom(campaign, phoneId, cell(zoneColumn), now),
    };
  });
}

function callableFrom(
  { callableTimes }: CampaignDocument,
  phoneId: string,
  zoneCell: string | undefined,
  now: Date,
): Date | null {
  if (!callableTimes || callableTimes.ranges.length === 0) return null;
  const nowMs = now.getTime();
  const zone = contactZone(zoneCell, phoneId, callableTimes.timeZone, nowMs);
  const from = nextCallableAt(callableTimes, zone, nowMs);
  return from > nowMs ? new Date(from) : null;
}
