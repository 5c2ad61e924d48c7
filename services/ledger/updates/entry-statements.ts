/** The ledger's documents as far as status updates move them. Every statement belongs to a transaction (in-transaction.ts). */
import type { ClientSession } from 'mongodb';
import { collections } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { updateEach } from '../../platform/mongo/update-each.ts';
import type { Fold, LedgerEntry } from '../state/fold-updates.ts';
import { byWamids } from '../reading/by-wamid.ts';
import { ledgerUpdate } from '../state/ledger-update.ts';

/** What updates can move or need; the rest of a ledger document (the template above all) stays where it is. */
const ENTRY_FIELDS: Record<keyof LedgerEntry, 1> = {
  _id: 1,
  runId: 1,
  integrationId: 1,
  to: 1,
  state: 1,
  attempt: 1,
  owner: 1,
  dueAt: 1,
  wamid: 1,
  delivery: 1,
  code: 1,
  reason: 1,
  intentAt: 1,
  acceptedAt: 1,
  sentAt: 1,
  deliveredAt: 1,
  readAt: 1,
  endedAt: 1,
  resentAt: 1,
  earlierAttempts: 1,
  history: 1,
  erased: 1,
};

export async function findEntries(
  database: Database,
  messageIds: string[],
  session: ClientSession,
): Promise<LedgerEntry[]> {
  if (messageIds.length === 0) return [];
  return database
    .of(collections.messages)
    .find(
      { _id: { $in: messageIds } },
      { session, projection: ENTRY_FIELDS, batchSize: messageIds.length + 1 },
    )
    .toArray();
}

export async function findEntriesByWamid(
  database: Database,
  wamids: string[],
  session: ClientSession,
): Promise<LedgerEntry[]> {
  if (wamids.length === 0) return [];
  return database
    .of(collections.messages)
    .find(byWamids(wamids), { session, projection: ENTRY_FIELDS })
    .toArray();
}

export async function writeEntries(
  database: Database,
  changes: Fold['changes'],
  session: ClientSession,
): Promise<void> {
  if (changes.length === 0) return;
  await updateEach(
    database.of(collections.messages),
    changes.map(({ before, after }) => ({ _id: after._id, ...ledgerUpdate(before, after) })),
    session,
  );
}
