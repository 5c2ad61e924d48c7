/**
 * One WhatsApp number as its owner paces it: slots are assigned a little ahead, stored, and only then released. What cannot leave
 * soon is let go of and asked for again later.
 */
import { topics } from '../../schemas/topics.ts';
import type { CallableTimes, EligibilityNews, ReleasedMessage } from '../../schemas/types.ts';
import type {
  IntegrationDocument,
  MessageDocument,
  PaceDocument,
  PaceOfRun,
} from '../../schemas/collections.ts';
import { isMeantBy } from '../domain/provider-scope.ts';
import type { Producer } from '../platform/produce.ts';
import { faultPoint } from '../platform/fault-point.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Settings } from '../../config/settings.ts';
import { effectivePerSecond } from '../domain/throughput.ts';
import { callableGate, type CallableGate } from './callable-gate.ts';
import { assignSlots, joinTurns, type Assigned } from './fair-share.ts';
import { addHold, addLift, endHolds, holdOf, isLiftedSince, liftHold, type Hold, type Lift } from './hold.ts';
import { changeInterval, intervalMicros, recover, slowDown } from './pace.ts';
import {
  addContact,
  closeBlock,
  demandOf,
  dropAside,
  lookAhead,
  openQueue,
  putBack,
  releasedThrough,
  setAside,
  shareAfter,
  takeReady,
  type RunQueue,
} from './run-queue.ts';
import type { Reservation } from './store.ts';
import type { Fences } from './fences.ts';
import type { Mismatch } from './restore-fence.ts';
import type { SafetyCap } from './safety-cap.ts';
import type { WaitingRun, WaitingRunOptions } from './waiting-run.ts';
import { WAITING_FOR_CONTACTS, whyWaiting } from './why-waiting.ts';

const SECOND_MICROS = 1_000_000;
/** A slot must leave time for the way to the sender. Only the first after an idle time is so near; the others are a horizon ahead. */
const LEAD_MICROS = 150_000;
const LOOK_AHEAD_SECONDS = 4;
const REPEAT_DEMAND_MS = 3_000;
/** While the order is being made: its first notice may have come before we owned the number. */
const REPEAT_FIRST_DEMAND_MS = 500;
const FIND_DUE_EVERY_MS = 1_000;
/** Due messages of a run held at a time: some seconds of sending. */
const LEAST_DUE = 100;
const MAX_DUE = 4_000;
/** A retry that was released and not claimed in this time (its sender died, or it came too late) is released again. */
const RELEASE_AGAIN_MS = 5_000;
/** A rate factor that recovers without anything being released is stored in steps of so much. */
const STORE_RECOVERY_OF = 0.05;

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

export type PacedNumber = ReturnType<typeof createPacedNumber>;

type PacedRun = {
  campaign: PacedCampaign;
  intervalMicros: number;
  nextMicros: number;
  turns: number;
  queue: RunQueue;
  due: MessageDocument[];
  demand: { throughSequence: number; atMs: number } | null;
  releasedThrough: number;
  waiting: string | null;
  oldestReadyAtMs: number;
  /** Null when any time is callable. */
  gate: CallableGate | null;
  /** Share of the contacts met last whose callable time it was. */
  callableShare: number;
  /** Contacts below this sequence number have been met. */
  metThrough: number;
  deferring: Promise<void> | null;
  ledger: WaitingRun;
};

type Slotted = { run: PacedRun; message: ReleasedMessage; kind: 'first' | 'again'; putBack: () => void };

/** What a number needs of MongoDB (`store.ts`, `waiting-run.ts`): the simulation of the tests has the same in memory. */
export type PaceStore = {
  /** Stores the slots about to be used. False when another instance owns the number meanwhile: then nothing may be released. */
  reserveSlots(integrationId: string, epoch: number, reservation: Reservation): Promise<boolean>;
  /** What of a run waits in the ledger. */
  waitingRunOf(run: WaitingRunOptions): WaitingRun;
};

export type PacedNumberParts = {
  store: PaceStore;
  producer: Producer;
  metrics: Metrics;
  log: Logger;
  pace: Settings['pace'];
  cap: SafetyCap;
  fences: Pick<Fences, 'tell'>;
  /** The time that callable times are judged by. */
  callableNowMs: () => number;
};

