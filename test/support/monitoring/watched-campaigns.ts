/** A system with all that boards and alerts are about: failures, skips, an unknown message, a hold, refusals, a stop, imports with rejects. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import { campaignChange, integrationBody } from '../command-bodies.ts';
import { BUSY_MACHINE, runSystem, type RunningSystem } from '../run-system.ts';
import { startTlsServer } from '../tls-server.ts';
import { until } from '../test-system.ts';

export const names = {
  sends: 'Spring "offer"',
  waits: 'On another day',
  held: 'On a number on hold',
  refused: 'Too fast for its number',
  stopped: 'Stopped',
  complete: 'Small and complete',
} as const;
export type Named = keyof typeof names;

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;
const MAIN = '101000000000001';
const HELD = '101000000000002';
const SLOW = '101000000000003';

export type WatchedCampaigns = {
  readonly run: RunningSystem;
  readonly ids: Readonly<Record<Named, string>>;
  /** Ids of the integrations, and of the import with rejects. */
  readonly main: string;
  readonly importId: string;
};

const DAYS_OF_TOKEN = 60;
const DAYS_OF_CERTIFICATE = 90;

const scenario = {
  auth: { tokenExpiresAt: Math.round(Date.now() / 1_000) + DAYS_OF_TOKEN * 86_400 },
  reply: { delayMs: { min: 5, max: 30 } },
  numbers: [
    { id: MAIN, quality_rating: 'YELLOW', whatsapp_business_manager_messaging_limit: 'TIER_2K' },
    { id: HELD },
    { id: SLOW, messages_per_second: 4 },
  ],
  rules: [
    { phoneNumberId: HELD, outcome: 'fail-in-reply', code: 131048, details: 'spam' },
    { suffix: '7', outcome: 'fail-in-reply', code: 131026, details: 'undeliverable' },
    { suffix: '13', outcome: 'stall', delayMs: 6_000 },
  ],
};

const csv = (from: number, count: number): string =>
  `Name,Phone\n${Array.from({ length: count }, (_, place) => `Person ${place},+${from + place}`).join('\n')}\n`;

/** Starts everything; resolves when the campaigns are under way. */
export async function startWatchedCampaigns(): Promise<WatchedCampaigns> {
  const tls = await startTlsServer(DAYS_OF_CERTIFICATE);
  const env = { ...BUSY_MACHINE, SEND_TIMEOUT_MS: '2000', WATCHED_CERTIFICATES: tls.address };
  const system = await runSystem({ env, scenario });
  const run = {
    ...system,
    close: async () => {
      tls.stop();
      await system.close();
    },
  };
  try {
    return await populate(run);
  } catch (error) {
    await run.close();
    throw error;
  }
}

async function populate(run: RunningSystem): Promise<WatchedCampaigns> {
  const [main, onHold, slow] = [
    await register(run, 'Main number', MAIN),
    await register(run, 'Number on hold', HELD),
    await register(run, 'Slow number', SLOW),
  ];
  const first = 13_175_300_000;
  const contactListId = await run.contactList(csv(first, 400));
  const small = await run.contactList(csv(first + 1_000, 20));
  const dncListIds = [await run.dncList(`Phone\n+${first}\n+${first + 1}\n+${first + 2}\n`, ['Phone'])];
  const common = { contactListId, dncListIds, integrationId: main, messagesPerMinute: 120 };
  const otherDay = WEEKDAYS[(new Date().getUTCDay() + 3) % 7] ?? 'SUN';
  const ids: Record<Named, string> = {
    waits: await run.campaign({
      ...{ ...common, name: names.waits },
      callableTimes: { timeZone: 'UTC', ranges: [{ days: [otherDay], start: '00:00', end: '24:00' }] },
    }),
    held: await run.campaign({ ...common, name: names.held, integrationId: onHold }),
    refused: await run.campaign({
      ...{ ...common, name: names.refused, integrationId: slow, messagesPerMinute: 2_400 },
    }),
    stopped: await run.campaign({ ...common, name: names.stopped }),
    complete: await run.campaign({ ...common, name: names.complete, contactListId: small }),
    sends: await run.campaign({ ...common, name: names.sends }),
  };
  await Promise.all(Object.values(ids).map((id) => run.start(id)));
  await makeDeadLetter(run);
  return { run, ids, main, importId: await startImports(run) };
}

async function register(run: RunningSystem, name: string, phoneNumberId: string): Promise<string> {
  const id = randomUUID();
  await run.command(id, { ...integrationBody(id, phoneNumberId, 80), name });
  return id;
}

/** A file with a reject in every hundred rows, large enough to be seen under way. */
async function startImports(run: RunningSystem): Promise<string> {
  const rows = Array.from({ length: 150_000 }, (_, place) =>
    place % 100 === 0 ? `Person ${place},+1,too,many` : `Person ${place},+${13_185_000_000 + place}`,
  );
  const { importId } = await run.startContactList(`Name,Phone\n${rows.join('\n')}\n`);
  return importId;
}

async function makeDeadLetter(run: RunningSystem): Promise<void> {
  const producer = run.context.kafka.producer();
  await producer.connect();
  const topic = `${run.system.settings.namespace}${topics.messageStatuses.name}`;
  await producer.send({ topic, messages: [{ key: 'x', value: Buffer.from('not avro at all') }] });
  await producer.disconnect();
}

/** Stops one, and gives another another rate: what the marks of the board are about. */
export async function changeCampaigns({ run, ids }: WatchedCampaigns): Promise<void> {
  await run.command(ids.stopped, { type: 'StopCampaign' });
  await run.untilStatus(ids.stopped, 'off');
  const campaign = await run.database.of(collections.campaigns).findOne({ _id: ids.sends });
  await run.command(ids.sends, campaignChange(campaign?.version ?? 1, { messagesPerMinute: 150 }));
  await until('it is seen', async () => {
    const now = await run.database.of(collections.campaigns).findOne({ _id: ids.sends });
    return now?.messagesPerMinute === 150;
  });
}
