/** How far a run of a campaign is: counts from the counters' shards, the order's size, and what the throttle says of it (H4, F6). */
import {
  collections,
  type IntegrationDocument,
  type RunCountersDocument,
} from '../../../schemas/collections.ts';
import type { CampaignStatus, Fault } from '../../../schemas/types.ts';
import { runIdOf } from '../../domain/message/message.ts';
import { effectivePerSecond } from '../../domain/provider/throughput.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export type Counts = {
  accepted: number;
  failed: number;
  skipped: number;
  unknown: number;
  sent: number;
  delivered: number;
  read: number;
  undelivered: number;
  /** Accepted, and nothing but "sent" heard within the time to live. */
  expired: number;
  skippedBy: Record<string, number>;
  failedBy: Record<string, number>;
};

export type Progress = {
  campaignId: string;
  name: string;
  status: CampaignStatus;
  alwaysRunning: boolean;
  errors: Fault[];
  /** 0 and null before the first start. */
  runNumber: number;
  runId: string | null;
  /** Contacts in the run's order; null while the order is being made. */
  planned: number | null;
  /** Contacts that the filter left out; null while the order is being made. */
  filteredOut: number | null;
  counts: Counts;
  /** Contacts with an outcome: accepted + failed + skipped + unknown. */
  settled: number;
  /** Of the planned contacts, rounded down; 0 when there are none. */
  percent: number;
  /** What it is paced at: its own rate, or what its number allows if that is less. */
  limitPerMinute: number;
  /** Why it is paced below its own rate; null when it is not. */
  limitedBy: string | null;
  /** Why nothing leaves now; null while it does. */
  waiting: string | null;
  /** Contacts that wait for their callable time, as counted last, and the first of them whose time comes; null when nobody does. */
  callable: { contacts: number; nextAt: Date; timeZone: string } | null;
  /** When the next message is due at the earliest; null when none is. */
  nextSlotAt: Date | null;
  startedAt: Date | null;
  at: Date;
};

/**
 * @param runNumber an earlier run; the present one when left out
 * @returns null when there is no such campaign
 */
export async function readProgress(
  database: Database,
  campaignId: string,
  now: Date,
  runNumber?: number,
): Promise<Progress | null> {
  const campaign = await database.of(collections.campaigns).findOne({ _id: campaignId });
  if (!campaign) return null;
  const isPresent = runNumber === undefined || runNumber === campaign.runNumber;
  const runId = isPresent ? campaign.runId : runIdOf(campaignId, runNumber);
  const [run, shards, pace, integration] = await Promise.all([
    runId === null ? null : database.of(collections.campaignRuns).findOne({ _id: runId }),
    runId === null ? [] : database.of(collections.runCounters).find({ runId }).toArray(),
    database.of(collections.pace).findOne({ _id: campaign.integrationId }),
    database.of(collections.integrations).findOne({ _id: campaign.integrationId }),
  ]);
  const paced = runId === null || !isPresent ? undefined : pace?.runs[runId];
  const counts = sumShards(shards);
  const settled = counts.accepted + counts.failed + counts.skipped + counts.unknown;
  const planned = run?.state === 'READY' ? run.planned : null;
  const isOn = campaign.status === 'on' && isPresent;
  const callable = (isOn && paced?.callable) || null;
  const waiting = isOn ? (paced?.waiting ?? null) : null;
  const nextSlotMs = isOn && paced ? Math.floor(paced.nextMicros / 1_000) : 0;
  // nothing leaves before the first of those who sleep wakes
  const sleepsUntil = callable && waiting?.includes('callable time') ? callable.nextAt : null;
  return {
    campaignId,
    name: campaign.name,
    status: campaign.status,
    alwaysRunning: campaign.alwaysRunning,
    errors: campaign.errors,
    runNumber: isPresent ? campaign.runNumber : runNumber,
    runId,
    planned,
    filteredOut: run?.state === 'READY' ? run.filteredOut : null,
    counts,
    settled,
    percent: planned ? Math.floor((settled / planned) * 100) : 0,
    ...limitOf(campaign.messagesPerMinute, integration),
    waiting,
    callable,
    nextSlotAt: sleepsUntil ?? (nextSlotMs > 0 ? new Date(nextSlotMs) : null),
    startedAt: campaign.startedAt,
    at: now,
  };
}

/** A number's level can fall below the rate that a campaign was made with; the throttle then paces at the level. */
function limitOf(
  messagesPerMinute: number,
  integration: IntegrationDocument | null,
): Pick<Progress, 'limitPerMinute' | 'limitedBy'> {
  const most = integration ? effectivePerSecond(integration) * 60 : Infinity;
  if (messagesPerMinute <= most) return { limitPerMinute: messagesPerMinute, limitedBy: null };
  const level = integration?.number?.level;
  return {
    limitPerMinute: most,
    limitedBy: `the number allows ${most} a minute${level ? ` (${level})` : ''}; the campaign asks for ${messagesPerMinute}`,
  };
}

/** Counters of one run, summed over its shards. */
export function sumShards(shards: ReadonlyArray<Partial<RunCountersDocument>>): Counts {
  const sum = (counter: Exclude<keyof Counts, 'skippedBy' | 'failedBy'>): number =>
    shards.reduce((total, shard) => total + (shard[counter] ?? 0), 0);
  const sumBy = (counter: 'skippedBy' | 'failedBy'): Record<string, number> => {
    const totals: Record<string, number> = {};
    for (const shard of shards)
      for (const [key, count] of Object.entries(shard[counter] ?? {}))
        totals[key] = (totals[key] ?? 0) + count;
    return Object.fromEntries(Object.entries(totals).filter(([, count]) => count !== 0));
  };
  return {
    accepted: sum('accepted'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    unknown: sum('unknown'),
    sent: sum('sent'),
    delivered: sum('delivered'),
    read: sum('read'),
    undelivered: sum('undelivered'),
    expired: sum('expired'),
    skippedBy: sumBy('skippedBy'),
    failedBy: sumBy('failedBy'),
  };
}

/** Nothing moves any more by itself: the run is over, or the campaign waits to be started. */
export const isAtRest = ({ status }: Pick<Progress, 'status'>): boolean =>
  status !== 'on' && status !== 'stopping' && status !== 'forced_stopping';
