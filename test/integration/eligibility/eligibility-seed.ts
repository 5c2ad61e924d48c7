/** Documents that eligibility reads, as the campaigns service and the importer leave them; a test says only what matters to it. */
import { randomUUID } from 'node:crypto';
import {
  collections,
  type CampaignDocument,
  type ContactDocument,
  type ContactListDocument,
  type DncListDocument,
} from '../../../schemas/collections.ts';
import type { CampaignChange, CampaignEvent } from '../../../schemas/types.ts';
import { topics } from '../../../schemas/topics.ts';
import { arrivalOf, contactKeyOf, dncKeyOf } from '../../../services/domain/contact/contact.ts';
import { runIdOf } from '../../../services/domain/message/message.ts';
import type { EligibilityParts } from '../../../services/eligibility/eligibility-parts.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import type { TestSystem } from '../../support/test-system.ts';

export const columnNames = ['id', 'first', 'city', 'amount', 'since', 'Cell'] as const;
export type Row = Record<(typeof columnNames)[number], string>;

export function row(number: number, changes: Partial<Row> = {}): Row {
  return {
    id: `c${number}`,
    first: `Name ${number}`,
    city: 'Bonn',
    amount: String(number),
    since: '2024-01-01',
    Cell: `1317${String(number).padStart(7, '0')}`,
    ...changes,
  };
}

export function contactOf(listId: string, batch: number, position: number, of: Row): ContactDocument {
  return {
    _id: contactKeyOf(listId, of.id),
    listId,
    arrival: arrivalOf(batch, position),
    values: columnNames.map((name) => of[name]),
    phoneIds: [of.Cell === '' ? null : of.Cell],
  };
}

/** @param arrivedThrough as the importer keeps it on the list: by default, no import is under way */
export async function addRows(
  mongo: Database,
  listId: string,
  batch: number,
  rows: readonly Row[],
  arrivedThrough = arrivalOf(batch + 1, 0),
): Promise<void> {
  await mongo
    .of(collections.contacts)
    .insertMany(rows.map((of, position) => contactOf(listId, batch, position + 1, of)));
  await mongo.of(collections.contactLists).updateOne({ _id: listId }, { $max: { arrivedThrough } });
}

export async function addList(mongo: Database, rows: readonly Row[]): Promise<ContactListDocument> {
  const list: ContactListDocument = {
    _id: randomUUID(),
    name: `list ${randomUUID()}`,
    divisionId: 'home',
    columnNames: [...columnNames],
    whatsappColumns: [{ columnName: 'Cell', type: 'cell', contactableTimeColumn: null }],
    contactIdColumn: 'id',
    defaultCountry: null,
    timeZone: null,
    size: rows.length,
    imports: [],
    arrivalBatches: 1,
    arrivedThrough: arrivalOf(2, 0),
    version: 1,
    createdAt: new Date(),
  };
  await mongo.of(collections.contactLists).insertOne(list);
  if (rows.length > 0) await addRows(mongo, list._id, 1, rows);
  return list;
}

export async function addDncList(mongo: Database, digits: readonly string[]): Promise<DncListDocument> {
  const list: DncListDocument = {
    _id: randomUUID(),
    name: `dnc ${randomUUID()}`,
    divisionId: 'home',
    contactMethod: 'Phone',
    phoneColumns: ['DNC_Cell'],
    defaultCountry: 'US',
    size: digits.length,
    imports: [],
    version: 1,
    createdAt: new Date(),
  };
  await mongo.of(collections.dncLists).insertOne(list);
  for (const phoneId of digits) await addDncNumber(mongo, list._id, phoneId);
  return list;
}

export async function addDncNumber(
  mongo: Database,
  listId: string,
  phoneId: string,
  expiresAt?: Date,
): Promise<void> {
  await mongo
    .of(collections.dncNumbers)
    .insertOne({ _id: dncKeyOf(listId, phoneId), listId, ...(expiresAt ? { expiresAt } : {}) });
}

