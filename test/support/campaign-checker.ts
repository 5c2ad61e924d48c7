/**
 * Judges a campaign from outside: by what the simulator accepted and what the database says, with none of the code that it judges.
 */
import type { Db } from 'mongodb';

export type Accepted = {
  at: number;
  to: string;
  wamid: string;
  phoneNumberId: string;
  template: string;
  callbackData: string;
};

/** Everything the simulator accepted, in its order. */
export async function acceptedBy(simulatorUrl: string): Promise<Accepted[]> {
  const text = await (await fetch(`${simulatorUrl}/simulator/accepted`)).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Accepted);
}

/** Messages of one run: callback data starts with the run's id. */
export const ofRun = (accepted: readonly Accepted[], runId: string): Accepted[] =>
  accepted.filter((one) => one.callbackData.startsWith(`${runId}-`));

/** People who got more than one message. */
export function repeated(accepted: readonly Accepted[]): string[] {
  const counts = new Map<string, number>();
  for (const { to } of accepted) counts.set(to, (counts.get(to) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([to]) => to);
}

/** The most messages in any sliding window of so many milliseconds. */
export function worstWindow(accepted: readonly Accepted[], windowMs: number): number {
  const times = accepted.map((one) => one.at).sort((a, b) => a - b);
  let worst = 0;
  let first = 0;
  for (const [last, at] of times.entries()) {
    while (at - (times[first] ?? 0) >= windowMs) first += 1;
    worst = Math.max(worst, last - first + 1);
  }
  return worst;
}

/** Pairs that came in the wrong order although they were further apart than a network may swap (`toleranceMs`). */
export function outOfOrder(
  accepted: readonly Accepted[],
  expectedOrder: readonly string[],
  toleranceMs: number,
): string[] {
  const place = new Map(expectedOrder.map((to, index) => [to, index]));
  const inTime = [...accepted].sort((a, b) => a.at - b.at);
  const faults: string[] = [];
  let furthest: { place: number; at: number; to: string } = { place: -1, at: 0, to: '' };
  for (const { to, at } of inTime) {
    const own = place.get(to) ?? -1;
    if (own < furthest.place && at - furthest.at > toleranceMs)
      faults.push(
        `${to} (place ${own}) came ${Math.round(at - furthest.at)} ms after ${furthest.to} (place ${furthest.place})`,
      );
    if (own > furthest.place) furthest = { place: own, at, to };
  }
  return faults;
}

export type LedgerCount = {
  total: number;
  accepted: number;
  failed: number;
  skipped: number;
  unknown: number;
  open: number;
};

/** The ledger of a run, counted document by document. */
export async function recount(db: Db, runId: string): Promise<LedgerCount> {
  const count: LedgerCount = { total: 0, accepted: 0, failed: 0, skipped: 0, unknown: 0, open: 0 };
  for await (const { state } of db.collection<{ state: string }>('messages').find({ runId })) {
    count.total += 1;
    if (state === 'ACCEPTED') count.accepted += 1;
    else if (state === 'FAILED') count.failed += 1;
    else if (state === 'SKIPPED') count.skipped += 1;
    else if (state === 'UNKNOWN') count.unknown += 1;
    else count.open += 1;
  }
  return count;
}

/** The counters of a run as reports show them: the sum of their shards. */
export async function countersOf(
  db: Db,
  runId: string,
): Promise<{
  accepted: number;
  failed: number;
  skipped: number;
  unknown: number;
  delivered: number;
  read: number;
}> {
  const sum = { accepted: 0, failed: 0, skipped: 0, unknown: 0, delivered: 0, read: 0 };
  for await (const shard of db
    .collection<Record<string, number>>('run_counters')
    .find({ runId: runId as never })) {
    for (const key of Object.keys(sum) as Array<keyof typeof sum>) sum[key] += shard[key] ?? 0;
  }
  return sum;
}

export async function runIdOfCampaign(db: Db, campaignId: string): Promise<string> {
  const campaign = await db
    .collection<{ _id: string; runId: string }>('campaigns')
    .findOne({ _id: campaignId });
  return campaign?.runId ?? '';
}
