/**
 * Carries out a command once: returns its stored outcome, or decides and writes effect, outcome and audit in
 * one transaction.
 */
import type { ClientSession } from 'mongodb';
import { collections, type CommandOutcomeDocument } from '../../../schemas/collections.ts';
import type { CampaignCommand } from '../../../schemas/types.ts';
import { beginAudit } from '../../audit/audit-command.ts';
import { isAudited } from '../../audit/audit-store.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { commandLimitFaults } from './command-limits.ts';
import { isDefect } from './defect.ts';
import { inTransaction, ONCE } from '../../platform/mongo/in-transaction.ts';
import { isDuplicateKey, type Database } from '../../platform/mongo/mongo.ts';
import {
  fromDocument,
  outcomeOf,
  toDocument,
  type Changes,
  type Published,
  type Verdict,
} from './outcome.ts';

/** Another process took the same name, number or command first: decide again on the current state. */
const MAX_TRIES = 10;

/** The document has changed since the decision read it: decide again. */
export class StaleRevision extends Error {}

export type Decided = {
  verdict: Verdict;
  changes: Changes;
  /** False: the refusal is not stored, because the same command may be accepted later. */
  isKept: boolean;
};

/**
 * Reads, decides and writes within the transaction; may run several times. @param now time of the decision
 */
export type DecideAndWrite = (session: ClientSession, now: Date) => Promise<Decided>;

export type CarriedOut = {
  published: Published;
  how: 'accepted' | 'rejected' | 'repeated';
  /** What is left to do when its outcome is published, before the next command; safe to repeat. */
  afterwards?: () => Promise<void>;
};

/**
 * A command that is too large or too late is refused before anything is read. A command whose decision throws
 * is refused too, so that each command has an outcome.
 * @param prepare looks at what lies outside of the database, before each transaction
 * @param onDefect called when a decision throws
 */
export async function decideOnce(
  database: Database,
  command: CampaignCommand,
  prepare: () => Promise<DecideAndWrite>,
  onDefect: (error: Error) => void = () => undefined,
): Promise<CarriedOut> {
  try {
    const faults = commandLimitFaults(command, new Date());
    return await carryOutOnce(
      database,
      command,
      faults.length > 0 ? () => Promise.resolve(refusing(faults)) : prepare,
    );
  } catch (error) {
    if (!isDefect(error)) throw error;
    onDefect(error);
    const reason = fault('internal.error', null, `The command cannot be carried out: ${error.message}`);
    return carryOutOnce(database, command, () => Promise.resolve(refusing([reason])));
  }
}

const refusing =
  (faults: readonly Fault[]): DecideAndWrite =>
  () =>
    Promise.resolve({
      verdict: { accepted: false, faults, warnings: [], version: null },
      changes: { campaignEvents: [], contactListEvents: [] },
      isKept: true,
    });

async function carryOutOnce(
  database: Database,
  command: CampaignCommand,
  prepare: () => Promise<DecideAndWrite>,
): Promise<CarriedOut> {
  for (let tries = 1; ; tries += 1) {
    const known = await findOutcome(database, command.commandId);
    if (known) return { published: fromDocument(known), how: 'repeated' };
    const decideAndWrite = await prepare();
    try {
      return await inTransaction(
        database,
        (session) => decideWithAudit(database, session, command, decideAndWrite),
        ONCE,
      );
    } catch (error) {
      const isOvertaken = isDuplicateKey(error) || error instanceof StaleRevision;
      if (!isOvertaken) throw error;
      if (await isForgotten(database, command)) return refuseForgotten(database, command);
      if (tries === MAX_TRIES) throw error;
    }
  }
}

async function decideWithAudit(
  database: Database,
  session: ClientSession,
  command: CampaignCommand,
  decideAndWrite: DecideAndWrite,
): Promise<CarriedOut> {
  const now = new Date();
  const writeAudit = await beginAudit(database, session, command);
  const decided = await decideAndWrite(session, now);
  const carriedOut = await storeOutcome(database, session, { command, decided, now });
  if (decided.isKept) await writeAudit(decided.verdict, now);
  return carriedOut;
}

/** It was decided, as its audit says, and its outcome is not kept any more: the audit is kept for longer. */
async function isForgotten(database: Database, { commandId }: CampaignCommand): Promise<boolean> {
  // in this order: both are written at once
  return (await isAudited(database, commandId)) && (await findOutcome(database, commandId)) === null;
}

/** The audit stays as it is: it tells what was decided then. */
function refuseForgotten(database: Database, command: CampaignCommand): Promise<CarriedOut> {
  const reason = fault(
    'command.expired',
    'commandId',
    `Command ${command.commandId} was decided so long ago that its outcome is not kept any more; it is not decided again.`,
  );
  return inTransaction(database, async (session) => {
    const now = new Date();
    const decided = await refusing([reason])(session, now);
    return storeOutcome(database, session, { command, decided, now });
  });
}

async function storeOutcome(
  database: Database,
  session: ClientSession,
  { command, decided, now }: { command: CampaignCommand; decided: Decided; now: Date },
): Promise<CarriedOut> {
  const { verdict, changes, isKept } = decided;
  const published = { outcome: outcomeOf(command, verdict, now.getTime()), ...changes };
  if (isKept) await database.of(collections.commandOutcomes).insertOne(toDocument(published), { session });
  return { published, how: verdict.accepted ? 'accepted' : 'rejected' };
}

export function findOutcome(database: Database, commandId: string): Promise<CommandOutcomeDocument | null> {
  return database.of(collections.commandOutcomes).findOne({ _id: commandId });
}
