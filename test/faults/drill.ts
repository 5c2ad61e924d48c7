/** A campaign that the suite can judge: a list with all that lists have, a DNC list, an order, and what must come of it as facts. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { collections, UPLOADS_BUCKET } from '../../schemas/collections.ts';
import type { CampaignCommand, CommandDecided } from '../../schemas/types.ts';
import { storeUpload } from '../../services/platform/mongo/uploads.ts';
import { campaignBody, contactListBody, dncListBody, integrationBody } from '../support/command-bodies.ts';
import type { RunningSystem } from '../support/run-system.ts';
import { until } from '../support/test-system.ts';
import { callableMinutes } from './callable-minutes.ts';
import type { ImportFacts, RunFacts } from './checker/evidence.ts';
import { contactsFile, dncFile, drillPeople } from './drill-list.ts';

export type DrillOptions = {
  /** People in the list. */
  readonly contacts: number;
  readonly messagesPerMinute: number;
  /** The number's own throughput. */
  readonly messagesPerSecond?: number;
  /** The number that the provider knows; one of its own unless given. */
  readonly phoneNumberId?: string;
  /** By the minute, in two zones (callable-minutes.ts); any time unless given. */
  readonly hasCallableTimes?: boolean;
};

export type Drill = {
  readonly campaignId: string;
  readonly integrationId: string;
  readonly dncListId: string;
  readonly run: RunFacts;
  /** Runs that sent again (resend.ts), from earlier to later. */
  readonly resends: RunFacts[];
  readonly imports: ImportFacts[];
  /** Starts the campaign, and learns the run's id. */
  start(): Promise<void>;
  /** Messages that reached somebody. */
  sent(): Promise<number>;
  untilSent(count: number): Promise<void>;
  untilStatus(status: string): Promise<void>;
};

const FIRST_PHONE = 13_175_000_000;
const MOST_A_DRILL = 1_000_000;
const IMPORT_WITHIN_MS = 120_000;
const WITHIN_MS = 300_000;
/** A command without outcome is sent again under its id. */
const TRY_COMMAND_MS = 10_000;
let drills = 0;

/**
 * Imports the lists (drill-list.ts) and creates the campaign, with an order by a column.
 * @param latenessMs as the system's SEND_LATENESS_MS
 * @param withinMs how long to wait for what must come
 */
export async function prepareDrill(
  system: RunningSystem,
  {
    contacts,
    messagesPerMinute,
    messagesPerSecond = 80,
    phoneNumberId = newNumberId(),
    hasCallableTimes = false,
  }: DrillOptions,
  latenessMs: number,
  withinMs = WITHIN_MS,
): Promise<Drill> {
  const first = FIRST_PHONE + (drills += 1) * MOST_A_DRILL;
  const callable = hasCallableTimes ? callableMinutes(Date.now()) : null;
  const people = drillPeople(contacts, first, callable);
  const file = contactsFile(people);
  const integrationId = randomUUID();
  const [contactListId, dncListId, campaignId] = [randomUUID(), randomUUID(), randomUUID()];
  await command(system, integrationId, integrationBody(integrationId, phoneNumberId, messagesPerSecond));
  const column = { columnName: 'Phone', type: 'cell', contactableTimeColumn: callable ? 'Zone' : null };
  const list = await command(
    system,
    contactListId,
    contactListBody(contactListId, await upload(system, file.csv), { whatsappColumns: [column] }),
  );
  const dnc = await command(
    system,
    dncListId,
    dncListBody(dncListId, await upload(system, dncFile(people)), ['Home']),
  );
  await untilImported(system, list.commandId);
  await untilImported(system, dnc.commandId);
  await command(
    system,
    campaignId,
    campaignBody(campaignId, {
      messagesPerMinute,
      dncListIds: [dncListId],
      contactSorts: [{ fieldName: 'Rank', direction: 'DESC', numeric: true }],
      callableTimes: callable?.times ?? null,
      contactListId,
      integrationId,
    }),
  );
  const run: RunFacts = {
    campaignId,
    runId: '',
    phoneNumberId,
    contacts: contacts + 1, // and the twin
    order: [...people]
      .filter(({ isOnDnc }) => !isOnDnc)
      .sort((a, b) => b.rank - a.rank)
      .map(({ phone }) => String(phone)),
    messagesPerMinute,
    latenessMs,
    // released at one time by several partitions, and late by so much each
    orderToleranceMs: latenessMs + 500,
    forbidden: people
      .filter(({ isOnDnc }) => isOnDnc)
      .map(({ phone }) => ({ to: String(phone), sinceMs: 0 })),
    stops: [],
    ...(callable
      ? {
          callable: people.map(({ phone, zone }) => ({
            to: String(phone),
            windows: callable.windows[zone === callable.east ? 'east' : 'west'],
          })),
        }
      : {}),
    endsAs: 'complete',
  };
  const sent = async (): Promise<number> =>
    run.runId === ''
      ? 0
      : (await acceptedAfter(system, 0)).filter((one) => one.startsWith(`${run.runId}-`)).length;
  return {
    campaignId,
    integrationId,
    dncListId,
    run,
    resends: [],
    imports: [{ importId: list.commandId, ...file.facts }],
    async start() {
      await command(system, campaignId, { type: 'StartCampaign', notBefore: null, notAfter: null });
      const campaign = await system.database.of(collections.campaigns).findOne({ _id: campaignId });
      run.runId = campaign?.runId ?? '';
    },
    sent,
    untilSent: async (count) =>
      void (await until(`${count} messages are sent`, async () => (await sent()) >= count, withinMs)),
    untilStatus: async (status) =>
      void (await until(
        `the campaign is ${status}`,
        () =>
          system.statusOf(campaignId).then(
            (is) => is === status,
            () => false, // the database is away
          ),
        withinMs,
      )),
  };
}

const newNumberId = (): string => String(10 ** 14 + Math.floor(Math.random() * 10 ** 14));

/** Sends a command until it has its outcome, whatever is down meanwhile. @throws when it is refused */
export async function command(
  { client }: RunningSystem,
  subjectId: string,
  body: CampaignCommand['body'],
): Promise<CommandDecided> {
  const commandId = randomUUID();
  const outcome = await until(
    `${body.type} has an outcome`,
    () => client.send(subjectId, body, { commandId, waitMs: TRY_COMMAND_MS }).catch(() => null),
    WITHIN_MS,
  );
  if (!outcome.accepted) throw new Error(`${body.type} was refused: ${JSON.stringify(outcome.errors)}`);
  return outcome;
}

/** Callback data of all messages that reached somebody. */
async function acceptedAfter({ system }: RunningSystem, from: number): Promise<string[]> {
  const answer = await fetch(`${system.simulatorUrl}/simulator/accepted?from=${from}`).catch(() => null);
  if (!answer?.ok) return []; // gone for the moment
  return (await answer.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { callbackData: string | null }).callbackData ?? '');
}

async function upload({ database }: RunningSystem, csv: string): Promise<string> {
  const id = randomUUID();
  await storeUpload(database, UPLOADS_BUCKET, id, 'drill.csv', Readable.from([Buffer.from(csv)]));
  return id;
}

async function untilImported({ database }: RunningSystem, importId: string): Promise<void> {
  await until(
    'the import has ended',
    async () => {
      const found = await database.of(collections.imports).findOne({ _id: importId });
      if (found?.state === 'FAILED') throw new Error(`import failed: ${found.failureDetail}`);
      return found?.state === 'FINISHED';
    },
    IMPORT_WITHIN_MS,
  );
}
