/** Publishes a command and waits for its outcome. Every caller uses it: command line, API, console (invariant 9). */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { topics } from '../../schemas/topics.ts';
import type { CampaignCommand, CommandDecided } from '../../schemas/types.ts';
import type { ServiceContext } from '../platform/process/run-service.ts';
import { findOutcome } from './execution/decide-once.ts';
import { fromDocument } from './execution/outcome.ts';

const WAIT_MS = 30_000;
/** Pauses between looks in MongoDB: they grow from the first to the last. */
const FIRST_PAUSE_MS = 25;
const LAST_PAUSE_MS = 500;
/** A process that listens looks only for what it missed: another version published it elsewhere, or its consumer was away. */
const PAUSE_WHILE_LISTENING_MS = 1_000;

/** No outcome in time. With `actBefore` the command is not carried out later; without, it may be, and may be sent again under the same id. */
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
  /** The same id a second time has no second effect. */
  commandId?: string;
  waitMs?: number;
  issuedBy?: string;
  /** Give the command up at the end of the wait: decided later, it is refused. */
  onlyWhileWaiting?: boolean;
};

export type CommandClient = {
  /**
   * @param subjectId id of the thing commanded; of a new thing a UUID of the caller's choice
   * @throws NoOutcome when nobody decided in time
   */
  send(subjectId: string, body: CampaignCommand['body'], options?: SendOptions): Promise<CommandDecided>;
};

/**
 * @param how `listens`: one consumer for the whole process, for one that sends many commands. Otherwise outcomes are looked up in
 * MongoDB: joining a consumer group takes longer than one command.
 */
export async function openCommandClient(
  context: ServiceContext,
  how: { listens: boolean } = { listens: false },
): Promise<CommandClient> {
  const producer = await context.producer();
  const database = await context.mongo();
  const heard = new EventEmitter().setMaxListeners(0);
  if (how.listens)
    await context.consume({
      topic: topics.commandOutcomes,
      // a group of its own, so that it hears every outcome
      groupId: `${context.name}-waits-${randomUUID()}`,
      fromNow: true,
      unusable: 'ignore',
      handle: async (records) => {
        for (const { value } of records) heard.emit(`outcome:${value.commandId}`, value);
      },
    });

  const hear = (commandId: string, forMs: number): Promise<CommandDecided | null> =>
    new Promise((resolve) => {
      const event = `outcome:${commandId}`;
      const onOutcome = (outcome: CommandDecided): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      const timer = setTimeout(() => {
        heard.off(event, onOutcome);
        resolve(null);
      }, forMs);
      heard.once(event, onOutcome);
    });

  async function wait(
    commandId: string,
    { waitMs, actBefore }: { waitMs: number; actBefore: number | null },
    given: { up: boolean },
  ): Promise<CommandDecided> {
    const end = Date.now() + waitMs;
    for (let pauseMs = how.listens ? PAUSE_WHILE_LISTENING_MS : FIRST_PAUSE_MS; ;) {
      const outcome = await hear(commandId, Math.max(0, Math.min(pauseMs, end - Date.now())));
      if (outcome) return outcome;
      // what was published while nobody listened is stored by now
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
      // before it is published, so that the outcome is heard however quickly it comes
      const outcome = wait(commandId, { waitMs, actBefore }, given);
      outcome.catch(() => undefined);
      try {
        await producer.send(topics.campaignCommands, [
          {
            ...{ commandId, subjectId, issuedAt: Date.now(), issuedBy: options.issuedBy ?? '' },
            ...{ actBefore, body },
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
