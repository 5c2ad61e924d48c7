/**
 * From a release to what is sent at its slot: claimed, brought up to date, checked against do-not-contact lists. When a step fails
 * nothing has been sent and nothing has been told, so every claim that the ledger may hold is given back.
 */
import type { CampaignDocument } from '../../../schemas/collections.ts';
import type { ReleasedMessage, SkipReason } from '../../../schemas/types.ts';
import { dncKeyOf, optOutListIdOf } from '../../domain/contact/contact.ts';
import type { HeldClaim } from '../../ledger/claims/held-claims.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { ReachedBefore } from '../../queries/campaigns/reached-before.ts';
import { findDncEntries } from '../store.ts';
import { claimMessages, type Claimed, type ClaimParts } from './claim-messages.ts';
import { againOwner } from './claim-owner.ts';
import type { RecogniseErased } from '../../people/recognise-erased.ts';
import type { GiveBack } from './give-back.ts';
import { refreshWaiting } from './refresh-waiting.ts';

export type TakeParts = ClaimParts & {
  database: Database;
  definitionOf: (campaignId: string) => Promise<CampaignDocument | null>;
  /** A new name for the claims of one call. */
  nextOwner: () => string;
  recogniseErased: RecogniseErased;
  reachedBefore: ReachedBefore;
  giveBack: Pick<GiveBack, 'add'>;
};

export type Taken = {
  send: Claimed[];
  /** Claimed messages that are not to be sent, and why. */
  skipped: Array<{ message: ReleasedMessage; reason: SkipReason }>;
};

/** @throws what failed; the claims are given back meanwhile, and the same records may be delivered again */
export async function takeReleased(
  parts: TakeParts,
  released: readonly ReleasedMessage[],
  nowMs: number,
): Promise<Taken> {
  const owner = parts.nextOwner();
  const mayHold: HeldClaim[] = released.flatMap(({ messageId, attempt }) => [
    { messageId, attempt, owner },
    { messageId, attempt, owner: againOwner(owner) },
  ]);
  const skipped: Taken['skipped'] = [];
  try {
    const claimed = await claimMessages(parts, released, owner, nowMs);
    const refreshed = await refreshWaiting(
      {
        database: parts.database,
        definitionOf: parts.definitionOf,
        skip: (message, reason) => void skipped.push({ message, reason }),
        moves: (claim) => void mayHold.push(claim),
      },
      claimed,
      nowMs,
    );
    const unreached = await withoutReached(parts, refreshed, skipped);
    return { send: await withoutDnc(parts, unreached, skipped), skipped };
  } catch (error) {
    parts.metrics.count('wac_put_off_total', { why: 'failed' }, released.length);
    const leaseUntilMs = nowMs + parts.leaseMs;
    parts.giveBack.add(mayHold.map((claim) => ({ ...claim, leaseUntilMs })));
    throw error;
  }
}

/** In a resend: whom a late status says an earlier message has reached while this one was on its way, or waited. */
async function withoutReached(
  { reachedBefore }: Pick<TakeParts, 'reachedBefore'>,
  claimed: Claimed[],
  skipped: Taken['skipped'],
): Promise<Claimed[]> {
  const reached = new Map<string, Set<string>>();
  for (const runId of new Set(claimed.map(({ message }) => message.runId))) {
    const own = claimed.filter(({ message }) => message.runId === runId);
    reached.set(
      runId,
      await reachedBefore(
        runId,
        own.map(({ message }) => message.to),
      ),
    );
  }
  return claimed.filter(({ message }) => {
    const isReached = reached.get(message.runId)?.has(message.to) ?? false;
    if (isReached) skipped.push({ message, reason: 'ALREADY_REACHED' });
    return !isReached;
  });
}

/** The second look (D4): an entry added while the message was on its way counts. */
async function withoutDnc(
  {
    database,
    definitionOf,
    recogniseErased,
  }: Pick<TakeParts, 'database' | 'definitionOf' | 'recogniseErased'>,
  claimed: Claimed[],
  skipped: Taken['skipped'],
): Promise<Claimed[]> {
  const listsOf = new Map<string, string[]>();
  for (const { message } of claimed) {
    if (!listsOf.has(message.campaignId))
      listsOf.set(message.campaignId, [
        ...((await definitionOf(message.campaignId))?.dncListIds ?? []),
        optOutListIdOf(message.integrationId),
      ]);
  }
  const idsOf = (message: ReleasedMessage): string[] =>
    (listsOf.get(message.campaignId) ?? []).map((list) => dncKeyOf(list, message.to));
  const [entries, erased] = await Promise.all([
    findDncEntries(
      database,
      claimed.flatMap(({ message }) => idsOf(message)),
      new Date(),
    ),
    recogniseErased(claimed.map(({ message }) => message.to)),
  ]);
  // who was erased counts as opted out of every number
  for (const { message } of claimed)
    if (erased.has(message.to)) entries.add(dncKeyOf(optOutListIdOf(message.integrationId), message.to));
  if (entries.size === 0) return claimed;
  return claimed.filter(({ message }) => {
    const entry = idsOf(message).find((id) => entries.has(id));
    if (entry)
      skipped.push({
        message,
        reason: entry.startsWith('optout:') ? 'OPTED_OUT' : 'ON_DO_NOT_CALL_LIST',
      });
    return !entry;
  });
}
