/**
 * What is known of the campaigns that run, or ended within 10 minutes, and of the numbers: one question per
 * collection for all of them.
 */
import {
  collections,
  type CampaignDocument,
  type IntegrationDocument,
  type MessageState,
  type PaceDocument,
  type RunCountersDocument,
} from '../../../schemas/collections.ts';
import type { CampaignStatus } from '../../../schemas/types.ts';
import { isActive } from '../../domain/campaign/campaign.ts';
import { portfolioOf } from '../../domain/provider/messaging-limit.ts';
import { outlookOf, type PeopleUse } from '../../domain/provider/people-outlook.ts';
import { peopleUseOf } from '../integrations/people-use.ts';
import { effectivePerSecond } from '../../domain/provider/throughput.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { progressOf, type Progress } from './read-progress.ts';

/** Campaigns that are shown at most, and numbers: each is a few dozen series of metrics. */
export const MAX_SHOWN = 100;
/** So long a campaign is still shown after its end. */
export const SHOWN_AFTER_END_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
/** Where more contacts wait for their callable time, what waits is not counted at each scrape. */
export const MOST_SLEEPERS_COUNTED = 10_000;
/** The database gives up then: the scrape has been answered without. */
const MOST_MS = 4_000;

export type CampaignFigures = {
  readonly progress: Progress;
  readonly divisionId: string;
  /** Name of the integration that it sends with; its id when that is gone. */
  readonly integration: string;
  /** Place in the run's order up to which everybody was released or left out. */
  readonly releasedThrough: number;
  readonly expectedEnd: Date | null;
  /** Messages that wait for another slot or try; null when they were not counted. */
  readonly putOff: number | null;
  /** Since when the oldest unknown message is unknown. */
  readonly unknownSince: Date | null;
};

export type NumberFigures = {
  readonly id: string;
  readonly name: string;
  readonly limitPerMinute: number;
  /** Share of the limit that is used: falls when WhatsApp refuses messages for throughput, and recovers. */
  readonly factor: number;
  /** Holds in force. */
  readonly holds: ReadonlyArray<{ readonly scope: string; readonly code: number; readonly untilMs: number }>;
  /** As the provider calls it; null when it did not say. */
  readonly quality: string | null;
  /** People whom its portfolio may message within 24 h; null when that is unlimited or not known. */
  readonly peoplePerDay: number | null;
  /** People whom its portfolio has messaged; null when there is no limit. */
  readonly peopleUsed: number | null;
};

export type LiveFigures = {
  readonly campaigns: readonly CampaignFigures[];
  readonly campaignsLeftOut: number;
  readonly numbers: readonly NumberFigures[];
  readonly numbersLeftOut: number;
};

const ACTIVE: CampaignStatus[] = ['on', 'stopping', 'forced_stopping'];
const ENDED: CampaignStatus[] = ['off', 'complete', 'invalid', 'forced_off'];

/** @throws what the database throws */
export async function readLiveFigures(database: Database, now: Date): Promise<LiveFigures> {
  const options = { maxTimeMS: MOST_MS };
  const since = new Date(now.getTime() - SHOWN_AFTER_END_MS);
  const [campaigns, integrations, paces, portfolios] = await Promise.all([
    database
      .of(collections.campaigns)
      .find(
        { $or: [{ status: { $in: ACTIVE } }, { status: { $in: ENDED }, stoppedAt: { $gt: since } }] },
        options,
      )
      .toArray(),
    database.of(collections.integrations).find({}, options).toArray(),
    database.of(collections.pace).find({}, options).toArray(),
    database.of(collections.portfolios).find({}, options).toArray(),
  ]);
  const { shown, leftOut } = shownOf(campaigns, now);
  const runIds = shown.flatMap(({ runId }) => (runId === null ? [] : [runId]));
  const runsOf = paces.map(({ runs }) => runs);
  const sleepersOf = (runId: string): number =>
    runsOf.find((one) => one[runId])?.[runId]?.callable?.contacts ?? 0;
  const countable = runIds.filter((runId) => sleepersOf(runId) <= MOST_SLEEPERS_COUNTED);
  const [runs, counters, waiting, unknownSince] = await Promise.all([
    database
      .of(collections.campaignRuns)
      .find({ _id: { $in: runIds } }, options)
      .toArray(),
    database
      .of(collections.runCounters)
      .find({ runId: { $in: runIds } }, options)
      .toArray(),
    countWaitingByRun(database, countable),
    oldestUnknownByRun(database, runIds),
  ]);
  const putOffOf = (runId: string): number | null =>
    countable.includes(runId) ? Math.max(0, (waiting.get(runId) ?? 0) - sleepersOf(runId)) : null;
  const integrationOf = new Map(integrations.map((one) => [one._id, one]));
  const paceOf = new Map(paces.map((one) => [one._id, one]));
  const runOf = new Map(runs.map((one) => [one._id, one]));
  const shardsOf = byRun(counters);
  const portfolioById = new Map(portfolios.map((one) => [one._id, one]));
  const useOf = (one: IntegrationDocument | null): PeopleUse | null =>
    one && peopleUseOf(one, portfolioById.get(portfolioOf(one)) ?? null, now);
  const numbers = integrations.filter(({ active }) => active);
  return {
    campaigns: shown.map((campaign) => {
      const { runId, integrationId } = campaign;
      const integration = integrationOf.get(integrationId) ?? null;
      const pace = paceOf.get(integrationId) ?? null;
      const run = runOf.get(runId ?? '') ?? null;
      const shards = shardsOf.get(runId ?? '') ?? [];
      const facts = { campaign, run, shards, pace, integration, runId, isPresent: true };
      const progress = progressOf(facts, now);
      return {
        ...figuresOf(campaign, progress, integration, pace, useOf(integration)),
        ...{ putOff: putOffOf(runId ?? ''), unknownSince: unknownSince.get(runId ?? '') ?? null },
      };
    }),
    campaignsLeftOut: leftOut,
    numbers: numbers.slice(0, MAX_SHOWN).map((one) => numberOf(one, paceOf.get(one._id), useOf(one), now)),
    numbersLeftOut: Math.max(0, numbers.length - MAX_SHOWN),
  };
}

