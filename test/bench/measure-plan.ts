/** Making the order of a large run (filter, four sort columns, one of them numeric), beside MongoDB's own $sort and GNU sort. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { collections } from '../../schemas/collections.ts';
import { runIdOf } from '../../services/domain/message/message.ts';
import { filesOf, openBenchSystem, type Bench, type BenchSystem } from './bench-system.ts';
import {
  command,
  createCampaign,
  importContacts,
  registerNumber,
  stopCampaign,
  waitFor,
} from './drive-campaign.ts';
import { gatherRuns, type Figure } from './figure.ts';
import { countCpu, peakMemory, resetPeakMemory } from './process-usage.ts';
import { writeContacts, writeContactsTabbed } from './write-contacts.ts';

const KEPT_TIERS = ['gold', 'silver', 'bronze'];
const PLANNED_WITHIN_MS = 300_000;
const run = promisify(execFile);

export async function measurePlan(bench: Bench): Promise<Figure[]> {
  const contacts = bench.pick({ full: 1_000_000, quick: 200_000, smoke: 2_000 });
  const gathered = gatherRuns();
  const system = await openBenchSystem(bench, {
    only: ['importer', 'campaigns', 'eligibility', 'throttle', 'status'],
  });
  try {
    const file = join(filesOf(bench), 'plan.csv');
    const tabbed = join(filesOf(bench), 'plan.tsv');
    await Promise.all([writeContacts(file, contacts), writeContactsTabbed(tabbed, contacts)]);
    const { listId } = await importContacts(system, file);
    const filterId = await createFilter(system, listId);
    const { integrationId } = await registerNumber(system, 1);
    for (let count = 0; count < bench.runs; count += 1) {
      const pid = system.pidOf('eligibility');
      resetPeakMemory(pid);
      const used = countCpu(system.processes);
      const { seconds, planned } = await plan(system, listId, filterId, integrationId);
      const cpu = used();
      const mongo = await sortInMongo(system, listId);
      if (mongo.sorted !== planned) throw new Error(`we planned ${planned}, MongoDB sorted ${mongo.sorted}`);
      const name = `order of ${contacts.toLocaleString('en')} contacts`;
      const aim = '≤ 6 s for 1,000,000';
      gathered.add(name, 's', seconds, { baseline: { name: 'MongoDB $sort', value: mongo.seconds }, aim });
      const gnu = await sortWithGnu(tabbed, bench.say);
      if (gnu !== null)
        gathered.add(`${name}, against sort(1)`, 's', seconds, {
          baseline: { name: 'awk + GNU sort of a file', value: gnu },
        });
      gathered.add('peak memory of eligibility', 'MiB', peakMemory(pid));
      for (const process of ['eligibility', 'mongo'])
        gathered.add(`CPU ${process}`, 's', cpu.get(process) ?? Number.NaN);
    }
  } finally {
    await system.close();
  }
  return gathered.figures();
}

/** Starts a campaign of one message a minute and stops it when its order is ready. `seconds`: as eligibility takes for it. */
async function plan(
  system: BenchSystem,
  contactListId: string,
  filterId: string,
  integrationId: string,
): Promise<{ seconds: number; planned: number }> {
  const campaignId = await createCampaign(system, {
    contactListId,
    integrationId,
    messagesPerMinute: 1,
    contactListFilterIds: [filterId],
    contactSorts: [
      { fieldName: 'Tier', direction: 'DESC', numeric: false },
      { fieldName: 'Balance', direction: 'DESC', numeric: true },
      { fieldName: 'Member Since', direction: 'ASC', numeric: false },
      { fieldName: 'Name', direction: 'ASC', numeric: false },
    ],
  });
  const runs = system.database.of(collections.campaignRuns);
  const startedAt = performance.now();
  await command(system, campaignId, { type: 'StartCampaign', notBefore: null, notAfter: null });
  const ready = await waitFor('the order', PLANNED_WITHIN_MS, () =>
    runs.findOne({ _id: runIdOf(campaignId, 1), state: 'READY' }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  await stopCampaign(system, campaignId);
  return { seconds, planned: ready.planned };
}

async function createFilter(system: BenchSystem, contactListId: string): Promise<string> {
  const filterId = randomUUID();
  const range = { min: null, max: null, minInclusive: true, maxInclusive: true, inSet: KEPT_TIERS };
  const tier = { column: 'Tier', columnType: 'alphabetic', operator: 'IN', value: null, range } as const;
  const balance = {
    column: 'Balance',
    columnType: 'numeric',
    operator: 'GREATER_THAN',
    range: null,
  } as const;
  await command(system, filterId, {
    type: 'CreateContactListFilter',
    name: 'members with a balance',
    contactListId,
    filterType: 'AND',
    clauses: [
      {
        filterType: 'AND',
        predicates: [
          { ...tier, inverted: false },
          { ...balance, value: '10', inverted: false },
        ],
      },
    ],
  });
  return filterId;
}

/** The same filter and order by the database alone; only ids come back. */
async function sortInMongo(
  { database }: BenchSystem,
  listId: string,
): Promise<{ seconds: number; sorted: number }> {
  const cell = (column: number): object => ({ $arrayElemAt: ['$values', column] });
  const startedAt = performance.now();
  const cursor = database.of(collections.contacts).aggregate(
    [
      { $match: { listId, 'values.3': { $in: KEPT_TIERS } } },
      {
        $project: {
          tier: cell(3),
          balance: { $convert: { input: cell(4), to: 'double', onError: null, onNull: null } },
          since: cell(5),
          name: cell(1),
          arrival: 1,
        },
      },
      { $match: { balance: { $gt: 10 } } },
      { $sort: { tier: -1, balance: -1, since: 1, name: 1, arrival: 1 } },
      { $project: { _id: 1 } },
    ],
    { allowDiskUse: true, batchSize: 10_000 },
  );
  let sorted = 0;
  while (await cursor.hasNext()) sorted += cursor.readBufferedDocuments().length;
  return { seconds: (performance.now() - startedAt) / 1_000, sorted };
}

/** The same from a tab-separated file: no database to read from or to write to. */
async function sortWithGnu(file: string, say: (line: string) => void): Promise<number | null> {
  const keep = `($4 == "gold" || $4 == "silver" || $4 == "bronze") && $5 > 10`;
  const keys = `-k4,4r -k5,5nr -k6,6 -k2,2`;
  const startedAt = performance.now();
  try {
    await run('sh', [
      '-c',
      `awk -F '\\t' '${keep}' "$1" | LC_ALL=C sort -s -t "$(printf '\\t')" ${keys} -S 64M --parallel=2 > "$1.sorted"`,
      'sh',
      file,
    ]);
    return (performance.now() - startedAt) / 1_000;
  } catch (error) {
    say(`  no awk and GNU sort here: ${(error as Error).message.split('\n')[0]}`);
    return null;
  }
}
