/** One tick of a number: look what is due, ask for more, assign slots, store them, and only then release. */
import { topics } from '../../../schemas/topics.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import { effectivePerSecond } from '../../domain/provider/throughput.ts';
import { assignSlots, type Assigned } from './fair-share.ts';
import { endHolds } from './hold.ts';
import { noteRateStored, recoverRate } from './number-rate.ts';
import { noteReleased, noteStored, toStore } from './number-runs.ts';
import { forgetArrived, judgeDue, noteOnItsWay } from './on-their-way.ts';
import {
  holdNumber,
  holdOn,
  numberInterval,
  perSecondOf,
  SECOND_MICROS,
  type PacedNumber,
} from './paced-number.ts';
import { limitsOf } from './run-limits.ts';
import { admitAt, dayLimitOf, isSoonEnough, recordSlotted, sendableIn } from '../portfolio/tick-places.ts';
import {
  findDue,
  nextDemand,
  noteReached,
  noteState,
  readyIn,
  setClosedAside,
  takeForSlots,
  type PacedRun,
  type Slotted,
} from '../run/paced-run.ts';
import { during, startReleases } from '../../tracing/message-spans.ts';
import { dropAside } from '../run/run-queue.ts';

/** A slot must leave time for the way to the sender. Only the first after an idle time is so near; the others are a horizon ahead. */
const LEAD_MICROS = 150_000;
const FIND_DUE_EVERY_MS = 1_000;

/** How the senders do. */
export type Senders = {
  /** They have so much before them that nothing is released for now. */
  readonly areBehind: boolean;
  /** How far ahead slots are assigned. */
  readonly horizonMs: number;
  /** So many messages a second are released for this number at most; null when the senders are no limit. */
  readonly perSecond: number | null;
  /** What they are said to manage for this number and for all; null when they are no limit. */
  readonly managed: { readonly perSecond: number | null; readonly inAll: number | null };
};

/** Assigns, reserves and releases what is due within the horizon; asks for more contacts. */
export async function tickNumber(number: PacedNumber, nowMs: number, senders: Senders): Promise<void> {
  if (number.isLost) return;
  await findDueMessages(number, nowMs);
  deferClosed(number, nowMs);
  await demandMore(number, nowMs);
  if (recoverRate(number.rate, nowMs)) number.isChanged = true;
  number.holds = endHolds(number.holds, nowMs);
  const assigned = assign(number, nowMs, senders);
  noteStates(number, nowMs, senders);
  if (assigned.assignments.length > 0) return release(number, nowMs, assigned);
  if (number.isChanged) await reserve(number);
}

/** Stores progress for the next owner. */
export async function flushNumber(number: PacedNumber): Promise<void> {
  await Promise.all([...number.runs.live.values()].flatMap((run) => run.deferring ?? []));
  if (!number.isLost) await reserve(number);
}

function assign(number: PacedNumber, nowMs: number, senders: Senders): Assigned {
  const contenders = [...number.runs.live.values()].map((run) => {
    run.sendable = sendableIn(number, run, nowMs);
    return {
      runId: run.campaign.runId,
      intervalMicros: run.intervalMicros,
      nextMicros: run.nextMicros,
      turns: run.turns,
      waiting: senders.areBehind || number.mismatch || holdOn(number, run, nowMs) ? 0 : run.sendable,
    };
  });
  const nowMicros = nowMs * 1_000;
  // slots are whole microseconds
  const horizonMicros = Math.round(senders.horizonMs * 1_000);
  const sendersInterval = senders.perSecond === null ? 0 : SECOND_MICROS / senders.perSecond;
  return assignSlots(
    number.nextMicros,
    Math.max(numberInterval(number), Math.ceil(sendersInterval)),
    contenders,
    nowMicros + LEAD_MICROS + horizonMicros - number.parts.pace.horizonMs * 1_000,
    nowMicros + horizonMicros,
  );
}

/** What throws or is refused before the release puts every message back into its queue. */
async function release(number: PacedNumber, nowMs: number, assigned: Assigned): Promise<void> {
  const slotted: Slotted[] = [];
  let isReleased = false;
  try {
    takeSlotted(number, nowMs, assigned, slotted);
    if (slotted.length === 0) return;
    if (!(await mayRelease(number, nowMs, assigned, slotted))) return;
    const messages = slotted.map(({ message }) => message);
    await during(startReleases(messages), () =>
      number.parts.producer.send(topics.releasedMessages, messages),
    );
    isReleased = true;
  } finally {
    if (!isReleased) for (const one of slotted.reverse()) one.putBack();
    for (const { run } of slotted) run.leavingFrom = null;
  }
  for (const { run, message, kind } of slotted) {
    number.parts.metrics.count('wac_released_total', { kind });
    noteOnItsWay(number.onTheirWay, message, kind);
    noteReleased(number.runs, run);
  }
  number.counted.released += slotted.length;
  number.isChanged = true;
  await faultPoint('throttle.release.after');
}

/** Takes the messages for the assigned slots out of their queues, one by one into `slotted`. */
function takeSlotted(
  number: PacedNumber,
  nowMs: number,
  { assignments }: Assigned,
  slotted: Slotted[],
): void {
  const { integration, runs } = number;
  // without the margin: after a stall a sender may be that little faster than the slots, until it has caught up
  const spacingMicros = numberInterval(number, 0);
  const takers = new Map(
    [...runs.live].map(([runId, run]) => [runId, takeForSlots(run, admitAt(number, nowMs))]),
  );
  try {
    for (const { runId, slotMicros } of assignments) {
      const slot = { integrationId: integration._id, sendAt: slotMicros, spacingMicros };
      const taken = takers.get(runId)?.take(slot);
      if (taken) slotted.push(taken);
    }
  } finally {
    for (const taker of takers.values()) taker.end();
  }
}

