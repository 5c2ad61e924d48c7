/** SIGTERM or SIGINT to every service in turn while it has work: it says so first, stops by itself, and nothing is lost, doubled or unknown. */
import { randomUUID } from 'node:crypto';
import { ourServices, type ServiceName } from '../../../deploy/local/our-services.ts';
import type { Service } from '../../../deploy/local/spawn-service.ts';
import { collections } from '../../../schemas/collections.ts';
import type { CommandDecided } from '../../../schemas/types.ts';
import {
  acceptedBy,
  countersOf,
  ofRun,
  recount,
  repeated,
  runIdOfCampaign,
  worstWindow,
} from '../../support/campaign-checker.ts';
import { campaignBody } from '../../support/command-bodies.ts';
import { runSystem, type RunningSystem } from '../../support/run-system.ts';
import { until } from '../../support/test-system.ts';

const CONTACTS = 1_500;
const PER_MINUTE = 1_500;
/** Enough that the importer is stopped in the middle. */
const ROWS = 30_000;
const COMMANDS = 40;
const WITHIN_MS = 120_000;

jest.setTimeout(600_000);

let run: RunningSystem;

beforeAll(async () => {
  run = await runSystem({
    env: { DRAIN_MS: '500', IMPORT_BATCH_ROWS: '200' },
    scenario: {
      // answers take longer than the consumers need to stop
      reply: { delayMs: { min: 500, max: 2_500 } },
      // and the webhook comes when a lost one has become unknown for all to see: after the lease of 8 s and the next search
      statuses: {
        sent: { delayMs: { min: 16_000, max: 17_000 } },
        delivered: { delayMs: { min: 17_000, max: 18_000 } },
        read: { delayMs: { min: 18_000, max: 19_000 }, probability: 0.5 },
      },
    },
  });
});

afterAll(() => run.close());

type Stop = { exitCode: number | null; ready: number[] };

/** @returns its exit code, and what /ready answered from the signal on, without repeats (0: nobody answered) */
async function stop(service: Service, signal: NodeJS.Signals): Promise<Stop> {
  let isOver = false;
  const ended = service.ended.then(({ code }) => {
    isOver = true;
    return code;
  });
  const ready: number[] = [];
  service.kill(signal);
  while (!isOver) {
    const status = await fetch(`${service.url}/ready`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status !== ready.at(-1)) ready.push(status);
  }
  return { exitCode: await ended, ready };
}

/** Before it takes anything down it says so; after that it never says yes again. */
function expectGraceful(name: ServiceName, { exitCode, ready }: Stop): void {
  const answers = ready.join(' ');
  expect({ name, exitCode, answers }).toEqual({
    name,
    exitCode: 0,
    answers: expect.stringMatching(/^(200 )?503( 0)?$/) as string,
  });
}

/** Commands whose outcomes are not there yet. */
function sendCommands(contactListId: string, integrationId: string): Promise<CommandDecided[]> {
  return Promise.all(
    Array.from({ length: COMMANDS }, () => {
      const id = randomUUID();
      const body = campaignBody(id, { messagesPerMinute: 60, contactListId, integrationId });
      return run.client.send(id, body, { waitMs: WITHIN_MS });
    }),
  );
}

function importBig(): Promise<{ listId: string; importId: string }> {
  const rows = Array.from({ length: ROWS }, (_, n) => `Person ${n},+${14_150_000_000 + n}`);
  return run.startContactList(`Name,Phone\n${rows.join('\n')}\n`);
}

describe('every service in turn is told to stop, and started again, during a campaign', () => {
  const phones = Array.from({ length: CONTACTS }, (_, n) => String(13_175_000_000 + n));
  it('it is not ready first and exits with 0; nobody is unknown, lost or messaged twice', async () => {
    const { database } = run;
    const contactListId = await run.contactList(
      `Name,Phone\n${phones.map((phone, n) => `Person ${n},+${phone}`).join('\n')}\n`,
    );
    const integrationId = await run.integration();
    const campaignId = await run.campaign({ contactListId, integrationId, messagesPerMinute: PER_MINUTE });
    await run.start(campaignId);
    const runId = await runIdOfCampaign(database.db, campaignId);
    const sent = async (): Promise<number> => ofRun(await acceptedBy(run.system.simulatorUrl), runId).length;
    const importOf = (id: string) => database.of(collections.imports).findOne({ _id: id });
    await until('it sends', async () => (await sent()) > 20);

    let mostUnknown = 0;
    const watching = setInterval(() => {
      void countersOf(database.db, runId).then(
        ({ unknown }) => (mostUnknown = Math.max(mostUnknown, unknown)),
      );
    }, 500);
    const imports: { listId: string; importId: string }[] = [];
    let outcomes: Promise<CommandDecided[]> = Promise.resolve([]);
    for (const [index, { name }] of ourServices.entries()) {
      const [service] = run.system.of(name);
      if (!service) throw new Error(`${name} does not run`);
      if (name === 'campaigns') outcomes = sendCommands(contactListId, integrationId);
      if (name === 'importer') {
        const big = await importBig();
        imports.push(big);
        await until(
          'the import is under way',
          async () => ((await importOf(big.importId))?.rowsRead ?? 0) > 0,
        );
      }
      const before = await sent();
      expectGraceful(name, await stop(service, index % 2 === 0 ? 'SIGTERM' : 'SIGINT'));
      if (name === 'importer')
        for (const { importId } of imports)
          expect(await importOf(importId)).toMatchObject({ state: 'RUNNING', leaseOwner: null });
      await service.restart();
      if (before < CONTACTS - 100)
        await until(
          `it sends again after the ${name} was stopped`,
          async () => (await sent()) >= Math.min(before + 30, CONTACTS - 100),
          WITHIN_MS,
        );
    }
    await run.untilStatus(campaignId, 'complete', 240_000);
    await until(
      'all deliveries are in',
      async () => (await countersOf(database.db, runId)).delivered === CONTACTS,
      WITHIN_MS,
    );
    clearInterval(watching);
    expect(mostUnknown).toBe(0);

    const accepted = ofRun(await acceptedBy(run.system.simulatorUrl), runId);
    expect(repeated(accepted)).toEqual([]);
    expect(new Set(accepted.map(({ to }) => to))).toEqual(new Set(phones));
    expect(worstWindow(accepted, 60_000)).toBeLessThanOrEqual(PER_MINUTE);
    expect(await recount(database.db, runId)).toEqual({
      ...{ total: CONTACTS, accepted: CONTACTS },
      ...{ failed: 0, skipped: 0, unknown: 0, open: 0 },
    });

    expect(await countersOf(database.db, runId)).toMatchObject({
      ...{ accepted: CONTACTS, delivered: CONTACTS },
      ...{ failed: 0, skipped: 0, unknown: 0 },
    });

    const accepting = await outcomes;
    expect(accepting.map(({ accepted: isAccepted }) => isAccepted)).toEqual(Array(COMMANDS).fill(true));
    for (const { listId, importId } of imports) {
      await until(
        'the import has ended',
        async () => (await importOf(importId))?.state === 'FINISHED',
        WITHIN_MS,
      );
      expect(await importOf(importId)).toMatchObject({ rowsRead: ROWS, imported: ROWS, rejected: 0 });
      expect(await database.of(collections.contacts).countDocuments({ listId })).toBe(ROWS);
    }
  });
});
