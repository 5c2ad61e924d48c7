/**
 * One WhatsApp number as its owner paces it: slots are assigned a little ahead, stored, and only then released. What cannot leave
 * soon is let go of and asked for again later.
 */
import { topics } from '../../../schemas/topics.ts';
import type { EligibilityNews } from '../../../schemas/types.ts';
import type { IntegrationDocument, PaceDocument } from '../../../schemas/collections.ts';
import { isMeantBy } from '../../domain/provider/provider-scope.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import type { Settings } from '../../../config/settings.ts';
import { effectivePerSecond } from '../../domain/provider/throughput.ts';
import { callableGate } from '../run/callable-gate.ts';
import { assignSlots, type Assigned } from './fair-share.ts';
import { addHold, addLift, endHolds, holdOf, isLiftedSince, liftHold, type Hold, type Lift } from './hold.ts';
import { createNumberRate } from './number-rate.ts';
import { createNumberRuns } from './number-runs.ts';
import {
  findDue,
  nextDemand,
  noteWaiting,
  readyIn,
  setClosedAside,
  takeForSlot,
  takeNews,
  type PacedCampaign,
  type PacedRun,
  type Slotted,
} from '../run/paced-run.ts';
import { dropAside, releasedThrough } from '../run/run-queue.ts';
import type { Reservation } from '../store.ts';
import type { Fences } from '../restore/fences.ts';
import type { Mismatch } from '../restore/restore-fence.ts';
import type { SafetyCap } from './safety-cap.ts';
import type { WaitingRun, WaitingRunOptions } from '../run/waiting-run.ts';

const SECOND_MICROS = 1_000_000;
/** A slot must leave time for the way to the sender. Only the first after an idle time is so near; the others are a horizon ahead. */
const LEAD_MICROS = 150_000;
const FIND_DUE_EVERY_MS = 1_000;
/** A retry that was released and not claimed in this time (its sender died, or it came too late) is released again. */
const RELEASE_AGAIN_MS = 5_000;

