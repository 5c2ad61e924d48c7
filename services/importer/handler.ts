/** Reads commands about lists, answers them, and imports files in the background. */
import { topics } from '../../schemas/topics.ts';
import type { CampaignCommand, CampaignEvent, ContactListEvent } from '../../schemas/types.ts';
import type { Received } from '../platform/kafka/consume.ts';
import type { DeadLetterVerdict } from '../platform/kafka/outcome.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { carryOut } from './commands/carry-out.ts';
import { isOwn } from './commands/decision.ts';
import { startImportWorker } from './import/import-worker.ts';
import { unusableCommandId } from './commands/list-faults.ts';
import { makeMissingCounters } from './commands/store.ts';

const GROUP = 'importer';
/** Outcomes of a long batch are published in between, so that nobody waits for the whole of it. */
const PUBLISH_EVERY = 25;

export async function startImporter(context: ServiceContext): Promise<Running> {
  const { log, metrics, settings } = context;
  const database = await context.mongo();
  const producer = await context.producer();
  await makeMissingCounters(database);
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

  async function handleCommands(
    records: ReadonlyArray<Received<CampaignCommand>>,
  ): Promise<DeadLetterVerdict[]> {
    const verdicts: DeadLetterVerdict[] = [];
    let outcomes: CampaignEvent[] = [];
    let listNews: ContactListEvent[] = [];
    const publish = async (): Promise<void> => {
      // who waits for the outcome shall find that the others were told already
      await producer.send(topics.contactListEvents, listNews);
      await producer.send(topics.campaignEvents, outcomes);
      outcomes = [];
      listNews = [];
    };
    for (const [index, { value: command }] of records.entries()) {
      if (!isOwn(command)) continue;
      const message = unusableCommandId(command.commandId);
      if (message !== null) {
        verdicts.push({ index, code: 'UNUSABLE_COMMAND_ID', message });
        continue;
      }
      const { events, decision } = await carryOut(database, allowed, settings.limits, command);
      const outcome = decision === 'known' ? 'repeated' : decision.accepted ? 'accepted' : 'rejected';
      metrics.count('wac_commands_total', { command: command.body.type, outcome });
      outcomes.push(...events.outcomes);
      listNews.push(...events.listNews);
      if ('source' in command.body && command.body.source !== null) worker.wake();
      if (outcomes.length >= PUBLISH_EVERY) await publish();
    }
    await publish();
    return verdicts;
  }

  await context.consume({ topic: topics.campaignCommands, groupId: GROUP, handle: handleCommands });
  return { stop: () => worker.stop() };
}
