/**
 * Judges a campaign that everything went wrong with: what the provider's log says of each person against what the ledger says, with none
 * of the code that it judges. What the log says decides what the ledger must say (contracts: error codes and ambiguous outcomes).
 */
import type { Db } from 'mongodb';

export type AcceptedLine = { at: number; to: string; wamid: string; callbackData: string; outcome: string };
export type RefusedLine = {
  at: number;
  to: string;
  callbackData: string;
  attempt: number | null;
  outcome: string;
  code?: number;
};
export type StatusLine = { wamid?: string; status?: string; code?: number; answer: number | string | null };

/** The simulator's three logs. */
export type ProviderLog = { accepted: AcceptedLine[]; refused: RefusedLine[]; statuses: StatusLine[] };

export type LedgerLine = {
  _id: string;
  to?: string;
  contactId: string;
  state: string;
  code?: number;
  reason?: string;
  delivery?: string;
};

/** What became of one person, in words that two runs can be compared by. */
export type Fate = { outcome: string; state: string; code: number | null; delivery: string | null };

export async function readProviderLog(simulatorUrl: string): Promise<ProviderLog> {
  const lines = async <T>(what: string): Promise<T[]> =>
    (await (await fetch(`${simulatorUrl}/simulator/${what}`)).text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  return {
    accepted: await lines<AcceptedLine>('accepted'),
    refused: await lines<RefusedLine>('refused'),
    statuses: await lines<StatusLine>('statuses'),
  };
}

export async function readLedger(db: Db, runId: string): Promise<LedgerLine[]> {
  return db
    .collection<LedgerLine & { runId: string }>('messages')
    .find({ runId })
    .project<LedgerLine>({ to: 1, contactId: 1, state: 1, code: 1, reason: 1, delivery: 1 })
    .toArray();
}

const RANK: Record<string, number> = { sent: 1, failed: 2, delivered: 3, read: 4 };
const DELIVERY: Record<string, string> = {
  sent: 'SENT',
  failed: 'UNDELIVERED',
  delivered: 'DELIVERED',
  read: 'READ',
};

/** Everyone's fate as the provider's log alone tells it; people it never heard of are absent. */
export function fatesByLog(log: ProviderLog): Map<string, Fate> {
  const furthest = new Map<string, StatusLine>();
  for (const line of log.statuses) {
    if (line.answer !== 200 || line.wamid === undefined || line.status === undefined) continue;
    const before = furthest.get(line.wamid);
    if ((RANK[line.status] ?? 0) > (RANK[before?.status ?? ''] ?? 0)) furthest.set(line.wamid, line);
  }
  const fates = new Map<string, Fate>();
  for (const { to, outcome, code } of log.refused) {
    // silence, or what a proxy says: nobody can know, and it is not sent again
    const unknown = outcome !== 'error';
    fates.set(to, {
      outcome: unknown ? outcome : `error ${code}`,
      state: unknown ? 'UNKNOWN' : 'FAILED',
      code: code ?? null,
      delivery: null,
    });
  }
  for (const { to, wamid, outcome } of log.accepted) {
    const last = furthest.get(wamid);
    fates.set(to, {
      outcome,
      state: last?.status === 'failed' ? 'FAILED' : 'ACCEPTED',
      code: last?.status === 'failed' ? (last.code ?? null) : null,
      delivery: last?.status === undefined ? null : (DELIVERY[last.status] ?? null),
    });
  }
  return fates;
}

export type Expected = {
  /** Everyone in the contact list, each once. */
  people: readonly string[];
  /** Who must not be messaged at all, and the reason that the ledger must show. */
  forbidden: ReadonlyMap<string, string>;
  /** Who must not be messaged from then on (ms since the epoch, a request under way included). */
  forbiddenFrom: ReadonlyMap<string, number>;
};

/** Everything that is wrong, person by person; empty when all is well. */
export function faultsOf(expected: Expected, log: ProviderLog, ledger: readonly LedgerLine[]): string[] {
  const faults: string[] = [];
  const fates = fatesByLog(log);
  const accepted = new Map<string, AcceptedLine>();
  for (const line of log.accepted) {
    if (accepted.has(line.to)) faults.push(`${line.to} got a second message`);
    accepted.set(line.to, line);
    const from = expected.forbiddenFrom.get(line.to);
    if (from !== undefined && line.at > from)
      faults.push(`${line.to} got a message ${line.at - from} ms after the ban`);
  }
  const known = new Set(expected.people);
  for (const to of fates.keys()) if (!known.has(to)) faults.push(`${to} is not in the list`);
  const messages = new Map(
    ledger.flatMap((line) => (line.to === undefined ? [] : [[line.to, line] as const])),
  );
  for (const to of expected.people) {
    const line = messages.get(to);
    const fate = fates.get(to);
    const reason = expected.forbidden.get(to);
    if (reason !== undefined) {
      if (fate) faults.push(`${to} is ${reason}, and the provider heard of it: ${JSON.stringify(fate)}`);
      if (line && (line.state !== 'SKIPPED' || line.reason !== reason))
        faults.push(`${to}: expected SKIPPED ${reason}, the ledger has ${line.state} ${line.reason}`);
      continue;
    }
    if (!fate) {
      const banned = expected.forbiddenFrom.has(to);
      if (!banned)
        faults.push(`${to} was lost: the provider never heard of it, the ledger has ${line?.state}`);
      continue;
    }
    const shown = line && { state: line.state, code: line.code ?? null, delivery: line.delivery ?? null };
    const { state, code, delivery } = fate;
    // refused, to be tried again, and banned before its next turn came
    const bannedMeanwhile = expected.forbiddenFrom.has(to) && !accepted.has(to);
    if (bannedMeanwhile && line?.state === 'SKIPPED' && line.reason === 'OPTED_OUT') continue;
    if (shown?.state !== state || shown.delivery !== delivery || (state === 'FAILED' && shown.code !== code))
      faults.push(
        `${to} (${fate.outcome}): expected ${JSON.stringify({ state, code, delivery })}, the ledger has ${JSON.stringify(shown)}`,
      );
  }
  return faults;
}
