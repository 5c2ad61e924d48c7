/** Publishes a command and waits for its outcome. Command line, API and console all use it (invariant 9). */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { topics } from '../../schemas/topics.ts';
import type { CampaignCommand, CommandDecided, CommandOrigin } from '../../schemas/types.ts';
import type { ServiceContext } from '../platform/process/run-service.ts';
import { inSpan } from '../platform/tracing/tracing.ts';
import { findOutcome } from './execution/decide-once.ts';
import { fromDocument } from './execution/outcome.ts';

const WAIT_MS = 30_000;
/** Pauses between lookups in MongoDB: they grow from the first to the last. */
const FIRST_PAUSE_MS = 25;
const LAST_PAUSE_MS = 500;
/**
 * A listening process looks up only what it missed: outcomes that another version published elsewhere, or
 * while its consumer was away.
 */
const PAUSE_WHILE_LISTENING_MS = 1_000;

/**
 * No outcome arrived in time. With `actBefore` the command is not carried out later. Without it, it may be;
 * it can be sent again under the same id.
 */
export class NoOutcome extends Error {
  readonly commandId: string;
  constructor(commandId: string, waitedMs: number, actBefore: number | null) {
    const later =
      actBefore === null
        ? 'It may still be carried out'
        : `It is refused if it is decided after ${new Date(actBefore).toISOString()}`;
    super(
      `no outcome of command ${commandId} within ${waitedMs} ms: is the service that decides it running? ${later}.`,
    );
    this.commandId = commandId;
  }
}

export type SendOptions = {
  /** A second command with the same id has no effect. */
  commandId?: string;
  waitMs?: number;
  issuedBy?: string;
  /** Who, through which door, for the audit. */
  origin?: CommandOrigin;
  /** The command expires when the waiting time ends: if it is decided later, it is refused. */
  onlyWhileWaiting?: boolean;
};

export type CommandClient = {
  /**
   * @param subjectId id of the object commanded; for a new object a UUID that the caller chooses
   * @throws NoOutcome when nothing was decided in time
   */
  send(subjectId: string, body: CampaignCommand['body'], options?: SendOptions): Promise<CommandDecided>;
};

/**
 * @param how `listens`: one consumer for the whole process, for a process that sends many commands. Otherwise
 *   outcomes are looked up in MongoDB, because joining a consumer group takes longer than one command.
 */
export async function openCommandClient(
  context: ServiceContext,
  how: { listens: boolean } = { listens: false },
): Promise<CommandClient> {
  const client = await openClient(context, how);
  return {
    send: (subjectId, body, options) =>
      inSpan(
        `command ${body.type}`,
        () => ({ attributes: { 'wac.command': body.type } }),
        async (span) => {
          const outcome = await client.send(subjectId, body, options);
          span?.setAttributes({ 'wac.command.id': outcome.commandId, 'wac.accepted': outcome.accepted });
          return outcome;
        },
      ),
  };
}

async function openClient(context: ServiceContext, how: { listens: boolean }): Promise<CommandClient> {
  const producer = await context.producer();
  const database = await context.mongo();
  const outcomes = new EventEmitter().setMaxListeners(0);
  if (how.listens)
    await context.consume({
      topic: topics.commandOutcomes,
      // a group of its own, so that it receives every outcome
      groupId: `${context.name}-waits-${randomUUID()}`,
      since: 'now',
      unusable: 'ignore',
      handle: async (records) => {
        for (const { value } of records) outcomes.emit(`outcome:${value.commandId}`, value);
      },
    });

  const outcomeOf = (commandId: string, forMs: number): Promise<CommandDecided | null> =>
    new Promise((resolve) => {
      const event = `outcome:${commandId}`;
      const onOutcome = (outcome: CommandDecided): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      const timer = setTimeout(() => {
        outcomes.off(event, onOutcome);
        resolve(null);
      }, forMs);
      outcomes.once(event, onOutcome);
    });

  async function wait(
    commandId: string,
    { waitMs, actBefore }: { waitMs: number; actBefore: number | null },
    given: { up: boolean },
  ): Promise<CommandDecided> {
    const end = Date.now() + waitMs;
    for (let pauseMs = how.listens ? PAUSE_WHILE_LISTENING_MS : FIRST_PAUSE_MS; ;) {
      const outcome = await outcomeOf(commandId, Math.max(0, Math.min(pauseMs, end - Date.now())));
      if (outcome) return outcome;
      // outcomes that were published before the consumer joined are stored by now
      const stored = await findOutcome(database, commandId);
      if (stored) return fromDocument(stored).outcome;
      if (given.up || Date.now() >= end) throw new NoOutcome(commandId, waitMs, actBefore);
      if (!how.listens) pauseMs = Math.min(pauseMs * 1.5, LAST_PAUSE_MS);
    }
  }

  return {
    async send(subjectId, body, options = {}) {
      const commandId = options.commandId ?? randomUUID();
      const given = { up: false };
      const waitMs = options.waitMs ?? WAIT_MS;
      const actBefore = options.onlyWhileWaiting ? Date.now() + waitMs : null;
      // registered before the command is published, so that a quick outcome is not missed
      const outcome = wait(commandId, { waitMs, actBefore }, given);
      outcome.catch(() => undefined);
      try {
        await producer.send(topics.campaignCommands, [
          {
            ...{ commandId, subjectId, issuedAt: Date.now(), issuedBy: options.issuedBy ?? '' },
            ...{ actBefore, body, origin: options.origin ?? null },
          },
        ]);
      } catch (error) {
        given.up = true;
        throw error;
      }
      return outcome;
    },
  };
}
