/** One run on a number: what is ready to leave, its own pace, and what of it waits in the ledger. Its number gives it slots. */
import type {
  CallableTimes,
  EligibilityNews,
  EligibleContact,
  ReleasedMessage,
  SendDemand,
} from '../../../schemas/types.ts';
import type { LimitOfRun, MessageDocument, PaceOfRun } from '../../../schemas/collections.ts';
import type { CallableGate } from './callable-gate.ts';
import type { ReleasedBy } from '../restore/lost-releases.ts';
import {
  addContact,
  closeBlock,
  demandOf,
  lookAhead,
  openQueue,
  putBack,
  releasedThrough,
  setAside,
  shareAfter,
  takeReady,
  type RunQueue,
} from './run-queue.ts';
import type { WaitingRun } from './waiting-run.ts';
import { whyWaiting, type Waiting, type WaitingFacts } from './why-waiting.ts';

const LOOK_AHEAD_SECONDS = 4;
const REPEAT_DEMAND_MS = 3_000;
/** While the order is being planned: its first notice may have come before we owned the number. */
const REPEAT_FIRST_DEMAND_MS = 500;
/** Due messages of a run held at a time: some seconds of sending. */
const LEAST_DUE = 100;
const MAX_DUE = 4_000;

/** What the throttle needs to know of a campaign. */
export type PacedCampaign = {
  campaignId: string;
  revision: number;
  status: string;
  runId: string;
  messagesPerMinute: number;
  /** Name and language of its template; null when it is not known. */
  templateKey: string | null;
  callableTimes: CallableTimes | null;
};

export type PacedRun = {
  campaign: PacedCampaign;
  /** Between two of its slots. */
  intervalMicros: number;
  /** Its next slot is not before this. */
  nextMicros: number;
  /** Its turns among the runs of the number (`fair-share.ts`). */
  turns: number;
  /** Contacts that have not been released. */
  queue: RunQueue;
  /** Messages that were put off and are due again; they go first. */
  due: MessageDocument[];
  /** What was asked for last. */
  demand: { throughSequence: number; atMs: number } | null;
  /** Contacts below this sequence number are released durably, or wait in the ledger. */
  releasedThrough: number;
  /** How far it had come when; null until it was first looked at (`lost-releases.ts`). */
  releasedBy: ReleasedBy | null;
  /** Lowest sequence number of contacts that left the queue and are not released durably yet. */
  leavingFrom: number | null;
  /** Why it does not send now. */
  waiting: Waiting | null;
  /** What keeps it below its own rate. */
  limit: LimitOfRun | null;
  /** Whether its order has been planned, as far as we or the owner before heard. */
  isPlanned: boolean;
  /** So many could leave at the last tick, by the places that the portfolio has for people. */
  sendable: number;
  /** Null when any time is callable. */
  gate: CallableGate | null;
  /** Share of the contacts met last whose callable time it was. */
  callableShare: number;
  /** Contacts below this sequence number have been met. */
  metThrough: number;
  /** Contacts on their way into the ledger, without a slot. */
  deferring: Promise<void> | null;
  /** What of it waits in the ledger. */
  ledger: WaitingRun;
};

/** A message with its slot, and how to undo that it was taken. */
export type Slotted = {
  run: PacedRun;
  message: ReleasedMessage;
  kind: 'first' | 'again';
  putBack: () => void;
};

/** What a run that was never paced has stored. */
export const NOT_YET_PACED: PaceOfRun = {
  nextMicros: 0,
  releasedThrough: 0,
  stoppedRevision: null,
  waiting: null,
};

/** @param stored where the owner before left it */
export function openRun(
  campaign: PacedCampaign,
  intervalMicros: number,
  stored: PaceOfRun,
  turns: number,
  gate: CallableGate | null,
  ledger: WaitingRun,
): PacedRun {
  return {
    campaign,
    intervalMicros,
    nextMicros: stored.nextMicros,
    turns,
    queue: openQueue(stored.releasedThrough),
    due: [],
    demand: null,
    releasedThrough: stored.releasedThrough,
    releasedBy: stored.releasedBy ?? null,
    leavingFrom: null,
    waiting: null,
    limit: null,
    isPlanned: stored.isPlanned === true || stored.releasedThrough > 0,
    sendable: 0,
    gate,
    callableShare: 1,
    metThrough: 0,
    deferring: null,
    ledger,
  };
}

