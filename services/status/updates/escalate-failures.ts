/**
 * A failure that the provider tells by webhook acts like the same code in a reply: it holds the number,
 * template, account or campaign, or stops the campaign; and so do N equal ones in a row.
 */
import type { MessageStatus, ProviderSignal } from '../../../schemas/types.ts';
import { noStreak, sayStreak, streakAfter, type Streak } from '../../domain/message/failure-streak.ts';
import { classOf } from '../../domain/provider/error-table.ts';
import {
  noticeOf,
  toProviderSignal,
  type ProviderNotice as Notice,
  type NoticeTarget,
} from '../../domain/provider/provider-signal.ts';
import type { Fold } from '../../ledger/state/fold-updates.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findSubjects, type Subject } from './failure-subjects.ts';

// Told before the offset is committed, so again after a crash: harmless.

/** Runs whose streaks are remembered; more than may be active at once. */
const MAX_RUNS = 1_000;

export type EscalateFailures = (
  updates: readonly MessageStatus[],
  fold: Pick<Fold, 'changes'>,
  nowMs: number,
) => Promise<ProviderSignal[]>;

type Failure = { messageId: string | null; wamid: string | null; at: number; notice: Notice };

/** @param limit failures in a row that are too many; 0 = never */
export function createEscalateFailures(database: Database, limit: number): EscalateFailures {
  const streaks = new Map<string, Streak>();

  return async function escalateFailures(updates, fold, nowMs) {
    const failures = [...failuresIn(updates), ...failuresByStreak(fold)];
    if (failures.length === 0) return [];
    const subjects = await findSubjects(database, failures);
    const signals = failures.flatMap((failure) => {
      const subject = subjects(failure);
      return subject && isCurrent(failure, subject, nowMs) ? [toSignal(failure, subject)] : [];
    });
    return latestOfEach(signals);
  };

  /** Only what moved the ledger counts: repeats do not. */
  function failuresByStreak(fold: Pick<Fold, 'changes'>): Failure[] {
    if (limit === 0) return [];
    return fold.changes.flatMap(({ before, after }): Failure[] => {
      if (after.delivery === before.delivery) return [];
      const streak = streaks.get(after.runId) ?? noStreak;
      if (after.delivery === 'DELIVERED' || after.delivery === 'READ') streaks.delete(after.runId);
      if (after.delivery !== 'UNDELIVERED') return [];
      const next = streakAfter(streak, { kind: 'failed', code: after.code ?? null });
      remember(after.runId, next.length >= limit ? noStreak : next);
      if (next.length < limit) return [];
      const reason = sayStreak(next, after.reason ?? '');
      const notice: Notice = { type: 'CampaignMustStop', code: after.code ?? 0, reason };
      return [{ messageId: after._id, wamid: null, at: after.endedAt?.getTime() ?? 0, notice }];
    });
  }

  function remember(runId: string, streak: Streak): void {
    streaks.delete(runId);
    streaks.set(runId, streak);
    const [oldest] = streaks.keys();
    if (streaks.size > MAX_RUNS && oldest !== undefined) streaks.delete(oldest);
  }
}

function failuresIn(updates: readonly MessageStatus[]): Failure[] {
  return updates.flatMap(({ kind, code, reason, messageId, wamid, at }) => {
    if (kind !== 'UNDELIVERED' || code === null) return [];
    const notice = noticeOf(classOf(code, false), code, reason ?? '');
    return notice ? [{ messageId, wamid, at, notice }] : [];
  });
}

/**
 * Calls come again for up to seven days: a hold that would be over and a failure of before the campaign's
 * last start say nothing now.
 */
function isCurrent({ notice, at }: Failure, { startedAt }: Subject, nowMs: number): boolean {
  if (notice.type === 'Hold') return at + notice.forMs > nowMs;
  if (notice.type === 'SlowDown') return nowMs - at < STALE_SLOW_DOWN_MS;
  return startedAt !== null && at >= startedAt.getTime() - CLOCK_TOLERANCE_MS;
}
const STALE_SLOW_DOWN_MS = 60_000;
/** The provider's times are whole seconds, cut off. */
const CLOCK_TOLERANCE_MS = 1_000;

const toSignal = ({ notice, at }: Failure, target: NoticeTarget): ProviderSignal =>
  toProviderSignal(notice, target, at);

/** A thousand messages of one campaign may fail alike: one signal says it. */
function latestOfEach(signals: readonly ProviderSignal[]): ProviderSignal[] {
  const latest = new Map<string, ProviderSignal>();
  for (const signal of signals) {
    const { body, integrationId } = signal;
    const target =
      body.type === 'Hold' ? `${body.scope}/${body.scopeKey}` : 'campaignId' in body ? body.campaignId : '';
    const key = `${body.type}/${integrationId}/${target}/${'code' in body ? body.code : ''}`;
    if ((latest.get(key)?.at ?? -1) < signal.at) latest.set(key, signal);
  }
  return [...latest.values()];
}
