/** What the API is measured with: written straight into the database, as the engine leaves it. */
import { randomUUID } from 'node:crypto';
import { collections, type CampaignDocument, type ContactListDocument } from '../../schemas/collections.ts';
import { messageIdOf, runIdOf } from '../../services/domain/message/message.ts';
import type { Database } from '../../services/platform/mongo/mongo.ts';
import { CONTACT_COLUMNS, contactCells, phoneIdOf } from './write-contacts.ts';

const AT_ONCE = 5_000;
const MINUTE = 60_000;
/** Campaigns that run or were stopped; the others are complete. */
const OPEN_RUNS = 100;

export type Seeded = {
  campaignIds: string[];
  listId: string;
  contactId: string;
  /** Of one run that took a while: the messages are spread over it evenly. */
  startedAt: Date;
  endedAt: Date;
};

export async function seedApi(
  database: Database,
  { campaigns, contacts }: { campaigns: number; contacts: number },
): Promise<Seeded> {
  const [listId, integrationId] = [randomUUID(), randomUUID()];
  const at = new Date();
  await database.of(collections.contactLists).insertOne(listOf(listId, contacts, at));
  const ids = Array.from({ length: campaigns }, () => randomUUID());
  await database
    .of(collections.campaigns)
    .insertMany(ids.map((id, place) => campaignOf(id, place, { listId, integrationId, at })));
  const [campaignId = ''] = ids;
  const runId = runIdOf(campaignId, 1);
  const startedAt = new Date(at.getTime() - contacts);
  // the messages are of the latest run; some of those before have not ended, so that each may have some
  await database.of(collections.campaignRuns).insertMany(
    ids.map((id, place) => ({
      ...{ _id: runIdOf(id, 1), campaignId: id, number: 1, integrationId, contactListId: listId },
      ...{ state: 'READY' as const, planned: contacts, pages: Math.ceil(contacts / 1_000), filteredOut: 0 },
      ...{
        plannedThroughArrival: contacts,
        plannedAt: new Date(startedAt.getTime() - MINUTE - place * MINUTE),
      },
    })),
  );
  const before = new Date(startedAt.getTime() - 1);
  const closed = ids.slice(OPEN_RUNS).map((id) => ({
    ...{ _id: `${runIdOf(id, 1)}:run`, runId: runIdOf(id, 1), closedAt: before },
  }));
  const counted = { accepted: contacts, sent: contacts, delivered: contacts, read: contacts };
  await database.of(collections.runCounters).insertOne({ _id: `${runId}:0`, runId, ...counted });
  if (closed.length > 0) await database.of(collections.runCounters).insertMany(closed);
  for (let from = 0; from < contacts; from += AT_ONCE) {
    const places = Array.from({ length: Math.min(AT_ONCE, contacts - from) }, (_, place) => from + place);
    await Promise.all([
      database.of(collections.contacts).insertMany(
        places.map((place) => ({
          _id: `${listId}:${contactIdOf(place)}`,
          ...{ listId, arrival: place, values: contactCells(place), phoneIds: [phoneIdOf(place)] },
        })),
        { ordered: false },
      ),
      database.of(collections.messages).insertMany(
        places.map((place) => {
          const to = phoneIdOf(place);
          // one a millisecond
          const sent = new Date(startedAt.getTime() + place);
          return {
            ...{
              _id: messageIdOf(runId, to),
              campaignId,
              runId,
              contactId: contactIdOf(place),
              sequence: place,
            },
            ...{ state: 'ACCEPTED' as const, attempt: 1, integrationId, to, wamid: `wamid.${place}` },
            ...{ delivery: 'READ' as const, intentAt: sent, acceptedAt: sent, sentAt: sent, readAt: sent },
          };
        }),
        { ordered: false },
      ),
    ]);
  }
  return { campaignIds: ids, listId, contactId: contactIdOf(contacts - 1), startedAt, endedAt: at };
}

const contactIdOf = (place: number): string => contactCells(place)[0] ?? '';

const listOf = (_id: string, size: number, createdAt: Date): ContactListDocument => ({
  ...{ _id, name: 'Customers', divisionId: 'home', columnNames: [...CONTACT_COLUMNS], size, imports: [] },
  whatsappColumns: [{ columnName: 'Phone', type: 'cell', contactableTimeColumn: null }],
  ...{
    contactIdColumn: CONTACT_COLUMNS[0],
    defaultCountry: 'US',
    timeZone: null,
    arrivalBatches: 1,
    version: 1,
    createdAt,
  },
});

export const campaignOf = (
  _id: string,
  place: number,
  { listId, integrationId, at }: { listId: string; integrationId: string; at: Date },
): CampaignDocument => ({
  ...{ _id, name: `Campaign ${String(place).padStart(4, '0')}`, divisionId: 'home', contactListId: listId },
  ...{ whatsappColumn: 'Phone', integrationId, messagesPerMinute: 600, dncListIds: [] },
  template: {
    ...{ name: 'spring_offer', language: 'en_US', header: [], buttons: [] },
    body: [{ name: null, column: 'Name', value: null }],
  },
  ...{ contactListFilterIds: [], contactSorts: [], alwaysRunning: false, status: 'complete', errors: [] },
  ...{ version: 1, revision: 1, runNumber: 1, runId: runIdOf(_id, 1), startsNewRun: true },
  ...{ createdAt: at, modifiedAt: at, startedAt: at, stoppedAt: at },
});