/**
 * @param claimed the pace document under this owner's epoch
 * @param mismatch why the number must not send before an operator confirms; null when it may
 */
export function createPacedNumber(
  parts: PacedNumberParts,
  registered: IntegrationDocument,
  claimed: PaceDocument,
  mismatch: Mismatch | null,
) {
  const { store, producer, metrics, log } = parts;
  let integration = registered;
  const runs = new Map<string, PacedRun>();
  const paceOfRuns = new Map<string, PaceOfRun>(Object.entries(claimed.runs));
  const ended = new Set<string>();
  const releasedAgain = new Map<string, number>();
  let nextMicros = claimed.nextMicros;
  let factor = claimed.factor ?? 1;
  let factorAtMicros = 0;
  let storedFactor = factor;
  let slowedAtMs = 0;
  let holds: Hold[] = claimed.holds ?? [];
  let lifts: Lift[] = claimed.lifts ?? [];
  let changed = false;
  let lost = false;
  let dueLookedForAtMs = 0;

  const gateOf = ({ callableTimes }: PacedCampaign): CallableGate | null =>
    callableTimes && callableGate(callableTimes, parts.callableNowMs, parts.pace.horizonMs);

  const numberInterval = (margin = parts.pace.margin): number =>
    Math.ceil(intervalMicros(effectivePerSecond(integration) * 60, margin) / factor);

  /** Takes note of a campaign's present state: starts, lets go, changes the rate. */
  function setCampaign(campaign: PacedCampaign): void {
    const { runId } = campaign;
    for (const [otherId, other] of runs) {
      if (other.campaign.campaignId === campaign.campaignId && otherId !== runId) runs.delete(otherId); // an earlier run of it
    }
    const run = runs.get(runId);
    if (campaign.status === 'on') {
      const interval = intervalMicros(campaign.messagesPerMinute, parts.pace.margin);
      if (run) {
        run.nextMicros = changeInterval(run.nextMicros, run.intervalMicros, interval);
        run.intervalMicros = interval;
        run.campaign = campaign;
        run.gate = gateOf(campaign);
        return;
      }
      const stored = paceOfRuns.get(runId) ?? {
        nextMicros: 0,
        releasedThrough: 0,
        stoppedRevision: null,
        waiting: null,
      };
      const turns = joinTurns(
        0,
        [...runs.values()].map((other) => other.turns),
      );
      runs.set(runId, {
        campaign,
        intervalMicros: interval,
        nextMicros: stored.nextMicros,
        turns,
        queue: openQueue(stored.releasedThrough),
        due: [],
        demand: null,
        releasedThrough: stored.releasedThrough,
        waiting: null,
        oldestReadyAtMs: 0,
        gate: gateOf(campaign),
        callableShare: 1,
        metThrough: 0,
        deferring: null,
        ledger: store.waitingRunOf({
          campaignId: campaign.campaignId,
          runId,
          integrationId: integration._id,
        }),
      });
      ended.delete(runId);
      return;
    }
    if (run) remember(run);
    runs.delete(runId);
    const stored = paceOfRuns.get(runId);
    if (campaign.status === 'stopping' || campaign.status === 'forced_stopping') {
      // the acknowledgement that nothing more of this run will be released (invariant 5)
      paceOfRuns.set(runId, {
        nextMicros: 0,
        releasedThrough: 0,
        ...stored,
        stoppedRevision: campaign.revision,
        waiting: null,
        callable: null,
      });
    } else if (campaign.status === 'complete' || campaign.status === 'deleted') {
      paceOfRuns.delete(runId);
      ended.add(runId);
    }
    changed = true;
  }

  function remember(run: PacedRun): void {
    const { runId } = run.campaign;
    paceOfRuns.set(runId, {
      nextMicros: run.nextMicros,
      releasedThrough: run.releasedThrough,
      stoppedRevision: null,
      waiting: run.waiting,
      callable: run.ledger.sleepers(),
    });
  }

  /** A record of eligible-contacts. What no live run asked for is dropped: it is asked for again when it is wanted. */
  function take(news: EligibilityNews): void {
    const run = runs.get(news.runId);
    if (!run) return;
    if (news.body.type === 'EligibleContact') run.queue = addContact(run.queue, news.body);
    else run.queue = closeBlock(run.queue, news.body);
  }

  function slowDownNow(nowMs: number): void {
    if (nowMs - slowedAtMs < 1_000) return; // one refusal and those of the requests already under way count once
    slowedAtMs = nowMs;
    factor = slowDown(factor);
    changed = true;
    log.warn({ integrationId: integration._id, factor }, 'the provider refused for throughput: slower');
  }

  /** @param saidMs when it was said; what has been lifted since does not begin */
  function hold(one: Hold, saidMs: number): void {
    if (isLiftedSince(lifts, one, saidMs))
      return log.info(
        { integrationId: integration._id, ...one, saidMs },
        'a hold of before its lift: not heeded',
      );
    holds = addHold(holds, one);
    changed = true;
  }

  function lift(one: Lift): void {
    holds = liftHold(holds, one);
    lifts = addLift(lifts, one);
    changed = true;
  }

  /**
   * Assigns, reserves and releases what is due within the horizon; asks for more contacts.
   * @param sendersAreBehind nothing is released for now
   */
  async function tick(nowMs: number, sendersAreBehind: boolean): Promise<void> {
    if (lost) return;
    await findDue(nowMs);
    deferClosed(nowMs);
    await demandMore(nowMs);
    const nowMicros = nowMs * 1_000;
    if (factor < 1 && nowMs - slowedAtMs > 1_000) factor = recover(factor, nowMicros - factorAtMicros);
    factorAtMicros = nowMicros;
    // an idle number recovers too: who looks, and who takes over, sees it
    if (factor - storedFactor >= STORE_RECOVERY_OF || (factor === 1 && storedFactor < 1)) changed = true;
    holds = endHolds(holds, nowMs);
    const assigned = assign(nowMs, nowMicros, sendersAreBehind);
    const slotted = slot(assigned);
    noteWaiting(nowMs, sendersAreBehind);
    if (slotted.length === 0) {
      if (changed) await reserve();
      return;
    }
    const undo = (): void => slotted.reverse().forEach((one) => one.putBack());
    let released = false;
    try {
      nextMicros = assigned.numberNextMicros;
      for (const contender of assigned.contenders) {
        const run = runs.get(contender.runId);
        if (run) Object.assign(run, { nextMicros: contender.nextMicros, turns: contender.turns });
      }
      await faultPoint('throttle.reserve.before');
      const [refusedForMs, isOurs] = await Promise.all([
        parts.cap.take(integration._id, effectivePerSecond(integration), slotted.length),
        reserve(),
      ]);
      await faultPoint('throttle.reserve.after');
      if (!isOurs) return;
      if (refusedForMs > 0) {
        metrics.count('wac_safety_cap_hits_total');
        log.error(
          { integrationId: integration._id, refusedForMs },
          'the cluster-wide cap refused a release: is another throttle pacing this number?',
        );
        const reason = 'cluster-wide safety cap';
        const untilMs = nowMs + refusedForMs;
        hold({ scope: 'NUMBER', scopeKey: integration._id, untilMs, code: 0, reason }, nowMs);
        return;
      }
      // should this database be replaced by an older copy, Kafka knows that people were messaged since
      await parts.fences.tell(integration._id, claimed.epoch, nextMicros);
      await producer.send(
        topics.releasedMessages,
        slotted.map((one) => one.message),
      );
      released = true;
      await faultPoint('throttle.release.after');
      for (const { run, kind } of slotted) {
        metrics.count('wac_released_total', { kind });
        noteReleased(run);
      }
    } finally {
      if (!released) undo();
    }
  }

  /** Also of a run that was let go while its messages were on their way: a resume does not release them again. */
  function noteReleased(run: PacedRun): void {
    run.releasedThrough = releasedThrough(run.queue);
    changed = true;
    const { runId } = run.campaign;
    const stored = paceOfRuns.get(runId);
    if (stored && runs.get(runId) !== run)
      paceOfRuns.set(runId, {
        ...stored,
        releasedThrough: Math.max(stored.releasedThrough, run.releasedThrough),
      });
  }

  function assign(nowMs: number, nowMicros: number, sendersAreBehind: boolean): Assigned {
    const contenders = [...runs.values()].map((run) => ({
      runId: run.campaign.runId,
      intervalMicros: run.intervalMicros,
      nextMicros: run.nextMicros,
      turns: run.turns,
      waiting:
        sendersAreBehind ||
        mismatch ||
        holdOf(holds, run.campaign.campaignId, run.campaign.templateKey, nowMs)
          ? 0
          : run.due.length + run.queue.ready.length,
    }));
    return assignSlots(
      nextMicros,
      numberInterval(),
      contenders,
      nowMicros + LEAD_MICROS,
      nowMicros + parts.pace.horizonMs * 1_000,
    );
  }

  /** Takes the messages for the assigned slots out of their queues: what was put off before goes first. */
  function slot(assigned: Assigned): Slotted[] {
    // half the margin: after a stall a sender may be that little faster than the slots, until it has caught up
    const spacingMicros = numberInterval(parts.pace.margin / 2);
    return assigned.assignments.flatMap(({ runId, slotMicros }): Slotted[] => {
      const run = runs.get(runId);
      if (!run) return [];
      const due = run.due.shift();
      const base = {
        campaignId: run.campaign.campaignId,
        runId,
        integrationId: integration._id,
        sendAt: slotMicros,
        spacingMicros,
      };
      if (due?.template && due.to !== undefined) {
        const message = {
          ...base,
          messageId: due._id,
          contactId: due.contactId,
          sequence: due.sequence,
          attempt: due.attempt + 1,
          to: due.to,
          template: due.template,
          timeZone: due.timeZone ?? null,
        };
        releasedAgain.set(`${due._id}.${due.attempt}`, slotMicros / 1_000);
        return [{ run, message, kind: 'again', putBack: () => run.due.unshift(due) }];
      }
      const { taken, queue } = takeReady(run.queue, 1);
      const contact = taken[0];
      if (!contact) return [];
      run.queue = queue;
      const message = {
        ...base,
        messageId: contact.messageId,
        contactId: contact.contactId,
        sequence: contact.sequence,
        attempt: 1,
        to: contact.to,
        template: contact.template,
        timeZone: contact.timeZone ?? null,
      };
      return [{ run, message, kind: 'first', putBack: () => (run.queue = putBack(run.queue, [contact])) }];
    });
  }

  /** Stores pace and progress under this owner's epoch; on a newer epoch everything is let go. */
  async function reserve(): Promise<boolean> {
    for (const run of runs.values()) remember(run);
    changed = false;
    storedFactor = factor;
    const kept = await store.reserveSlots(integration._id, claimed.epoch, {
      nextMicros,
      factor,
      holds,
      lifts,
      runs: paceOfRuns,
      ended: [...ended],
    });
    if (kept) ended.clear();
    else {
      lost = true;
      runs.clear();
      log.warn({ integrationId: integration._id }, 'another instance paces this number now');
    }
    return kept;
  }

  async function findDue(nowMs: number): Promise<void> {
    if (runs.size === 0 || nowMs - dueLookedForAtMs < FIND_DUE_EVERY_MS) return;
    dueLookedForAtMs = nowMs;
    for (const [key, atMs] of releasedAgain) if (nowMs - atMs > RELEASE_AGAIN_MS) releasedAgain.delete(key);
    await Promise.all([...runs.values()].map((run) => findDueOf(run, nowMs)));
  }

  async function findDueOf(run: PacedRun, nowMs: number): Promise<void> {
    const limit = Math.min(MAX_DUE, Math.max(LEAST_DUE, lookAhead(run.intervalMicros, LOOK_AHEAD_SECONDS)));
    const found = await run.ledger.findDue(run.gate, new Date(nowMs), limit);
    run.due = found.filter((message) => !releasedAgain.has(`${message._id}.${message.attempt}`));
  }

  /** Contacts whose callable time it is not leave the queue for the ledger, beside the ticks: no slot and nobody waits for that. */
  function deferClosed(nowMs: number): void {
    for (const run of runs.values()) {
      const { gate } = run;
      if (!gate) continue;
      run.due = run.due.filter((message) => gate.isOpen(message.timeZone ?? null));
      const met = run.queue.ready.filter((contact) => contact.sequence >= run.metThrough);
      run.metThrough = Math.max(run.metThrough, run.queue.receivedThrough);
      const callable = met.filter((contact) => gate.isOpen(contact.timeZone ?? null));
      run.callableShare = shareAfter(run.callableShare, callable.length, met.length);
      run.queue = setAside(run.queue, (timeZone) => gate.isOpen(timeZone));
      if (run.queue.aside.length > 0) run.deferring ??= deferAside(run, nowMs);
    }
  }

  async function deferAside(run: PacedRun, nowMs: number): Promise<void> {
    try {
      run.queue = dropAside(run.queue, await run.ledger.defer(run.queue.aside, new Date(nowMs)));
      run.releasedThrough = releasedThrough(run.queue);
      changed = true;
    } catch (error) {
      log.error(
        { err: error, runId: run.campaign.runId },
        'contacts could not be put off until their callable time; the next tick tries again',
      );
    } finally {
      run.deferring = null;
    }
  }

  async function demandMore(nowMs: number): Promise<void> {
    const demands = [...runs.values()].flatMap((run) => {
      const { campaignId, runId } = run.campaign;
      // a held campaign keeps what it has and asks for no more
      if (mismatch || holdOf(holds, campaignId, run.campaign.templateKey, nowMs)) return [];
      const demand = demandOf(
        run.queue,
        lookAhead(run.intervalMicros, LOOK_AHEAD_SECONDS, run.callableShare),
        run.demand,
        nowMs,
        run.queue.planComplete ? REPEAT_DEMAND_MS : REPEAT_FIRST_DEMAND_MS,
      );
      if (!demand) return [];
      run.demand = { throughSequence: demand.throughSequence, atMs: nowMs };
      return [{ campaignId, runId, ...demand, demandedAt: nowMs }];
    });
    await faultPoint('throttle.demand.before');
    await producer.send(topics.sendDemand, demands);
    await faultPoint('throttle.demand.after');
  }

  /** Says why a run does not send now (F6). */
  function noteWaiting(nowMs: number, sendersAreBehind: boolean): void {
    for (const run of runs.values()) {
      const held = holdOf(holds, run.campaign.campaignId, run.campaign.templateKey, nowMs);
      const empty = run.queue.ready.length + run.due.length === 0;
      const waiting = whyWaiting({
        mismatch,
        held,
        sendersAreBehind,
        isEmpty: empty,
        sleepers: run.ledger.sleepers(),
        queue: run.queue,
      });
      if (waiting !== run.waiting) {
        run.waiting = waiting;
        // an empty queue for a moment is no news; the reasons that last are
        if (waiting !== WAITING_FOR_CONTACTS) changed = true;
      }
      run.oldestReadyAtMs = empty ? 0 : run.oldestReadyAtMs || nowMs;
    }
  }

  return {
    integrationId: integration._id,
    isMeantBy: (name: string) => isMeantBy(name, integration),
    setCampaign,
    /** The number as registered now, e.g. with another throughput. */
    setIntegration: (present: IntegrationDocument | null) => void (integration = present ?? integration),
    take,
    slowDownNow,
    hold,
    lift,
    tick,
    isLost: () => lost,
    /** Why it must not send before an operator confirms, or null. */
    mismatch: () => mismatch,
    isIdle: () => runs.size === 0 && !changed,
    /** Stores progress for the next owner. */
    flush: async () => {
      await Promise.all([...runs.values()].flatMap((run) => run.deferring ?? []));
      if (!lost) await reserve();
    },
    figures: () => {
      const all = [...runs.values()];
      const perSecond = all.reduce((sum, run) => sum + SECOND_MICROS / run.intervalMicros, 0);
      return {
        queued: all.reduce((sum, run) => sum + run.queue.ready.length + run.due.length, 0),
        ratePerSecond: Math.min(perSecond, SECOND_MICROS / numberInterval()),
        waiting: all.map((run) => run.waiting),
        /** Contacts that wait for their callable time. */
        asleep: all.reduce((sum, run) => sum + (run.ledger.sleepers()?.contacts ?? 0), 0),
      };
    },
  };
}
