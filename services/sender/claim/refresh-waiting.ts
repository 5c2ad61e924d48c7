/**
 * Claims of messages that waited, brought up to date with their contacts (recheck-contact.ts): in the ledger
 * first, then on their way.
 */
import type { CampaignDocument } from '../../../schemas/collections.ts';
import type { ReleasedMessage, SkipReason } from '../../../schemas/types.ts';
import { contactKeyOf } from '../../domain/contact/contact.ts';
import { messageIdOf } from '../../domain/message/message.ts';
import { changeClaim, moveClaim, type HeldClaim } from '../../ledger/claims/held-claims.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Claimed } from './claim-messages.ts';
import { recheckContact } from './recheck-contact.ts';
import { findContacts } from '../store.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';

export type RefreshParts = {
  database: Database;
  definitionOf: (campaignId: string) => Promise<CampaignDocument | null>;
  /** A claimed message is not to be sent, and why. */
  skip: (message: ReleasedMessage, reason: SkipReason) => void;
  /** A claim is about to stand under another message id, and may do so even if the step fails. */
  moves: (claim: HeldClaim) => void;
};

/** @returns those that are to be sent, as they are now */
export async function refreshWaiting(
  parts: RefreshParts,
  claimed: readonly Claimed[],
  nowMs: number,
): Promise<Claimed[]> {
  const refreshed = claimed.filter(({ hasWaited }) => !hasWaited);
  const byCampaign = new Map<string, Claimed[]>();
  for (const claim of claimed) {
    const { campaignId } = claim.message;
    if (claim.hasWaited) byCampaign.set(campaignId, [...(byCampaign.get(campaignId) ?? []), claim]);
  }
  for (const [campaignId, waited] of byCampaign)
    refreshed.push(...(await refreshOf(parts, campaignId, waited, nowMs)));
  return refreshed;
}

async function refreshOf(
  { database, definitionOf, skip, moves }: RefreshParts,
  campaignId: string,
  waited: readonly Claimed[],
  nowMs: number,
): Promise<Claimed[]> {
  const campaign = await definitionOf(campaignId);
  const list = campaign && (await findContactList(database, campaign.contactListId));
  if (!campaign || !list) return [...waited]; // gone meanwhile: the campaign is about to be stopped
  const keyOf = ({ message }: Claimed): string => contactKeyOf(list._id, message.contactId);
  const contacts = await findContacts(database, waited.map(keyOf));
  const refreshed: Claimed[] = [];
  for (const claim of waited) {
    const look = recheckContact(claim.message, campaign, list, contacts.get(keyOf(claim)), nowMs);
    if (look.kind === 'skip') skip(claim.message, look.reason);
    else if (!look.isChanged) refreshed.push(claim);
    else {
      const after = await change({ database, moves }, claim, look.message);
      if (after === 'taken') skip(claim.message, 'DUPLICATE_PHONE_NUMBER');
      else if (after !== 'gone') refreshed.push(after);
    }
  }
  return refreshed;
}

/**
 * @returns the claim as it is now; `taken`: the contact's new number has its message in this run already;
 *   `gone`: it is ours no longer
 */
async function change(
  { database, moves }: Pick<RefreshParts, 'database' | 'moves'>,
  claim: Claimed,
  now: ReleasedMessage,
): Promise<Claimed | 'taken' | 'gone'> {
  const { messageId, attempt } = claim.message;
  const held = { messageId, attempt, owner: claim.owner };
  const message = { ...now, messageId: messageIdOf(now.runId, now.to) };
  if (message.messageId === messageId) {
    await changeClaim(database, held, now);
    return { ...claim, message: now };
  }
  moves({ ...held, messageId: message.messageId });
  const moved = await moveClaim(database, held, message);
  return moved === 'moved' ? { ...claim, message } : moved;
}
