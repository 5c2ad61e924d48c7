/** Contacts added one by one to an always-running campaign, as a web shop would do it, beside the same contacts in large commands. */
import { randomUUID } from 'node:crypto';
import type { NewContact } from '../../../schemas/types.ts';
import type { Progress } from '../../../services/queries/campaigns/read-progress.ts';
import type { BenchSystem } from '../bench-system.ts';
import {
  command,
  createCampaign,
  newContactList,
  progressWhen,
  registerNumber,
  stopCampaign,
} from '../drive-campaign.ts';
import type { Gathered } from '../figure.ts';
import { countCpu } from '../process-usage.ts';
import { resetSimulator } from '../simulator-log.ts';
import { CONTACT_COLUMNS, contactCells } from '../write-contacts.ts';

const IN_FLIGHT = 50;
const AT_ONCE = 1_000;
/** The highest rate that a campaign may have. */
const PER_SECOND = 1_000;
const SENT_WITHIN_MS = 900_000;
const NAMES = ['importer', 'eligibility', 'throttle', 'sender', 'status', 'mongo'];

type Added = {
  readonly perSecond: number;
  readonly micros: ReadonlyMap<string, number>;
  /** Queries and getMores of all processes, a contact. */
  readonly reads: number;
};

export async function measureTrickle(system: BenchSystem, gathered: Gathered): Promise<void> {
  const contacts = system.bench.pick({ full: 100_000, quick: 3_000, smoke: 20 });
  const oneByOne = await add(system, contacts, 1);
  const together = await add(system, contacts, AT_ONCE);
  const name = `${AT_ONCE} a command`;
  const what = 'added one by one';
  gathered.add(`${what}: until all are accepted`, 'contacts/s', oneByOne.perSecond, {
    baseline: { name, value: together.perSecond },
  });
  gathered.add(`${what}: reads of the database`, 'a contact', oneByOne.reads, {
    baseline: { name, value: together.reads },
  });
  for (const process of NAMES)
    gathered.add(`${what}: CPU ${process}`, 'µs a contact', oneByOne.micros.get(process) ?? Number.NaN, {
      baseline: { name, value: together.micros.get(process) ?? Number.NaN },
    });
}

/** @param atOnce contacts in a command */
async function add(system: BenchSystem, contacts: number, atOnce: number): Promise<Added> {
  await resetSimulator(system.system.simulatorUrl);
  const listId = await listOfOne(system);
  const { integrationId } = await registerNumber(system, PER_SECOND);
  const campaignId = await createCampaign(system, {
    ...{ contactListId: listId, integrationId, messagesPerMinute: PER_SECOND * 60, alwaysRunning: true },
  });
  await command(system, campaignId, { type: 'StartCampaign', notBefore: null, notAfter: null });
  await progressWhen(system, campaignId, 'the campaign to be on', 60_000, ({ status }) => status === 'on');
  const readsBefore = await readsOf(system);
  const [startedAt, used] = [performance.now(), countCpu(system.processes)];
  let next = 1;
  const addNext = async (): Promise<void> => {
    while (next <= contacts) {
      const from = next;
      next += atOnce;
      const places = Array.from(
        { length: Math.min(atOnce, contacts + 1 - from) },
        (_, place) => from + place,
      );
      await command(system, listId, { type: 'AddContacts', contacts: places.map(newContact) });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, addNext));
  const hasAll = ({ counts }: Progress): boolean => counts.accepted > contacts;
  await progressWhen(system, campaignId, 'the last contact', SENT_WITHIN_MS, hasAll);
  const [seconds, cpu] = [(performance.now() - startedAt) / 1_000, used()];
  const reads = (await readsOf(system)) - readsBefore;
  await stopCampaign(system, campaignId);
  return {
    perSecond: contacts / seconds,
    micros: new Map([...cpu].map(([name, spent]) => [name, (spent * 1e6) / contacts])),
    reads: reads / contacts,
  };
}

/** With the contact of place 0: a campaign wants a list with somebody. */
async function listOfOne(system: BenchSystem): Promise<string> {
  const listId = randomUUID();
  await command(system, listId, newContactList(listId, { columnNames: [...CONTACT_COLUMNS] }));
  await command(system, listId, { type: 'AddContacts', contacts: [newContact(0)] });
  return listId;
}

const newContact = (place: number): NewContact => {
  const cells = contactCells(place);
  return { id: null, data: Object.fromEntries(CONTACT_COLUMNS.map((name, at) => [name, cells[at] ?? ''])) };
};

/** Queries so far, of everybody: the parts are the bench's own. */
async function readsOf({ database }: BenchSystem): Promise<number> {
  const { opcounters } = (await database.db.admin().serverStatus()) as {
    opcounters: { query: number | bigint; getmore: number | bigint };
  };
  return Number(opcounters.query) + Number(opcounters.getmore);
}