export type PacedNumber = ReturnType<typeof createPacedNumber>;

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
  const runs = createNumberRuns(claimed.runs, {
    margin: parts.pace.margin,
    gateOf: ({ callableTimes }) =>
      callableTimes && callableGate(callableTimes, parts.callableNowMs, parts.pace.horizonMs),
    ledgerOf: ({ campaignId, runId }) =>
      store.waitingRunOf({ campaignId, runId, integrationId: registered._id }),
  });
  const releasedAgain = new Map<string, number>();
  let nextMicros = claimed.nextMicros;
  const rate = createNumberRate(claimed.factor ?? 1);
  let holds: Hold[] = claimed.holds ?? [];
  let lifts: Lift[] = claimed.lifts ?? [];
  let changed = false;
  let lost = false;
  let dueLookedForAtMs = 0;

  const numberInterval = (margin = parts.pace.margin): number =>
    rate.intervalMicros(effectivePerSecond(integration), margin);

  function setCampaign(campaign: PacedCampaign): void {
    if (runs.setCampaign(campaign)) changed = true;
  }

  /** A record of eligible-contacts. What no live run asked for is dropped: it is asked for again when it is wanted. */
  function take(news: EligibilityNews): void {
    const run = runs.get(news.runId);
    if (run) takeNews(run, news);
  }

  function slowDownNow(nowMs: number): void {
    if (!rate.slowDown(nowMs)) return;
    changed = true;
    log.warn(
      { integrationId: integration._id, factor: rate.factor() },
      'the provider refused for throughput: slower',
    );
  }

  /** @param saidMs when it was said; what has been lifted since does not begin */
  function hold(one: Hold, saidMs: number): void {
    if (isLiftedSince(lifts, one, saidMs))
      return log.info(
        { integrationId: integration._id, ...one, saidMs },
        'a hold of before its lift: not heeded',
      );
    holds = addHold(holds, { ...one, saidMs });
    changed = true;
  }

  /** What was said after it goes on. */
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
    await findDueMessages(nowMs);
    deferClosed(nowMs);
    await demandMore(nowMs);
    if (rate.recover(nowMs)) changed = true;
    holds = endHolds(holds, nowMs);
    const assigned = assign(nowMs, sendersAreBehind);
    const slotted = slot(assigned);
    noteWaitingRuns(nowMs, sendersAreBehind);
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
        runs.noteReleased(run);
      }
      changed = true;
    } finally {
      if (!released) undo();
    }
  }

  const heldOf = ({ campaign }: PacedRun, nowMs: number): Hold | null =>
    holdOf(holds, campaign.campaignId, campaign.templateKey, nowMs);

  function assign(nowMs: number, sendersAreBehind: boolean): Assigned {
    const contenders = runs.all().map((run) => ({
      runId: run.campaign.runId,
      intervalMicros: run.intervalMicros,
      nextMicros: run.nextMicros,
      turns: run.turns,
      waiting: sendersAreBehind || mismatch || heldOf(run, nowMs) ? 0 : readyIn(run),
    }));
    const nowMicros = nowMs * 1_000;
    return assignSlots(
      nextMicros,
      numberInterval(),
      contenders,
      nowMicros + LEAD_MICROS,
      nowMicros + parts.pace.horizonMs * 1_000,
    );
  }

  /** Takes the messages for the assigned slots out of their queues. */
  function slot({ assignments }: Assigned): Slotted[] {
    // half the margin: after a stall a sender may be that little faster than the slots, until it has caught up
    const spacingMicros = numberInterval(parts.pace.margin / 2);
    return assignments.flatMap(({ runId, slotMicros }): Slotted[] => {
      const run = runs.get(runId);
      const slotted =
        run && takeForSlot(run, { integrationId: integration._id, sendAt: slotMicros, spacingMicros });
      if (!slotted) return [];
      const { kind, message } = slotted;
      if (kind === 'again')
        releasedAgain.set(attemptKey(message.messageId, message.attempt - 1), slotMicros / 1_000);
      return [slotted];
    });
  }

  /** Stores pace and progress under this owner's epoch; on a newer epoch everything is let go. */
  async function reserve(): Promise<boolean> {
    changed = false;
    rate.noteStored();
    const kept = await store.reserveSlots(integration._id, claimed.epoch, {
      nextMicros,
      factor: rate.factor(),
      holds,
      lifts,
      ...runs.toStore(),
    });
    if (kept) runs.noteStored();
    else {
      lost = true;
      runs.letAllGo();
      log.warn({ integrationId: integration._id }, 'another instance paces this number now');
    }
    return kept;
  }

  async function findDueMessages(nowMs: number): Promise<void> {
    if (runs.isEmpty() || nowMs - dueLookedForAtMs < FIND_DUE_EVERY_MS) return;
    dueLookedForAtMs = nowMs;
    for (const [key, atMs] of releasedAgain) if (nowMs - atMs > RELEASE_AGAIN_MS) releasedAgain.delete(key);
    await Promise.all(
      runs
        .all()
        .map((run) => findDue(run, nowMs, ({ _id, attempt }) => releasedAgain.has(attemptKey(_id, attempt)))),
    );
  }

  /** Contacts whose callable time it is not leave the queue for the ledger, beside the ticks: no slot and nobody waits for that. */
  function deferClosed(nowMs: number): void {
    for (const run of runs.all()) {
      setClosedAside(run);
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
    // a held campaign keeps what it has and asks for no more
    const demands = runs
      .all()
      .flatMap((run) => (mismatch || heldOf(run, nowMs) ? [] : (nextDemand(run, nowMs) ?? [])));
    await faultPoint('throttle.demand.before');
    await producer.send(topics.sendDemand, demands);
    await faultPoint('throttle.demand.after');
  }

  function noteWaitingRuns(nowMs: number, sendersAreBehind: boolean): void {
    for (const run of runs.all()) {
      const news = noteWaiting(run, { mismatch, held: heldOf(run, nowMs), sendersAreBehind });
      // an empty queue for a moment is no news; the reasons that last are
      if (news !== undefined && news?.reason !== 'contacts') changed = true;
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
    isIdle: () => runs.isEmpty() && !changed,
    /** Stores progress for the next owner. */
    flush: async () => {
      await Promise.all(runs.all().flatMap((run) => run.deferring ?? []));
      if (!lost) await reserve();
    },
    figures: () => {
      const all = runs.all();
      const perSecond = all.reduce((sum, run) => sum + SECOND_MICROS / run.intervalMicros, 0);
      return {
        queued: all.reduce((sum, run) => sum + readyIn(run), 0),
        ratePerSecond: Math.min(perSecond, SECOND_MICROS / numberInterval()),
        waiting: all.map((run) => run.waiting),
        /** Contacts that wait for their callable time. */
        asleep: all.reduce((sum, run) => sum + (run.ledger.sleepers()?.contacts ?? 0), 0),
      };
    },
  };
}

const attemptKey = (messageId: string, attempt: number): string => `${messageId}.${attempt}`;