/** Stores the slots and counts them under the cluster-wide cap; tells Kafka how far the number comes. */
async function mayRelease(
  number: PacedNumber,
  nowMs: number,
  assigned: Assigned,
  slotted: readonly Slotted[],
): Promise<boolean> {
  const { parts, integration, runs } = number;
  number.nextMicros = assigned.numberNextMicros;
  for (const { runId, nextMicros, turns } of assigned.contenders) {
    const run = runs.live.get(runId);
    if (run) Object.assign(run, { nextMicros, turns });
  }
  const startedAtMs = performance.now();
  await recordSlotted(number, slotted);
  await faultPoint('throttle.reserve.before');
  const [refusedForMs, isOurs] = await Promise.all([
    parts.cap.take(integration._id, effectivePerSecond(integration), slotted.length),
    reserve(number),
  ]);
  await faultPoint('throttle.reserve.after');
  if (!isOurs || !isSoonEnough(performance.now() - startedAtMs)) return false;
  if (refusedForMs > 0) {
    parts.metrics.count('wac_safety_cap_hits_total');
    parts.log.error(
      { integrationId: integration._id, refusedForMs },
      'the cluster-wide cap refused a release: is another throttle pacing this number?',
    );
    const reason = 'cluster-wide safety cap';
    const untilMs = nowMs + refusedForMs;
    holdNumber(number, { scope: 'NUMBER', scopeKey: integration._id, untilMs, code: 0, reason }, nowMs);
    return false;
  }
  // should this database be replaced by an older copy, Kafka knows that people were messaged since
  await parts.fences.tell(integration._id, number.epoch, number.nextMicros);
  return true;
}

/** Stores pace and progress under this owner's epoch; on a newer epoch everything is let go. */
async function reserve(number: PacedNumber): Promise<boolean> {
  const { parts, integration, rate, holds, lifts, nextMicros } = number;
  const written = toStore(number.runs);
  number.isChanged = false;
  let isOurs = false;
  try {
    isOurs = await parts.store.reserveSlots(integration._id, number.epoch, {
      ...{ nextMicros, factor: rate.factor, holds, lifts },
      ...written,
    });
  } catch (error) {
    number.isChanged = true;
    throw error;
  }
  if (isOurs) {
    noteStored(number.runs, written);
    noteRateStored(rate);
  } else {
    number.isLost = true;
    number.runs.live.clear();
    parts.log.warn({ integrationId: integration._id }, 'another instance paces this number now');
  }
  return isOurs;
}

async function findDueMessages(number: PacedNumber, nowMs: number): Promise<void> {
  const { runs, onTheirWay, counted } = number;
  if (runs.live.size === 0 || nowMs - number.dueLookedForAtMs < FIND_DUE_EVERY_MS) return;
  number.dueLookedForAtMs = nowMs;
  forgetArrived(onTheirWay, nowMs);
  await Promise.all(
    [...runs.live.values()].map((run) =>
      findDue(run, nowMs, (message) => {
        const judged = judgeDue(onTheirWay, message, nowMs);
        if (judged === 'late') counted.late += 1;
        return judged === 'on its way';
      }),
    ),
  );
}

/** Contacts outside their callable time leave the queue for the ledger, beside the ticks: they take no slot and nobody waits for that. */
function deferClosed(number: PacedNumber, nowMs: number): void {
  for (const run of number.runs.live.values()) {
    setClosedAside(run);
    if (run.queue.aside.length > 0) run.deferring ??= deferAside(number, run, nowMs);
  }
}

async function deferAside(number: PacedNumber, run: PacedRun, nowMs: number): Promise<void> {
  try {
    const deferred = await run.ledger.defer(run.queue.aside, new Date(nowMs));
    // the queue as it is now: contacts came and left while these were written
    run.queue = dropAside(run.queue, deferred);
    noteReached(run);
    number.isChanged = true;
  } catch (error) {
    number.parts.log.error(
      { err: error, runId: run.campaign.runId },
      'contacts could not be put off until their callable time; the next tick tries again',
    );
  } finally {
    run.deferring = null;
  }
}

async function demandMore(number: PacedNumber, nowMs: number): Promise<void> {
  // a held campaign keeps what it has and asks for no more
  const demands = [...number.runs.live.values()].flatMap((run) =>
    number.mismatch || holdOn(number, run, nowMs) ? [] : (nextDemand(run, nowMs) ?? []),
  );
  await faultPoint('throttle.demand.before');
  await number.parts.producer.send(topics.sendDemand, demands);
  await faultPoint('throttle.demand.after');
}

function noteStates(number: PacedNumber, nowMs: number, senders: Senders): void {
  const { mismatch, integration, rate } = number;
  const runs = [...number.runs.live.values()];
  const active = runs.filter((run) => readyIn(run) > 0);
  const limits = limitsOf(
    active.map((run) => perSecondOf(run)),
    {
      numberPerSecond: effectivePerSecond(integration),
      factor: rate.factor,
      sendersPerSecond: senders.managed.perSecond,
      sendersInAll: senders.managed.inAll,
    },
  );
  for (const run of runs) {
    const facts = {
      ...{ mismatch, held: holdOn(number, run, nowMs), sendersAreBehind: senders.areBehind },
      dayLimit: dayLimitOf(number, run),
    };
    const place = active.indexOf(run);
    // while its queue is empty for a moment it keeps the limit that it had
    const limit = place < 0 ? run.limit : (limits[place] ?? null);
    if (noteState(run, facts, limit)) number.isChanged = true;
  }
}
