/**
 * One WhatsApp number as its owner paces it: slots are assigned a little ahead, stored, and only then
 * released. What cannot leave soon is let go of and asked for again later.
 */
import type { EligibilityNews } from '../../../schemas/types.ts';
import type { IntegrationDocument, PaceDocument } from '../../../schemas/collections.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import type { Settings } from '../../../config/settings.ts';
import { effectivePerSecond } from '../../domain/provider/throughput.ts';
import { callableGate } from '../run/callable-gate.ts';
import { addHold, addLift, holdOf, isLiftedSince, liftHold, type Hold, type Lift } from './hold.ts';
import { openRate, rateInterval, slowRateDown, type NumberRate } from './number-rate.ts';
import { openRuns, setCampaign, type NumberRuns } from './number-runs.ts';
import { openOnTheirWay, type OnTheirWay } from './on-their-way.ts';
import { readyIn, takeNews, type PacedCampaign, type PacedRun } from '../run/paced-run.ts';
import { openPlaces, type NumberPlaces, type Portfolio } from '../portfolio/number-places.ts';
import type { Reservation } from '../store.ts';
import type { Fences } from '../restore/fences.ts';
import type { Mismatch } from '../restore/restore-fence.ts';
import type { SafetyCap } from './safety-cap.ts';
import type { Waiting } from '../run/why-waiting.ts';
import type { WaitingRun, WaitingRunOptions } from '../run/waiting-run.ts';

export const SECOND_MICROS = 1_000_000;

/**
 * What a number needs of MongoDB (`store.ts`, `waiting-run.ts`): the simulation of the tests has the same in
 * memory.
 */
export type PaceStore = {
  /**
   * Stores the slots about to be used. False when another instance owns the number meanwhile: then nothing
   * may be released.
   */
  reserveSlots(integrationId: string, epoch: number, reservation: Reservation): Promise<boolean>;
  /** What of a run waits in the ledger. */
  waitingRunOf(run: WaitingRunOptions): WaitingRun;
};

export type PacedNumberParts = {
  readonly store: PaceStore;
  readonly producer: Producer;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly pace: Omit<Settings['pace'], 'peopleWindowMs'>;
  readonly cap: SafetyCap;
  readonly fences: Pick<Fences, 'tell'>;
  readonly portfolios: {
    of(integration: IntegrationDocument): Portfolio;
    /** Makes it durable whom the number is about to message. @param lastSlotMs of these messages */
    record(
      places: NumberPlaces,
      messages: ReadonlyArray<{ messageId: string; to: string }>,
      lastSlotMs: number,
    ): Promise<void>;
  };
  /** The time that callable times are judged by. */
  readonly callableNowMs: () => number;
};

export type PacedNumber = {
  readonly parts: PacedNumberParts;
  /** As registered now. */
  integration: IntegrationDocument;
  readonly epoch: number;
  /** Why it must not send before an operator confirms; null when it may. */
  readonly mismatch: Mismatch | null;
  readonly runs: NumberRuns;
  readonly onTheirWay: OnTheirWay;
  /** What it may use of the people that its portfolio may message in 24 h. */
  places: NumberPlaces;
  /** No slot before this is free. */
  nextMicros: number;
  readonly rate: NumberRate;
  holds: readonly Hold[];
  lifts: readonly Lift[];
  /** Something is to be stored. */
  isChanged: boolean;
  /** Another instance owns the number: nothing more may be released. */
  isLost: boolean;
  dueLookedForAtMs: number;
  /** Messages released, and those that came back too late for their slot, since the number was taken over. */
  readonly counted: { released: number; late: number };
};

/**
 * @param claimed the pace document under this owner's epoch
 * @param mismatch why the number must not send before an operator confirms; null when it may
 */
export function openNumber(
  parts: PacedNumberParts,
  integration: IntegrationDocument,
  claimed: PaceDocument,
  mismatch: Mismatch | null,
): PacedNumber {
  return {
    parts,
    integration,
    epoch: claimed.epoch,
    mismatch,
    runs: openRuns(claimed.runs, {
      margin: parts.pace.margin,
      gateOf: ({ callableTimes }) =>
        callableTimes && callableGate(callableTimes, parts.callableNowMs, parts.pace.horizonMs),
      ledgerOf: ({ campaignId, runId }) =>
        parts.store.waitingRunOf({ campaignId, runId, integrationId: integration._id }),
    }),
    onTheirWay: openOnTheirWay(),
    places: openPlaces(parts.portfolios.of(integration), integration._id, claimed.epoch),
    nextMicros: claimed.nextMicros,
    rate: openRate(claimed.factor ?? 1),
    holds: claimed.holds ?? [],
    lifts: claimed.lifts ?? [],
    isChanged: false,
    isLost: false,
    dueLookedForAtMs: 0,
    counted: { released: 0, late: 0 },
  };
}

