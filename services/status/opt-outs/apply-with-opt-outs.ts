/**
 * What the provider and the sender tell → the ledger: what passes is tried again, and who switched marketing
 * off opts out in the same transaction.
 */
import type { ClientSession } from 'mongodb';
import type { MessageStatus } from '../../../schemas/types.ts';
import type { OptOut } from '../../domain/contact/opt-out-entry.ts';
import { applyUpdates, type Applied } from '../../ledger/updates/apply-updates.ts';
import type { LedgerEntry } from '../../ledger/state/fold-updates.ts';
import { entryLookUp } from '../../ledger/updates/find-requeues.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { requeueRule } from '../updates/requeue-rule.ts';
import { addOptOuts } from './opt-out-store.ts';

/** "User has stopped marketing messages from you" (contract section 6): never again. */
const STOPPED_MARKETING = 131_050;

/** `optOuts`: recipients whom the provider says to have switched marketing off. */
export type AppliedWithOptOuts = Applied<MessageStatus> & { optOuts: OptOut[] };

/** @param also further writes of the same transaction */
export async function applyWithOptOuts(
  database: Database,
  shard: string,
  updates: readonly MessageStatus[],
  nowMs: number,
  also?: (applied: Applied<MessageStatus>, session: ClientSession) => Promise<void>,
): Promise<AppliedWithOptOuts> {
  const applied = await applyUpdates(database, shard, updates, {
    requeue: requeueRule(nowMs),
    also: async (applied, session) => {
      await addOptOuts(database, optOutsIn(updates, applied.entries), session);
      await also?.(applied, session);
    },
  });
  return { ...applied, optOuts: optOutsIn(updates, applied.entries) };
}

function optOutsIn(updates: readonly MessageStatus[], entries: readonly LedgerEntry[]): OptOut[] {
  const stopped = updates.filter(({ code }) => code === STOPPED_MARKETING);
  if (stopped.length === 0) return [];
  const entryOf = entryLookUp(entries);
  const optOuts = new Map<string, OptOut>();
  for (const { messageId, wamid, at } of stopped) {
    const entry = entryOf({ messageId, wamid });
    if (entry?.integrationId && entry.to)
      optOuts.set(entry._id, { integrationId: entry.integrationId, phoneId: entry.to, at: new Date(at) });
  }
  return [...optOuts.values()];
}