/** Messages that wait in the ledger, by run: of an index alone. */
async function countWaitingByRun(
  database: Database,
  runIds: readonly string[],
): Promise<Map<string, number>> {
  return groupedByRun(database, 'WAITING', runIds, { $sum: 1 });
}

/** Of unknown messages `dueAt` is since when: of the same index. */
const oldestUnknownByRun = (database: Database, runIds: readonly string[]): Promise<Map<string, Date>> =>
  groupedByRun(database, 'UNKNOWN', runIds, { $min: '$dueAt' });

async function groupedByRun<V>(
  database: Database,
  state: MessageState,
  runIds: readonly string[],
  value: object,
): Promise<Map<string, V>> {
  const grouped = await database
    .of(collections.messages)
    .aggregate<{ _id: string; value: V }>(
      [
        // only what has a due time is in the index
        { $match: { state, runId: { $in: runIds }, dueAt: { $gte: new Date(0) } } },
        { $group: { _id: '$runId', value } },
      ],
      { maxTimeMS: MOST_MS },
    )
    .toArray();
  return new Map(grouped.map((one) => [one._id, one.value]));
}

function byRun(counters: readonly RunCountersDocument[]): Map<string, RunCountersDocument[]> {
  const shards = new Map<string, RunCountersDocument[]>();
  for (const one of counters) shards.set(one.runId, [...(shards.get(one.runId) ?? []), one]);
  return shards;
}

/**
 * Campaigns that run, the longest running first, then those that ended, the latest first; so that who is
 * shown stays shown.
 */
export function shownOf<
  C extends Pick<CampaignDocument, '_id' | 'status' | 'runId' | 'startedAt' | 'stoppedAt'>,
>(campaigns: readonly C[], now: Date): { shown: C[]; leftOut: number } {
  const started = ({ startedAt }: C): number => startedAt?.getTime() ?? 0;
  const stopped = ({ stoppedAt }: C): number => stoppedAt?.getTime() ?? 0;
  const running = campaigns
    .filter(({ status }) => isActive(status))
    .sort((one, other) => started(one) - started(other));
  const ended = campaigns
    .filter((one) => !isActive(one.status) && one.runId !== null)
    .filter((one) => now.getTime() - stopped(one) < SHOWN_AFTER_END_MS)
    .sort((one, other) => stopped(other) - stopped(one));
  const all = [...running, ...ended];
  return { shown: all.slice(0, MAX_SHOWN), leftOut: Math.max(0, all.length - MAX_SHOWN) };
}

function figuresOf(
  campaign: CampaignDocument,
  progress: Progress,
  integration: IntegrationDocument | null,
  pace: PaceDocument | null,
  use: PeopleUse | null,
): Omit<CampaignFigures, 'putOff' | 'unknownSince'> {
  const paced = pace?.runs[campaign.runId ?? ''];
  return {
    progress,
    divisionId: campaign.divisionId,
    integration: integration?.name ?? campaign.integrationId,
    // a run that has ended is paced no more; whoever has an outcome was released or left out
    releasedThrough: Math.max(paced?.releasedThrough ?? 0, progress.settled),
    expectedEnd: expectedEndOf(progress, use),
  };
}

/** At its present limit, from when it goes on, and as its portfolio may message people. @returns null when it will not end by itself */
export function expectedEndOf(
  progress: Pick<
    Progress,
    'planned' | 'settled' | 'limitPerMinute' | 'status' | 'alwaysRunning' | 'resumesAt' | 'at'
  >,
  use: PeopleUse | null = null,
): Date | null {
  const { planned, settled, limitPerMinute, status, alwaysRunning, resumesAt, at } = progress;
  if (planned === null || status !== 'on' || alwaysRunning) return null;
  const from = resumesAt && resumesAt > at ? resumesAt : at;
  if (use) return outlookOf(use, planned - settled, limitPerMinute, from).expectedEnd;
  return new Date(from.getTime() + Math.ceil(((planned - settled) / limitPerMinute) * MINUTE_MS));
}

function numberOf(
  integration: IntegrationDocument,
  pace: PaceDocument | undefined,
  use: PeopleUse | null,
  now: Date,
): NumberFigures {
  return {
    id: integration._id,
    name: integration.name,
    limitPerMinute: effectivePerSecond(integration) * 60,
    factor: pace?.factor ?? 1,
    holds: (pace?.holds ?? []).filter(({ untilMs }) => untilMs > now.getTime()),
    quality: integration.number?.qualityRating ?? null,
    peoplePerDay: use?.limit ?? null,
    peopleUsed: use?.used ?? null,
  };
}
