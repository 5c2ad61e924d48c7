/** What a measurement does to a system: lists in, a number, campaigns, and waiting for what they do. All by commands. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { collections, type ImportDocument } from '../../schemas/collections.ts';
import type { CampaignCommand, CreateCampaign, CreateContactList } from '../../schemas/types.ts';
import { readProgress, type Progress } from '../../services/queries/campaigns/read-progress.ts';
import type { BenchSystem } from './bench-system.ts';
import { declareNumber } from './simulator-log.ts';
import { CONTACT_COLUMNS } from './write-contacts.ts';

const LOOK_EVERY_MS = 50;
const MINUTE_MS = 60_000;

/** Sends a command. @throws with the faults when it is refused */
export async function command(
  { client }: BenchSystem,
  subjectId: string,
  body: CampaignCommand['body'],
  commandId: string = randomUUID(),
): Promise<void> {
  const outcome = await client.send(subjectId, body, { commandId, issuedBy: 'bench' });
  if (!outcome.accepted) throw new Error(`${body.type} was refused: ${JSON.stringify(outcome.errors)}`);
}

/** @returns what `look` gave when it was not null */
export async function waitFor<T>(what: string, withinMs: number, look: () => Promise<T | null>): Promise<T> {
  for (const end = Date.now() + withinMs; ; await delay(LOOK_EVERY_MS)) {
    const seen = await look();
    if (seen !== null) return seen;
    if (Date.now() > end) throw new Error(`waited ${withinMs / 1_000} s in vain for ${what}`);
  }
}

/** A contact list with the columns of write-contacts.ts, by its file or by name. */
export const newContactList = (
  listId: string,
  columns: Partial<Pick<CreateContactList, 'columnNames' | 'source'>>,
): { type: 'CreateContactList' } & CreateContactList => ({
  type: 'CreateContactList',
  name: `contacts ${listId}`,
  divisionId: null,
  whatsappColumns: [{ columnName: CONTACT_COLUMNS[2], type: 'cell', contactableTimeColumn: null }],
  contactIdColumn: CONTACT_COLUMNS[0],
  defaultCountry: 'US',
  timeZone: null,
  columnNames: null,
  source: null,
  ...columns,
});

/** Imports a file of write-contacts.ts as a new contact list. `seconds`: from the command to the end of the import. */
export async function importContacts(
  bench: BenchSystem,
  path: string,
): Promise<{ listId: string; seconds: number; rows: number }> {
  const listId = randomUUID();
  const { seconds, job } = await importFile(
    bench,
    listId,
    newContactList(listId, { source: { uploadId: null, path, url: null } }),
  );
  return { listId, seconds, rows: job.imported };
}

export async function importDncNumbers(
  bench: BenchSystem,
  path: string,
): Promise<{ dncListId: string; seconds: number; rows: number }> {
  const dncListId = randomUUID();
  const { seconds, job } = await importFile(bench, dncListId, {
    type: 'CreateDncList',
    name: `blocked ${dncListId}`,
    divisionId: null,
    contactMethod: 'Phone',
    phoneColumns: ['DNC_Cell'],
    defaultCountry: 'US',
    source: { uploadId: null, path, url: null },
  });
  return { dncListId, seconds, rows: job.imported };
}

async function importFile(
  bench: BenchSystem,
  subjectId: string,
  body: CampaignCommand['body'],
): Promise<{ seconds: number; job: ImportDocument }> {
  const importId = randomUUID();
  const startedAt = performance.now();
  await command(bench, subjectId, body, importId);
  const imports = bench.database.of(collections.imports);
  const job = await waitFor('the end of an import', 10 * MINUTE_MS, async () => {
    const found = await imports.findOne({ _id: importId });
    if (found?.state === 'FAILED') throw new Error(`an import failed: ${found.failureDetail}`);
    return found?.state === 'FINISHED' ? found : null;
  });
  return { seconds: (performance.now() - startedAt) / 1_000, job };
}

/** A WhatsApp number of its own, which the provider does not limit: the rate it is registered with counts. */
export async function registerNumber(
  bench: BenchSystem,
  messagesPerSecond: number,
): Promise<{ integrationId: string; phoneNumberId: string }> {
  const integrationId = randomUUID();
  const phoneNumberId = String(Math.floor(1e14 + Math.random() * 9e14));
  await declareNumber(bench.system.simulatorUrl, phoneNumberId);
  await command(bench, integrationId, {
    type: 'RegisterIntegration',
    name: `number ${phoneNumberId}`,
    phoneNumberId,
    displayPhoneNumber: '+1 555 078 3881',
    businessAccountId: '102290129340398',
    messagesPerSecond,
    credentials: 'default',
    active: true,
  });
  return { integrationId, phoneNumberId };
}

type CampaignWish = Pick<CreateCampaign, 'contactListId' | 'integrationId' | 'messagesPerMinute'> &
  Partial<CreateCampaign>;

/** Creates a campaign with two parameters in its template; does not start it. @returns its id */
export async function createCampaign(bench: BenchSystem, wish: CampaignWish): Promise<string> {
  const id = randomUUID();
  await command(bench, id, {
    type: 'CreateCampaign',
    name: `campaign ${id}`,
    divisionId: null,
    whatsappColumn: CONTACT_COLUMNS[2],
    template: {
      name: 'spring_offer',
      language: 'en_US',
      header: [],
      body: [
        { name: null, column: CONTACT_COLUMNS[1], value: null },
        { name: null, column: CONTACT_COLUMNS[4], value: '0.00' },
      ],
      buttons: [],
    },
    dncListIds: [],
    contactListFilterIds: [],
    contactSorts: [],
    alwaysRunning: false,
    callableTimes: null,
    ...wish,
  });
  return id;
}

/** Waits until a campaign's counters say so. */
export function progressWhen(
  { database }: BenchSystem,
  campaignId: string,
  what: string,
  withinMs: number,
  holds: (progress: Progress) => boolean,
): Promise<Progress> {
  return waitFor(what, withinMs, async () => {
    const progress = await readProgress(database, campaignId, new Date());
    return progress && holds(progress) ? progress : null;
  });
}

/** Stops a campaign and waits until it is off. */
export async function stopCampaign(bench: BenchSystem, campaignId: string): Promise<void> {
  await command(bench, campaignId, { type: 'StopCampaign' });
  await progressWhen(
    bench,
    campaignId,
    'the campaign to be off',
    MINUTE_MS,
    // what is left of a small one may have been sent before the command came
    ({ status }) => status === 'off' || status === 'complete',
  );
}
