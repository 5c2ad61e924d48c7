/** Many campaigns: at once on one number, and known but idle while one sends. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { collections } from '../../../schemas/collections.ts';
import type { Progress } from '../../../services/queries/campaigns/read-progress.ts';
import { filesOf, type BenchSystem } from '../bench-system.ts';
import {
  command,
  createCampaign,
  importContacts,
  progressWhen,
  registerNumber,
  stopCampaign,
} from '../drive-campaign.ts';
import type { Gathered } from '../figure.ts';
import { countCpu } from '../process-usage.ts';
import { campaignOf } from '../seed-api.ts';
import { acceptedOf, resetSimulator } from '../simulator-log.ts';
import { writeContacts } from '../write-contacts.ts';

const BEGUN_WITHIN_MS = 120_000;
/** What is ours of a system's processes, and their database. */
const OURS = ['campaigns', 'eligibility', 'throttle', 'sender', 'webhook', 'status', 'mongo'];

type Sent = {
  readonly perSecond: number;
  /** Accepted messages in the time measured, by campaign. */
  readonly counts: readonly number[];
  /** CPU, µs a message, by process. */
  readonly micros: ReadonlyMap<string, number>;
};

/** 25 campaigns share one number: all get the same, and together as much as one alone. */
export async function measureSideBySide(system: BenchSystem, gathered: Gathered): Promise<void> {
  const { pick } = system.bench;
  const campaigns = pick({ full: 25, quick: 25, smoke: 3 });
  const perSecond = pick({ full: 500, quick: 200, smoke: 50 });
  const seconds = pick({ full: 40, quick: 20, smoke: 2 });
  const listId = await listFor(system, perSecond * (seconds + 30));
  const many = await send(system, listId, { campaigns, perSecond, seconds });
  const one = await send(system, listId, { campaigns: 1, perSecond, seconds });
  const what = `${campaigns} campaigns on a number`;
  addRun(gathered, what, many, { name: 'one campaign alone', sent: one }, perSecond);
  const [least, most] = [Math.min(...many.counts), Math.max(...many.counts)];
  gathered.add(`${what}: the one with least, of that with most`, 'share', least / most, { aim: '≥ 0.95' });
}

/** 1,000 campaigns are known and idle: one that sends costs what it costs without them. */
export async function measureKnown(system: BenchSystem, gathered: Gathered): Promise<void> {
  const { pick } = system.bench;
  const known = pick({ full: 1_000, quick: 1_000, smoke: 10 });
  const perSecond = pick({ full: 300, quick: 200, smoke: 50 });
  const seconds = pick({ full: 40, quick: 20, smoke: 2 });
  const listId = await listFor(system, perSecond * (seconds + 30));
  const campaigns = system.database.of(collections.campaigns);
  const alone = await send(system, listId, { campaigns: 1, perSecond, seconds });
  const seeded = Array.from({ length: known }, () => randomUUID());
  const about = { listId, integrationId: randomUUID(), at: new Date() };
  await campaigns.insertMany(seeded.map((id, place) => campaignOf(id, place, about)));
  const among = await send(system, listId, { campaigns: 1, perSecond, seconds });
  await campaigns.deleteMany({ _id: { $in: seeded } });
  addRun(gathered, `among ${known} idle ones`, among, { name: 'without them', sent: alone }, perSecond);
}

async function listFor(system: BenchSystem, contacts: number): Promise<string> {
  const file = join(filesOf(system.bench), `${randomUUID()}.csv`);
  await writeContacts(file, contacts);
  return (await importContacts(system, file)).listId;
}

/** Campaigns that want all their number can do, on a number of their own. */
async function send(
  system: BenchSystem,
  contactListId: string,
  { campaigns, perSecond, seconds }: { campaigns: number; perSecond: number; seconds: number },
): Promise<Sent> {
  const { simulatorUrl } = system.system;
  await resetSimulator(simulatorUrl);
  const { integrationId, phoneNumberId } = await registerNumber(system, perSecond);
  const ids: string[] = [];
  for (let place = 0; place < campaigns; place += 1)
    ids.push(
      await createCampaign(system, {
        ...{ contactListId, integrationId, messagesPerMinute: perSecond * 60 },
      }),
    );
  await Promise.all(
    ids.map((id) => command(system, id, { type: 'StartCampaign', notBefore: null, notAfter: null })),
  );
  const acceptedNow = (): Promise<number[]> =>
    Promise.all(
      ids.map(async (id) => {
        const hasBegun = ({ counts: { accepted } }: Progress): boolean => accepted > 0;
        const { counts } = await progressWhen(system, id, 'its first message', BEGUN_WITHIN_MS, hasBegun);
        return counts.accepted;
      }),
    );
  const before = await acceptedNow();
  const [fromMs, used] = [Date.now(), countCpu(system.processes)];
  await delay(seconds * 1_000);
  const [toMs, cpu] = [Date.now(), used()];
  const after = await acceptedNow();
  const sent = (await acceptedOf(simulatorUrl, phoneNumberId)).filter(({ at }) => at >= fromMs && at < toMs);
  for (const id of ids) await stopCampaign(system, id);
  return {
    perSecond: (sent.length * 1_000) / (toMs - fromMs),
    counts: after.map((count, place) => count - (before[place] ?? 0)),
    micros: new Map([...cpu].map(([name, spent]) => [name, (spent * 1e6) / sent.length])),
  };
}

function addRun(
  gathered: Gathered,
  what: string,
  ours: Sent,
  { name, sent: beside }: { name: string; sent: Sent },
  perSecond: number,
): void {
  gathered.add(`${what}: rate held`, 'messages/s', ours.perSecond, {
    baseline: { name, value: beside.perSecond },
    aim: `${perSecond * 0.99}`,
  });
  for (const process of OURS)
    gathered.add(`${what}: CPU ${process}`, 'µs a message', ours.micros.get(process) ?? Number.NaN, {
      baseline: { name, value: beside.micros.get(process) ?? Number.NaN },
    });
}