/** What the next owner must know of a live run, and what is told about it. */
export const paceOf = (run: PacedRun): PaceOfRun => ({
  campaignId: run.campaign.campaignId,
  nextMicros: run.nextMicros,
  releasedThrough: run.releasedThrough,
  stoppedRevision: null,
  waiting: run.waiting?.text ?? null,
  waitingReason: run.waiting?.reason ?? null,
  resumesAt: run.waiting?.resumesAtMs ? new Date(run.waiting.resumesAtMs) : null,
  callable: run.ledger.sleepers(),
  limit: run.limit,
  isPlanned: run.isPlanned,
  releasedBy: run.releasedBy,
});

/** Notes how far the run has come: up to the first contact that is in the queue or on its way out of it. */
export function noteReached(run: PacedRun): void {
  run.releasedThrough = Math.min(releasedThrough(run.queue), run.leavingFrom ?? Infinity);
}

/** How many messages could leave at once. */
export const readyIn = (run: PacedRun): number => run.due.length + run.queue.ready.length;

/** Takes a record of eligible-contacts. */
export function takeNews(run: PacedRun, { body }: EligibilityNews): void {
  run.queue = body.type === 'EligibleContact' ? addContact(run.queue, body) : closeBlock(run.queue, body);
  run.isPlanned ||= run.queue.planComplete;
}

/** Looks in the ledger for what is due again. @param isOnItsWay whether it was released a moment ago, and may be claimed yet */
export async function findDue(
  run: PacedRun,
  nowMs: number,
  isOnItsWay: (message: MessageDocument) => boolean,
): Promise<void> {
  const limit = Math.min(MAX_DUE, Math.max(LEAST_DUE, lookAhead(run.intervalMicros, LOOK_AHEAD_SECONDS)));
  const due = await run.ledger.findDue(run.gate, new Date(nowMs), limit);
  run.due = due.filter((message) => !isOnItsWay(message));
}

/** Sets aside the contacts outside their callable time. */
export function setClosedAside(run: PacedRun): void {
  const { gate } = run;
  if (!gate) return;
  run.due = run.due.filter((message) => gate.isOpen(message.timeZone ?? null));
  const met = run.queue.ready.filter((contact) => contact.sequence >= run.metThrough);
  run.metThrough = Math.max(run.metThrough, run.queue.receivedThrough);
  const callable = met.filter((contact) => gate.isOpen(contact.timeZone ?? null));
  run.callableShare = shareAfter(run.callableShare, callable.length, met.length);
  run.queue = setAside(run.queue, (timeZone) => gate.isOpen(timeZone));
}

/** What to ask eligibility for now; null when enough is there, or asked for. */
export function nextDemand(run: PacedRun, nowMs: number): SendDemand | null {
  const { campaignId, runId } = run.campaign;
  const demand = demandOf(
    run.queue,
    lookAhead(run.intervalMicros, LOOK_AHEAD_SECONDS, run.callableShare),
    run.demand,
    nowMs,
    run.queue.planComplete ? REPEAT_DEMAND_MS : REPEAT_FIRST_DEMAND_MS,
  );
  if (!demand) return null;
  run.demand = { throughSequence: demand.throughSequence, atMs: nowMs };
  return { campaignId, runId, ...demand, demandedAt: nowMs };
}

/** Takes messages of a run for slots. The queue is cut once, at the end: it holds some seconds of sending. */
export type SlotTaker = {
  /**
   * The message for a slot: what was put off before goes first. Null when the run has none, or the next one's
   * person is not admitted.
   */
  take(slot: Pick<ReleasedMessage, 'integrationId' | 'sendAt' | 'spacingMicros'>): Slotted | null;
  /** To be called whatever happens in between: what was taken is out of the queue, and can be put back. */
  end(): void;
};

