/**
 * Handles a batch of commands in order: carries out each once and publishes the outcome. Used by every
 * process that decides commands.
 */
import { topics, type Topic } from '../../../schemas/topics.ts';
import type { CampaignCommand } from '../../../schemas/types.ts';
import type { Handler, Received } from '../../platform/kafka/consume.ts';
import type { DeadLetterVerdict } from '../../platform/kafka/outcome.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import { inCommandSpan } from './command-span.ts';
import { unusableCommandId } from './command-id.ts';
import type { CarriedOut } from './decide-once.ts';
import { issueTime } from './issue-time.ts';
import { asCampaignEvent, type Published } from './outcome.ts';

/** Outcomes of a long batch are published in portions, so that no client waits for the whole batch. */
const PUBLISH_EVERY = 25;

export type CommandHandling<C extends CampaignCommand> = {
  producer: Producer;
  metrics: Metrics;
  log: Logger;
  /** Also publish outcomes on campaign-events, where earlier versions did. */
  outcomesOnCampaignEvents: boolean;
  /** Other commands on the topic belong to another process. */
  isOwn: (command: CampaignCommand) => command is C;
  /** Where the commands are read from; default: campaign-commands. */
  topic?: Pick<Topic<CampaignCommand>, 'name'>;
  /** Why a command's id cannot be used; default: the rule for public commands. */
  unusableId?: (commandId: string) => string | null;
  /** `issuedAt` of the command is when it was issued, as far as that is known (issue-time.ts). */
  carryOut: (command: C, onDefect: (error: Error) => void) => Promise<CarriedOut>;
  /** Runs after every command, also after a repeated one, before its outcome is published. */
  after?: (command: C) => Promise<void>;
};

export function createCommandHandler<C extends CampaignCommand>(
  handling: CommandHandling<C>,
): Handler<CampaignCommand> {
  const { producer, metrics, log, isOwn, carryOut, after } = handling;
  const { unusableId = unusableCommandId, topic = topics.campaignCommands } = handling;

  async function publish(all: readonly Published[]): Promise<void> {
    const outcomes = all.map(({ outcome }) => outcome);
    // events go first: a client that has its outcome finds that others have been informed
    await producer.send(
      topics.contactListEvents,
      all.flatMap(({ contactListEvents }) => contactListEvents),
    );
    await producer.send(
      topics.campaignEvents,
      all.flatMap(({ campaignEvents, outcome }) => [
        ...campaignEvents,
        ...(handling.outcomesOnCampaignEvents ? [asCampaignEvent(outcome)] : []),
      ]),
    );
    await producer.send(topics.commandOutcomes, outcomes);
  }

  async function decideOne(command: C): Promise<CarriedOut> {
    const carriedOut = await carryOut(command, (error) =>
      log.error(
        { err: error, commandId: command.commandId, command: command.body.type },
        'deciding a command failed; the command is refused',
      ),
    );
    await after?.(command);
    return carriedOut;
  }

  return async function handleCommands(records) {
    const verdicts: DeadLetterVerdict[] = [];
    let waiting: Published[] = [];
    for (const [index, received] of records.entries()) {
      const command = withTime(received);
      if (!isOwn(command)) continue;
      const message = unusableId(command.commandId);
      if (message !== null) {
        verdicts.push({ index, code: 'UNUSABLE_COMMAND_ID', message });
        continue;
      }
      const { published, how, afterwards } = await inCommandSpan(received.value, topic.name, () =>
        decideOne(command),
      );
      metrics.count('wac_commands_total', { command: command.body.type, outcome: how });
      waiting.push(published);
      if (waiting.length < PUBLISH_EVERY && !afterwards) continue;
      await publish(waiting);
      waiting = [];
      await afterwards?.();
    }
    await publish(waiting);
    return verdicts;
  };
}

const withTime = ({ value, timestampMs }: Received<CampaignCommand>): CampaignCommand => ({
  ...value,
  issuedAt: issueTime(value.issuedAt, timestampMs, Date.now()),
});
