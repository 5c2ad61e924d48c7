/**
 * How far a run of a campaign is: counts from the counters' shards, the order's size, and what the throttle
 * says of it (H4, F6).
 */
import {
  collections,
  type CampaignDocument,
  type CampaignRunDocument,
  type IntegrationDocument,
  type LimitOfRun,
  type PaceDocument,
  type PaceOfRun,
  type Resend,
  type RunCountersDocument,
  type WaitingReason,
} from '../../../schemas/collections.ts';
import type { CampaignStatus, Fault } from '../../../schemas/types.ts';
import { runIdOf } from '../../domain/message/message.ts';
import { refusedWith } from '../../domain/refused.ts';
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
  /** Whom the run is for, when it sends again to contacts of an earlier one; null: all contacts of the list. */
  resend: Resend | null;
  /** Contacts in the run's order; null while the order is being planned. */
  planned: number | null;
  /** Contacts that the filter left out; null while the order is being planned. */
  filteredOut: number | null;
  counts: Counts;
  /** Contacts with an outcome: accepted + failed + skipped + unknown. */
  settled: number;
  /** Of the planned contacts, rounded down; 0 when there are none. */
  percent: number;
  /**
   * What it is paced at: its own rate, or less if its number, the campaigns beside it or the senders allow no
   * more.
   */
  limitPerMinute: number;
  /** Why it is paced below its own rate; null when it is not. */
  limitedBy: string | null;
  /** The same as a code. */
  limitedReason: LimitOfRun['by'] | null;
  /** Its own rate, as it was made with. */
  ownPerMinute: number;
  /** Why nothing leaves now; null while it does. */
  waiting: string | null;
  /** The same as a code. */
  waitingReason: WaitingReason | null;
  /** When what it waits for ends at the earliest; null when it does not wait, or nobody knows. */
  resumesAt: Date | null;
  /**
   * Contacts that wait for their callable time, as counted last, and the first of them whose time comes; null
   * when nobody does.
   */
  callable: { contacts: number; nextAt: Date; timeZone: string } | null;
  /** When the next message is due at the earliest; null when nobody knows, and never in the past. */
  nextSlotAt: Date | null;
  startedAt: Date | null;
  at: Date;
};

/**
 * @param runNumber an earlier run; the present one when left out
 * @returns null when there is no such campaign
 * @throws Refused when it has had no such run
 */
export async function readProgress(
  database: Database,
  campaignId: string,
  now: Date,
  runNumber?: number,
): Promise<Progress | null> {
  const campaign = await database.of(collections.campaigns).findOne({ _id: campaignId });
  if (!campaign) return null;
  if (runNumber !== undefined && (runNumber < 1 || runNumber > campaign.runNumber))
    throw refusedWith('resource.not.found', noSuchRun(campaign, runNumber));
  const isPresent = runNumber === undefined || runNumber === campaign.runNumber;
  const runId = isPresent ? campaign.runId : runIdOf(campaignId, runNumber);
  const [run, shards, pace, integration] = await Promise.all([
    runId === null ? null : database.of(collections.campaignRuns).findOne({ _id: runId }),
    runId === null ? [] : database.of(collections.runCounters).find({ runId }).toArray(),
    database.of(collections.pace).findOne({ _id: campaign.integrationId }),
    database.of(collections.integrations).findOne({ _id: campaign.integrationId }),
  ]);
  return progressOf({ campaign, run, shards, pace, integration, runId, runNumber, isPresent }, now);
}

/** What the progress of a run is made of. */
export type ProgressFacts = {
  readonly campaign: CampaignDocument;
  readonly run: CampaignRunDocument | null;
  readonly shards: readonly RunCountersDocument[];
  readonly pace: PaceDocument | null;
  readonly integration: IntegrationDocument | null;
  readonly runId: string | null;
  /** Of an earlier run. */
  readonly runNumber?: number | undefined;
  /** Whether it is the campaign's present run. */
  readonly isPresent: boolean;
};

