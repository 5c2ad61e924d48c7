/**
 * The result of the sample campaign: the ledger's counts, and whether they agree with what the simulator
 * accepted.
 */
import { collections } from '../../../schemas/collections.ts';
import { readProgress } from '../../../services/queries/campaigns/read-progress.ts';
import { ledgerRangeOf } from '../../../services/domain/message/message.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';

export type Report = { readonly lines: readonly string[]; readonly balances: boolean };

/** @param acceptedBefore lines that the simulator had before the run */
export async function reportOf(
  database: Database,
  campaignId: string,
  simulatorUrl: string,
): Promise<Report> {
  const progress = await readProgress(database, campaignId, new Date());
  if (!progress?.runId) throw new Error('the sample campaign never ran');
  const { counts, planned, filteredOut, runId, settled } = progress;
  const { first, last } = await firstAndLast(database, runId);
  const seconds = first && last ? (last.getTime() - first.getTime()) / 1_000 : 0;
  const provider = await acceptedByProvider(simulatorUrl, runId);
  // accepted by the provider: what the ledger calls accepted, and what failed only later, or may have arrived
  const balances =
    planned !== null &&
    settled === planned &&
    provider.messages === provider.recipients &&
    provider.messages >= counts.accepted;
  const pairs = (record: Record<string, number>): string =>
    Object.entries(record)
      .map(([key, count]) => `${key} ${count}`)
      .join(', ') || 'none';
  const lines = [
    ['campaign', `${progress.name}, run ${progress.runNumber}: ${progress.status}`],
    ['contacts', `${planned ?? 0} after the filter (${filteredOut ?? 0} filtered out)`],
    ['sent', `${counts.accepted} (delivered ${counts.delivered}, read ${counts.read})`],
    ['failed', `${counts.failed} (${pairs(counts.failedBy)})`],
    ['skipped', `${counts.skipped} (${pairs(counts.skippedBy)})`],
    ['unknown', String(counts.unknown)],
    ['first message', first?.toISOString() ?? '–'],
    ['last message', last?.toISOString() ?? '–'],
    [
      'rate',
      seconds > 0
        ? `${Math.round(((provider.messages - 1) / seconds) * 60)} a minute (limit ${progress.limitPerMinute})`
        : '–',
    ],
    ['provider', `${provider.messages} messages accepted, to ${provider.recipients} people`],
    [
      'balance',
      balances
        ? 'everyone accounted for, nobody twice'
        : `DOES NOT BALANCE: ${settled} of ${planned} settled`,
    ],
  ].map(([name, value]) => `  ${(name ?? '').padEnd(14)}${value}`);
  return { lines, balances };
}

async function firstAndLast(
  database: Database,
  runId: string,
): Promise<{ first: Date | undefined; last: Date | undefined }> {
  const { from, to } = ledgerRangeOf(runId);
  const [times] = await database
    .of(collections.messages)
    .aggregate<{ first: Date; last: Date }>([
      { $match: { _id: { $gte: from, $lt: to }, acceptedAt: { $exists: true } } },
      { $group: { _id: null, first: { $min: '$acceptedAt' }, last: { $max: '$acceptedAt' } } },
    ])
    .toArray();
  return { first: times?.first, last: times?.last };
}

/** What the simulator accepted for a run, by its own log. */
async function acceptedByProvider(
  simulatorUrl: string,
  runId: string,
): Promise<{ messages: number; recipients: number }> {
  const text = await (await fetch(`${simulatorUrl}/simulator/accepted`)).text();
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { to: string; callbackData?: string })
    .filter((line) => line.callbackData?.startsWith(`${runId}-`));
  return { messages: lines.length, recipients: new Set(lines.map((line) => line.to)).size };
}
