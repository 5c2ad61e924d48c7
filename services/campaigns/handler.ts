/** Handles commands, and events that break campaigns; publishes command-outcomes and campaign-events. */
import { topics } from '../../schemas/topics.ts';
import type { CampaignCommand, ContactListEvent, ProviderSignal } from '../../schemas/types.ts';
import { findOutcome } from '../commands/execution/decide-once.ts';
import { unusableInternalCommandId } from '../commands/execution/command-id.ts';
import { createCommandHandler } from '../commands/execution/handle-commands.ts';
import type { Received } from '../platform/kafka/consume.ts';
import type { Producer } from '../platform/kafka/produce.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import {
  forcedStops,
  invalidationsOfIntegration,
  invalidationsOfList,
} from './commands/broken-dependencies.ts';
import { isCatalogCommand } from './catalog/catalog-command.ts';
import { makeMissingDivisions } from './catalog/catalog-store.ts';
import { carryOut } from './commands/carry-out.ts';
import { createStarts } from './commands/command-starts.ts';
import { COUNTED, isInternal, isOwn } from './commands/decision.ts';
import { liftSignals } from './commands/lift-hold.ts';
import { startProviderSync } from './provider-sync/provider-sync.ts';
import { watchExpiry } from './expiry/watch-expiry.ts';
import { keepErasures } from '../people/keep-erasures.ts';
import { erasureEntry } from './event-log/erasure-entry.ts';
import { insertEvents } from './event-log/event-store.ts';
import { keepRetention } from '../retention/keep-retention.ts';
import { keepEventLog } from './event-log/keep-event-log.ts';
import { keepSubscriptionLog } from './event-log/keep-subscription-log.ts';
import { keepWhyLog } from './event-log/keep-why-log.ts';
import { readLiveFigures } from '../queries/campaigns/live-figures.ts';
import { showCampaigns } from './show-campaigns.ts';
import { showLiveFigures } from './show-live-figures.ts';
import {
  findCampaignsOfIntegration,
  findInactiveIntegration,
  findIntegration,
} from './commands/integration-store.ts';
import { findCampaignsOfList } from './commands/store.ts';
import { makeMissingCounters } from '../commands/execution/counted.ts';

/** A group per topic: kafkajs hands all topics of a group to all its members. */
const groups = { commands: 'campaigns', lists: 'campaigns-lists', signals: 'campaigns-signals' };
/** Who writes a schedule looks at once; this is for what another instance leaves behind. */
const LOOK_FOR_STARTS_MS = 5_000;
/** One look after many commands. */
const LOOK_AFTER_COMMAND_MS = 500;

export async function startCampaigns(context: ServiceContext): Promise<Running> {
  const { metrics, settings } = context;
  const database = await context.mongo();
  const producer = await context.producer();
  await makeMissingCounters(database, COUNTED);
  await makeMissingDivisions(database, new Date());
  const providerSync = await startProviderSync(context);

  const handling = {
    producer,
    metrics,
    log: context.log,
    outcomesOnCampaignEvents: settings.outcomesOnCampaignEvents,
  };
  const commandStarts = createStarts(database, producer, LOOK_FOR_STARTS_MS * 2);
  const starts = context.repeat('the look for due starts', LOOK_FOR_STARTS_MS, async () => {
    const soonestMs = await commandStarts(Date.now());
    if (soonestMs !== null) starts.wake(soonestMs);
  });

  const handleCommands = createCommandHandler({
    ...handling,
    isOwn: (command) => isOwn(command) || isCatalogCommand(command),
    carryOut: (command, onDefect) => carryOut(database, command, settings.limits, 'public', onDefect),
    after: async (command) => {
      starts.wake(LOOK_AFTER_COMMAND_MS);
      await invalidateUsersOfInactive(database, producer, command);
      await publishLift(database, producer, command);
      if (command.body.type === 'RegisterIntegration' || command.body.type === 'SyncTemplates')
        providerSync.wake();
    },
  });

  const handleInternalCommands = createCommandHandler({
    ...handling,
    isOwn: isInternal,
    topic: topics.internalCommands,
    unusableId: unusableInternalCommandId,
    carryOut: (command, onDefect) => carryOut(database, command, settings.limits, 'internal', onDefect),
  });

  async function handleListEvents(records: ReadonlyArray<Received<ContactListEvent>>): Promise<void> {
    for (const { value: event } of records) {
      if (event.body.type !== 'ListDeleted') continue;
      const users = await findCampaignsOfList(database, event.listId);
      const ids = users.map(({ _id }) => _id);
      await producer.send(topics.internalCommands, invalidationsOfList(event, ids, new Date()));
    }
  }

  async function handleSignals(records: ReadonlyArray<Received<ProviderSignal>>): Promise<void> {
    const signals = records.map(({ value }) => value);
    await producer.send(topics.internalCommands, forcedStops(signals, new Date()));
    await providerSync.recheck(signals);
  }

  await Promise.all([
    context.consume({ topic: topics.campaignCommands, groupId: groups.commands, handle: handleCommands }),
    context.consume({
      topic: topics.internalCommands,
      groupId: groups.commands,
      handle: handleInternalCommands,
    }),
    context.consume({ topic: topics.contactListEvents, groupId: groups.lists, handle: handleListEvents }),
    context.consume({ topic: topics.providerSignals, groupId: groups.signals, handle: handleSignals }),
  ]);
  await keepEventLog(context);
  await keepWhyLog(context);
  await keepSubscriptionLog(context);
  const expiry = watchExpiry(context);
  const retention = await keepRetention(context);
  await keepErasures(context, (erasure) => insertEvents(database, [erasureEntry(erasure, new Date())]));
  showLiveFigures(() => readLiveFigures(database, new Date()), metrics, context.log);
  const shown = await showCampaigns(database, metrics, context.log);
  return {
    stop: async () => {
      await shown.stop?.();
      await providerSync.stop?.();
      await expiry.stop();
      await retention.stop();
    },
  };
}

/** Also after a redelivery: the process may have died in between. */
async function invalidateUsersOfInactive(
  database: Database,
  producer: Producer,
  { commandId, subjectId, body }: CampaignCommand,
): Promise<void> {
  if (body.type !== 'RegisterIntegration' || body.active) return;
  const integration = await findInactiveIntegration(database, subjectId);
  if (!integration) return;
  const users = await findCampaignsOfIntegration(database, subjectId);
  const commands = invalidationsOfIntegration(
    commandId,
    integration.name,
    users.map(({ _id }) => _id),
    new Date(),
  );
  await producer.send(topics.internalCommands, commands);
}

/** Also after a redelivery, and never for a refused command. */
async function publishLift(
  database: Database,
  producer: Producer,
  { commandId, subjectId, issuedAt, body }: CampaignCommand,
): Promise<void> {
  if (body.type !== 'LiftHold') return;
  const outcome = await findOutcome(database, commandId);
  const integration = outcome?.accepted ? await findIntegration(database, null, subjectId) : null;
  if (!integration) return;
  await producer.send(topics.providerSignals, liftSignals({ issuedAt }, body, integration, Date.now()));
}
