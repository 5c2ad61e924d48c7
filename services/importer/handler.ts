/** Reads commands about lists, answers them, and imports files in the background. */
import { topics } from '../../schemas/topics.ts';
import { createCommandHandler } from '../commands/execution/handle-commands.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { carryOut } from './commands/carry-out.ts';
import { isOwn } from './commands/decision.ts';
import { startImportWorker } from './import/import-worker.ts';
import { makeMissingCounters } from '../commands/execution/counted.ts';
import { showImports } from './show-imports.ts';
import { readLiveImports } from '../queries/imports/live-imports.ts';

const GROUP = 'importer';

export async function startImporter(context: ServiceContext): Promise<Running> {
  const { log, metrics, settings } = context;
  const database = await context.mongo();
  const producer = await context.producer();
  await makeMissingCounters(database, ['contact-lists', 'dnc-lists', 'dnc-grants']);
  const { batchRows, leaseMs, ...allowed } = settings.imports;
  const worker = startImportWorker({
    database,
    metrics,
    allowed,
    batchRows,
    leaseMs,
    producer,
    log,
    instanceId: settings.instanceId,
  });
  context.watchdog.watch({ what: 'the import under way', stalledMs: worker.stalledMs });

  showImports(() => readLiveImports(database), metrics, log);

  const handle = createCommandHandler({
    producer,
    metrics,
    log: context.log,
    outcomesOnCampaignEvents: settings.outcomesOnCampaignEvents,
    isOwn,
    carryOut: (command, onDefect) => carryOut(database, allowed, settings.limits, command, onDefect),
    after: async ({ body }) => {
      if ('source' in body && body.source !== null) worker.wake();
    },
  });

  await context.consume({ topic: topics.campaignCommands, groupId: GROUP, handle });
  return { stop: () => worker.stop() };
}
