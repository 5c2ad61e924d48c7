/**
 * Intent before bytes (invariant 2): which of the released messages this sender may send now. One ledger
 * document a message; whoever wrote it first has it.
 */
import { topics } from '../../../schemas/topics.ts';
import type { MessageDocument } from '../../../schemas/collections.ts';
import type { ExcludedContact, ReleasedMessage } from '../../../schemas/types.ts';
import { exclusionIdOf } from '../../domain/message/message.ts';
import type { ClaimLedger } from '../../ledger/claims/claim-ledger.ts';
import { intentDocument, putOffDocument } from '../../ledger/claims/new-documents.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import { againOwner } from './claim-owner.ts';
import type { PutOffReason } from '../../../schemas/metric-values.ts';

// What comes too late, belongs to a stopped campaign or to a contact whose callable time it is not, is put
// off in the ledger and gets a new slot later.

export type ClaimParts = {
  ledger: ClaimLedger;
  producer: Producer;
  metrics: Metrics;
  latenessMs: number;
  leaseMs: number;
  /** Whether the campaign's run may send now. */
  isOn: (campaignId: string, runId: string) => Promise<boolean>;
  /** Whether it is the contact's callable time so many milliseconds from now. Asked after isOn. */
  isCallable: (message: ReleasedMessage, inMs: number) => boolean;
};

export type Claimed = {
  readonly message: ReleasedMessage;
  /** The name under which the ledger has the claim. */
  readonly owner: string;
  readonly leaseUntilMs: number;
  /** It waited in the ledger, and nothing has left for it: what it says may be old, and can be changed. */
  readonly hasWaited: boolean;
};

/**
 * Releases are a horizon ahead. What claims to be due much later would be held in memory until then: it gets
 * another slot.
 */
const MAX_AHEAD_MS = 60_000;

/**
 * Claims what may be sent; when it resolves the intents are durable.
 * @param owner a name for the claims of this call that no other call has, of this process or of another
 */
export async function claimMessages(
  parts: ClaimParts,
  released: readonly ReleasedMessage[],
  owner: string,
  nowMs: number,
): Promise<Claimed[]> {
  const leaseUntilMs = nowMs + parts.leaseMs;
  const firsts: Array<{ message: ReleasedMessage; document: MessageDocument }> = [];
  const agains: ReleasedMessage[] = [];
  for (const message of released) {
    const putOff = await whyPutOff(parts, message, nowMs);
    if (message.attempt > 1) {
      // one that waits in the ledger goes on waiting there
      if (putOff === null) agains.push(message);
      else parts.metrics.count('wac_put_off_total', { why: putOff });
      continue;
    }
    if (putOff !== null) parts.metrics.count('wac_put_off_total', { why: putOff });
    firsts.push({
      message,
      document:
        putOff === null
          ? intentDocument(message, owner, new Date(leaseUntilMs), new Date(nowMs))
          : putOffDocument(message, new Date(nowMs)),
    });
  }
  await faultPoint('sender.intent.before');
  const present = await parts.ledger.insertNew(firsts.map((first) => first.document));
  const mine = firsts
    .filter((first, position) => !present.has(position) && first.document.state === 'INTENT')
    .map((first) => first.message);
  const wereThere = firsts.filter((_, position) => present.has(position));
  // a first attempt that was put off earlier is in the ledger as WAITING with attempt 0
  agains.push(
    ...wereThere.filter((first) => first.document.state === 'INTENT').map((first) => first.message),
  );
  const claimed = await parts.ledger.claimWaiting(
    agains.map(({ messageId, attempt, contactId }) => ({ messageId, attempt, contactId })),
    againOwner(owner),
    new Date(leaseUntilMs),
    new Date(nowMs),
  );
  await faultPoint('sender.intent.after');
  const isClaimed = ({ messageId, attempt, contactId }: ReleasedMessage): boolean =>
    claimed.get(messageId)?.attempt === attempt && claimed.get(messageId)?.contactId === contactId;
  await excludeDuplicates(
    parts,
    wereThere.map((first) => first.message).filter((message) => !isClaimed(message)),
    nowMs,
  );
  const taken = new Set<string>();
  const again = agains.filter(
    (message) => isClaimed(message) && !taken.has(message.messageId) && taken.add(message.messageId),
  );
  parts.metrics.count('wac_intents_total', { result: 'written' }, mine.length + again.length);
  parts.metrics.count(
    'wac_intents_total',
    { result: 'somebody_has_it' },
    released.length - mine.length - again.length,
  );
  return [
    ...mine.map((message) => ({ message, owner, leaseUntilMs, hasWaited: false })),
    ...again.map((message) => ({
      message,
      owner: againOwner(owner),
      leaseUntilMs,
      hasWaited: claimed.get(message.messageId)?.isResent === false,
    })),
  ];
}

async function whyPutOff(
  parts: ClaimParts,
  message: ReleasedMessage,
  nowMs: number,
): Promise<PutOffReason | null> {
  if (nowMs > message.sendAt / 1_000 + parts.latenessMs) return 'late';
  if (message.sendAt / 1_000 > nowMs + MAX_AHEAD_MS) return 'early';
  if (!(await parts.isOn(message.campaignId, message.runId))) return 'stopped';
  // it leaves at its slot, or later
  return parts.isCallable(message, Math.max(0, message.sendAt / 1_000 - nowMs)) ? null : 'not_callable';
}

/**
 * The same person twice in the list: the ledger's document belongs to another contact, so this contact is not
 * messaged (G2).
 */
async function excludeDuplicates(
  parts: ClaimParts,
  messages: readonly ReleasedMessage[],
  nowMs: number,
): Promise<void> {
  const contactOf = await parts.ledger.findContactsOf(messages.map((message) => message.messageId));
  const excluded = messages
    .filter((message) => (contactOf.get(message.messageId) ?? message.contactId) !== message.contactId)
    .map((message): ExcludedContact => ({
      exclusionId: exclusionIdOf(message.runId, message.contactId),
      campaignId: message.campaignId,
      runId: message.runId,
      contactId: message.contactId,
      sequence: message.sequence,
      reason: 'DUPLICATE_PHONE_NUMBER',
      detail: `contact ${contactOf.get(message.messageId)} has the same number`,
      at: nowMs,
    }));
  await parts.producer.send(topics.excludedContacts, excluded);
}
