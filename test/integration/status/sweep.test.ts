/** A run whose recount hangs or fails keeps no other run from ending. */
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { InternalCommand } from '../../../schemas/types.ts';
import { createSweep } from '../../../services/status/runs/sweep.ts';
import { campaignDocument } from '../../support/campaign-documents.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let commands: InternalCommand[];
const PLANNED = 2;

beforeAll(async () => {
  system = await openTestSystem();
  commands = await system.collect(topics.internalCommands);
});
afterAll(() => system.close());

async function settledRun(runId: string): Promise<void> {
  const database = await system.context.mongo();
  const [_id, integrationId, contactListId] = [`campaign-${runId}`, 'integration-1', 'list-1'];
  const run = { campaignId: _id, number: 1, integrationId, contactListId, state: 'READY' as const };
  await database.of(collections.campaigns).insertOne(campaignDocument({ _id, runId, status: 'on' }));
  await database
    .of(collections.campaignRuns)
    .updateOne(
      { _id: runId },
      { $set: { ...run, planned: PLANNED, pages: 1, filteredOut: 0, plannedThroughArrival: 0 } },
      { upsert: true },
    );
  await database.of(collections.runCounters).insertOne({ _id: `${runId}:0`, runId, accepted: PLANNED });
}

test('recounts that hang and recounts that fail keep no other run from being completed', async () => {
  const asked: string[] = [];
  let now = 1_800_000_000_000;
  const runs = createSweep({
    database: await system.context.mongo(),
    producer: await system.context.producer(),
    log: system.context.log,
    clock: () => now,
    recount: (runId) => {
      asked.push(runId);
      if (runId.startsWith('hangs')) return new Promise(() => undefined);
      return runId.startsWith('fails') ? Promise.reject(new Error('took a minute')) : Promise.resolve(true);
    },
  });
  for (const runId of ['hangs-1', 'fails-1', 'fails-2', 'small-1']) await settledRun(runId);
  const isCommanded = (runId: string) => (): boolean =>
    commands.some(({ body }) => body.type === 'CompleteRun' && body.runId === runId);
  const sweepUntil = (what: string, isSo: () => boolean): Promise<unknown> =>
    until(what, async () => {
      await runs.sweep();
      now += 500;
      return isSo();
    });
  await sweepUntil('the small one is commanded', isCommanded('small-1'));
  // one place is taken by what hangs; those that fail come again, and the last place is for a run that was not recounted yet
  await settledRun('hangs-2');
  await sweepUntil('the second is being recounted', () => asked.includes('hangs-2'));
  await settledRun('small-2');
  await sweepUntil('the next is commanded', isCommanded('small-2'));
  expect(asked.filter((runId) => runId === 'hangs-1')).toHaveLength(1);
  runs.stop();
});