export function progressOf(
  { campaign, run, shards, pace, integration, runId, runNumber, isPresent }: ProgressFacts,
  now: Date,
): Progress {
  const paced = runId === null || !isPresent ? undefined : pace?.runs[runId];
  const counts = sumShards(shards);
  const settled = counts.accepted + counts.failed + counts.skipped + counts.unknown;
  const planned = run?.state === 'READY' ? run.planned : null;
  const isOn = campaign.status === 'on' && isPresent;
  const callable = (isOn && paced?.callable) || null;
  const waiting = isOn ? (paced?.waiting ?? null) : null;
  const limit = limitOf(campaign.messagesPerMinute, integration, (isOn && paced?.limit) || null);
  return {
    campaignId: campaign._id,
    name: campaign.name,
    status: campaign.status,
    alwaysRunning: campaign.alwaysRunning,
    errors: campaign.errors,
    runNumber: isPresent ? campaign.runNumber : (runNumber ?? 0),
    runId,
    resend: (isPresent ? campaign.resend : run?.resend) ?? null,
    planned,
    filteredOut: run?.state === 'READY' ? run.filteredOut : null,
    counts,
    settled,
    percent: planned ? Math.floor((settled / planned) * 100) : 0,
    ...limit,
    limitedReason: limit.limitedBy === null ? null : (paced?.limit?.by ?? 'level'),
    ownPerMinute: campaign.messagesPerMinute,
    waiting,
    waitingReason: waiting === null ? null : (paced?.waitingReason ?? null),
    resumesAt: waiting === null ? null : (paced?.resumesAt ?? null),
    callable,
    nextSlotAt: isOn && paced ? nextSlotOf(paced, now) : null,
    startedAt: campaign.startedAt,
    at: now,
  };
}

/** A slot that was used, or passed by while nothing could leave, is no next one. */
export function nextSlotOf(
  { nextMicros, waiting, resumesAt }: Pick<PaceOfRun, 'nextMicros' | 'waiting' | 'resumesAt'>,
  now: Date,
): Date | null {
  const at = waiting === null ? new Date(Math.floor(nextMicros / 1_000)) : (resumesAt ?? null);
  return at && at > now ? at : null;
}

function noSuchRun({ name, runNumber }: { name: string; runNumber: number }, wanted: number): string {
  const had =
    runNumber === 0 ? 'has never been started' : `has had ${runNumber} run${runNumber === 1 ? '' : 's'}`;
  return `The campaign "${name}" ${had}; there is no run ${wanted}.`;
}

/**
 * A number's level can fall below the rate that a campaign was made with; the throttle then paces at the
 * level. What limits it at present the throttle tells.
 */
export function limitOf(
  messagesPerMinute: number,
  integration: Pick<IntegrationDocument, 'messagesPerSecond' | 'number'> | null,
  present: LimitOfRun | null,
): Pick<Progress, 'limitPerMinute' | 'limitedBy'> {
  const most = integration ? effectivePerSecond(integration) * 60 : Infinity;
  if (present && present.by !== 'level' && present.perMinute < Math.min(most, messagesPerMinute))
    return { limitPerMinute: present.perMinute, limitedBy: limitText(present) };
  if (messagesPerMinute <= most) return { limitPerMinute: messagesPerMinute, limitedBy: null };
  const level = integration?.number?.level;
  return {
    limitPerMinute: most,
    limitedBy: `the number allows ${most} a minute${level ? ` (${level})` : ''}; the campaign asks for ${messagesPerMinute}`,
  };
}

function limitText({ by, perSecond, campaigns }: LimitOfRun): string {
  switch (by) {
    case 'senders':
      return `the senders manage ${perSecond} a second`;
    case 'refused':
      return `WhatsApp refused messages for throughput: the number goes at ${perSecond} a second for now`;
    case 'shared':
      return `${campaigns} campaigns share the number’s ${perSecond} a second`;
    case 'level':
      return `the number allows ${perSecond} a second`;
  }
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
