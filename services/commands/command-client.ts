/** Publishes a command and waits for what became of it. The one way in, whoever commands (invariant 9). */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { collections, type CommandOutcomeDocument } from '../../schemas/collections.ts';
import { topics } from '../../schemas/topics.ts';
import type { CampaignCommand } from '../../schemas/types.ts';
import type { ServiceContext } from '../platform/process/run-service.ts';

const POLL_MS = 25;
const WAIT_MS = 30_000;

/** No outcome in time: the command may still be carried out, and may be sent again under the same id. */
export class NoOutcome extends Error {
  readonly commandId: string;
  constructor(commandId: string, waitedMs: number) {
    super(
      `no outcome of command ${commandId} within ${waitedMs} ms: is the service that decides it running?`,
    );
    this.commandId = commandId;
  }
}

export type SendOptions = {
  /** The same id a second time has no second effect. */
  commandId?: string;
  waitMs?: number;
  issuedBy?: string;
};

export type CommandClient = {
  /**
   * @param subjectId id of the thing commanded; of a new thing a UUID of the caller's choice
   * @throws NoOutcome when nobody decided in time
   */
  send(
    subjectId: string,
    body: CampaignCommand['body'],
    options?: SendOptions,
  ): Promise<CommandOutcomeDocument>;
};

export async function openCommandClient(context: ServiceContext): Promise<CommandClient> {
  const producer = await context.producer();
  const outcomes = (await context.mongo()).of(collections.commandOutcomes);
  return {
    async send(subjectId, body, options = {}) {
      const commandId = options.commandId ?? randomUUID();
      const waitMs = options.waitMs ?? WAIT_MS;
      await producer.send(topics.campaignCommands, [
        { commandId, subjectId, issuedAt: Date.now(), issuedBy: options.issuedBy ?? '', body },
      ]);
      for (const end = Date.now() + waitMs; Date.now() < end; await delay(POLL_MS)) {
        const outcome = await outcomes.findOne({ _id: commandId });
        if (outcome) return outcome;
      }
      throw new NoOutcome(commandId, waitMs);
    },
  };
}
