/** The statements of the audit. */
import type { ClientSession } from 'mongodb';
import { collections } from '../../schemas/collections.ts';
import type { AuditDocument } from '../../schemas/collections/audit-collections.ts';
import type { Fault } from '../domain/fault.ts';
import type { Database } from '../platform/mongo/mongo.ts';

export async function insertAudit(
  database: Database,
  entry: AuditDocument,
  session?: ClientSession,
): Promise<void> {
  await database.of(collections.audits).insertOne(entry, session ? { session } : {});
}

/** Whether a command was decided, maybe longer ago than its outcome is kept. */
export const isAudited = async (database: Database, commandId: string): Promise<boolean> =>
  (await database.of(collections.audits).countDocuments({ _id: commandId }, { limit: 1 })) > 0;

const MAX_FAULTS = 20;
const MAX_TEXT = 500;

export const boundedFaults = (faults: readonly Fault[]): AuditDocument['faults'] =>
  faults.slice(0, MAX_FAULTS).map(({ code, message }) => ({ code, message: message.slice(0, MAX_TEXT) }));