export type StartedCampaign = CampaignDocument & { runId: string };

export async function addCampaign(
  mongo: Database,
  contactListId: string,
  changes: Partial<CampaignDocument> = {},
): Promise<StartedCampaign> {
  const id = randomUUID();
  const campaign = {
    _id: id,
    name: `campaign ${id}`,
    divisionId: 'home',
    contactListId,
    whatsappColumn: 'Cell',
    integrationId: randomUUID(),
    messagesPerMinute: 60,
    template: {
      name: 'hello',
      language: 'en_US',
      header: [],
      body: [{ name: null, column: 'first', value: null }],
      buttons: [],
    },
    dncListIds: [],
    contactListFilterIds: [],
    contactSorts: [],
    alwaysRunning: false,
    status: 'on' as const,
    errors: [],
    version: 1,
    revision: 1,
    runNumber: 1,
    startsNewRun: false,
    createdAt: new Date(),
    modifiedAt: new Date(),
    startedAt: new Date(),
    stoppedAt: null,
    ...changes,
    runId: runIdOf(id, 1),
  };
  await mongo.of(collections.campaigns).insertOne(campaign);
  return campaign;
}

export function changedEvent(campaign: StartedCampaign, cause: CampaignChange): CampaignEvent {
  const { _id: campaignId, name, integrationId, contactListId, messagesPerMinute, alwaysRunning } = campaign;
  return {
    eventId: randomUUID(),
    subjectId: campaignId,
    occurredAt: Date.now(),
    body: {
      type: 'CampaignChanged',
      campaignId,
      cause,
      revision: campaign.revision,
      status: campaign.status,
      name,
      integrationId,
      contactListId,
      messagesPerMinute,
      alwaysRunning,
      templateName: campaign.template.name,
      templateLanguage: campaign.template.language,
      callableTimes: campaign.callableTimes ?? null,
      runId: campaign.runId,
      errors: [],
    },
  };
}

export async function announce(
  system: TestSystem,
  campaign: StartedCampaign,
  cause: CampaignChange,
): Promise<void> {
  await (await system.context.producer()).send(topics.campaignEvents, [changedEvent(campaign, cause)]);
}

export const announceStart = (system: TestSystem, campaign: StartedCampaign): Promise<void> =>
  announce(system, campaign, 'STARTED');

export async function announceContacts(system: TestSystem, listId: string, count: number): Promise<void> {
  await (
    await system.context.producer()
  ).send(topics.contactListEvents, [
    {
      eventId: randomUUID(),
      listId,
      occurredAt: Date.now(),
      body: { type: 'ContactsAdded', count, throughArrival: 0 },
    },
  ]);
}

export async function demand(
  system: TestSystem,
  campaign: StartedCampaign,
  fromSequence: number,
  throughSequence: number,
): Promise<void> {
  await (
    await system.context.producer()
  ).send(topics.sendDemand, [
    {
      campaignId: campaign._id,
      runId: campaign.runId,
      fromSequence,
      throughSequence,
      demandedAt: Date.now(),
    },
  ]);
}

/** A run's order as the pages have it. */
export async function orderOf(mongo: Database, runId: string): Promise<string[]> {
  const pages = await mongo.of(collections.runPages).find({ runId }).sort({ firstSequence: 1 }).toArray();
  return pages.flatMap(({ contactIds }) => contactIds);
}

/** What planning and appending need: nobody was erased or reached before, unless a test says so. */
export async function partsFor(
  { context }: TestSystem,
  over: Partial<EligibilityParts> = {},
): Promise<EligibilityParts> {
  return {
    mongo: await context.mongo(),
    producer: await context.producer(),
    metrics: context.metrics,
    log: context.log,
    recogniseErased: () => Promise.resolve(new Set<string>()),
    reachedBefore: () => Promise.resolve(new Set<string>()),
    newPlannerId: () => 'planner',
    now: () => new Date(),
    ...over,
  };
}