/** Takes a place for a person; null when there is none. */
export type Admit = (phoneId: string) => { undo(): void } | null;

/** So many of the messages that were put off are passed over whose people are not admitted. */
const MOST_PASSED_OVER = 100;

export function takeForSlots(run: PacedRun, admit: Admit): SlotTaker {
  const { campaignId, runId } = run.campaign;
  const { ready } = run.queue;
  let taken = 0;
  return {
    take(slot) {
      const base = { campaignId, runId, ...slot };
      const again = takeDue(run, admit);
      if (again) {
        const { due, contact, undo } = again;
        const message = { ...base, ...whom(contact), attempt: due.attempt + 1 };
        return { run, message, kind: 'again', putBack: () => (undo(), run.due.unshift(due)) };
      }
      const contact = ready[taken];
      const admission = contact && admit(contact.to);
      if (!contact || !admission) return null;
      taken += 1;
      run.leavingFrom ??= contact.sequence;
      const message = { ...base, ...whom(contact), attempt: 1 };
      const undo = (): void => {
        admission.undo();
        run.queue = putBack(run.queue, [contact]);
      };
      return { run, message, kind: 'first', putBack: undo };
    },
    end: () => void (run.queue = takeReady(run.queue, taken).queue),
  };
}

function takeDue(run: PacedRun, admit: Admit) {
  for (let place = 0; place < Math.min(run.due.length, MOST_PASSED_OVER); place += 1) {
    const due = run.due[place];
    if (!due?.template || due.to === undefined) continue;
    const admission = admit(due.to);
    if (!admission) continue;
    run.due.splice(place, 1);
    const contact = { ...due, messageId: due._id, to: due.to, template: due.template };
    return { due, contact, undo: () => admission.undo() };
  }
  return null;
}

/** Whom the next messages of the run are for. */
export const queuedFor = ({ due, queue }: PacedRun) => ({
  putOff: due.slice(0, MOST_PASSED_OVER).flatMap(({ to }) => to ?? []),
  inOrder: queue.ready.map(({ to }) => to),
});

type Whom = Pick<EligibleContact, 'messageId' | 'contactId' | 'sequence' | 'to' | 'template'> & {
  timeZone?: string | null | undefined;
};

const whom = ({ messageId, contactId, sequence, to, template, timeZone }: Whom) => ({
  ...{ messageId, contactId, sequence, to, template },
  timeZone: timeZone ?? null,
});

/** Notes why it does not send now (F6), and what limits it. @returns whether that is worth a write */
export function noteState(
  run: PacedRun,
  facts: Pick<WaitingFacts, 'mismatch' | 'held' | 'sendersAreBehind' | 'dayLimit'>,
  limit: LimitOfRun | null,
): boolean {
  const { queue, isPlanned } = run;
  const isEmpty = readyIn(run) === 0;
  const waiting = whyWaiting({ ...facts, isEmpty, sleepers: run.ledger.sleepers(), isPlanned, queue });
  // an empty queue for a moment is not worth a write; the reasons that last are
  const isOther = waiting?.text !== run.waiting?.text && waiting?.reason !== 'contacts';
  const isOtherLimit = hasMoved(run.limit, limit);
  run.waiting = waiting;
  if (isOtherLimit) run.limit = limit;
  return isOther || isOtherLimit;
}

/** A limit that moves by less than this share stays as it was told. */
const TELL_LIMIT_AGAIN_AT = 0.05;

function hasMoved(before: LimitOfRun | null, now: LimitOfRun | null): boolean {
  if (!before || !now) return before !== now;
  const moved = Math.abs(now.perMinute - before.perMinute) > before.perMinute * TELL_LIMIT_AGAIN_AT;
  return moved || now.by !== before.by || now.campaigns !== before.campaigns;
}