/** A campaign of the number as it is now. */
export function setCampaignOf(number: PacedNumber, campaign: PacedCampaign): void {
  if (setCampaign(number.runs, campaign)) number.isChanged = true;
}

/**
 * A record of eligible-contacts. What no live run asked for is dropped: it is asked for again when it is
 * wanted.
 */
export function takeEligible(number: PacedNumber, news: EligibilityNews): void {
  const run = number.runs.live.get(news.runId);
  if (run) takeNews(run, news);
}

/** The provider refused for throughput. */
export function slowNumberDown(number: PacedNumber, nowMs: number): void {
  if (!slowRateDown(number.rate, nowMs)) return;
  number.isChanged = true;
  number.parts.log.warn(
    { integrationId: number.integration._id, factor: number.rate.factor },
    'the provider refused for throughput: slower',
  );
}

/** @param saidMs when it was said; a hold that has been lifted since does not begin */
export function holdNumber(number: PacedNumber, hold: Hold, saidMs: number): void {
  if (isLiftedSince(number.lifts, hold, saidMs))
    return number.parts.log.info(
      { integrationId: number.integration._id, ...hold, saidMs },
      'a hold from before its lift is ignored',
    );
  number.holds = addHold(number.holds, { ...hold, saidMs });
  number.isChanged = true;
}

/** Holds that were said after it go on. */
export function liftNumber(number: PacedNumber, lift: Lift): void {
  number.holds = liftHold(number.holds, lift);
  number.lifts = addLift(number.lifts, lift);
  number.isChanged = true;
}

export const holdOn = ({ holds }: PacedNumber, { campaign }: PacedRun, nowMs: number): Hold | null =>
  holdOf(holds, campaign.campaignId, campaign.templateKey, nowMs);

/** The number as registered now; it may belong to another portfolio. */
export function setIntegration(number: PacedNumber, integration: IntegrationDocument): void {
  number.integration = integration;
  const portfolio = number.parts.portfolios.of(integration);
  if (number.places.portfolio.id !== portfolio.id)
    number.places = openPlaces(portfolio, integration._id, number.epoch);
}

/** Nothing to pace, nothing to store and nothing to give back. */
export const isIdle = ({ runs, isChanged, places }: PacedNumber): boolean =>
  runs.live.size === 0 && !isChanged && places.left === 0;

/**
 * @returns microseconds between two slots, as the provider allows them; what the senders manage comes on top
 */
export const numberInterval = (
  { rate, integration, parts }: PacedNumber,
  margin = parts.pace.margin,
): number => rateInterval(rate, effectivePerSecond(integration), margin);

export const perSecondOf = ({ intervalMicros }: Pick<PacedRun, 'intervalMicros'>): number =>
  SECOND_MICROS / intervalMicros;

/**
 * Messages a second that the number could send now if the senders had no limit: of the runs that have some
 * ready.
 */
export function wantedPerSecond(number: PacedNumber): number {
  const ready = [...number.runs.live.values()].filter((run) => readyIn(run) > 0);
  const wanted = ready.reduce((sum, run) => sum + perSecondOf(run), 0);
  return Math.min(wanted, SECOND_MICROS / numberInterval(number));
}

export type NumberFigures = {
  readonly queued: number;
  readonly ratePerSecond: number;
  readonly waiting: readonly (Waiting | null)[];
  /** Contacts that wait for their callable time. */
  readonly asleep: number;
};

export function figuresOf(number: PacedNumber): NumberFigures {
  const runs = [...number.runs.live.values()];
  const perSecond = runs.reduce((sum, run) => sum + perSecondOf(run), 0);
  return {
    queued: runs.reduce((sum, run) => sum + readyIn(run), 0),
    ratePerSecond: Math.min(perSecond, SECOND_MICROS / numberInterval(number)),
    waiting: runs.map((run) => run.waiting),
    asleep: runs.reduce((sum, run) => sum + (run.ledger.sleepers()?.contacts ?? 0), 0),
  };
}
