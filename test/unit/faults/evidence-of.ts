/** Evidence of a run in which everything went well: six recipients, one on a DNC list, one resolved unknown, one import with a bad row. */
import type {
  Accepted,
  Evidence,
  LedgerDocument,
  LedgerWrite,
  RunFacts,
  Told,
} from '../../faults/checker/evidence.ts';

export const RUN = 'aaaaaaaaaaaaaaaa';
const START_MS = 1_800_000_000_000;
const EVERY_MS = 100;
/** From a message's arrival to the end of its intent's lease. */
const LEASE_MS = 8_000;
export const phones = ['491', '492', '493', '494', '495', '496'];
export const idOf = (to: string): string => `${RUN}-m${to}`;
/** When the n-th message of an untroubled run arrives. */
export const atOf = (place: number): number => START_MS + place * EVERY_MS;

const run: RunFacts = {
  campaignId: 'c1',
  runId: RUN,
  phoneNumberId: '100',
  contacts: 7,
  order: phones,
  messagesPerMinute: 600,
  latenessMs: 500,
  orderToleranceMs: 250,
  forbidden: [{ to: '499', sinceMs: 0 }],
  stops: [],
  endsAs: 'complete',
};

const accepted = (to: string, place: number): Accepted => ({
  at: atOf(place),
  to,
  wamid: `w${to}`,
  phoneNumberId: '100',
  callbackData: `${idOf(to)}.1`,
});

const document = (to: string, sequence: number): LedgerDocument => ({
  _id: idOf(to),
  runId: RUN,
  contactId: `k${to}`,
  sequence,
  state: 'ACCEPTED',
  attempt: 1,
  to,
  wamid: `w${to}`,
  delivery: 'DELIVERED',
});

const told = (to: string, status: string, place: number): Told => ({
  at: atOf(place) + 50,
  wamid: `w${to}`,
  status,
  callbackData: `${idOf(to)}.1`,
  answer: 200,
});

export const wrote = (to: string, at: number, set: Record<string, unknown>): LedgerWrite => ({
  at,
  id: idOf(to),
  kind: 'part',
  set,
  unset: [],
});

function history(to: string, place: number): LedgerWrite[] {
  const at = atOf(place);
  return [
    {
      ...wrote(to, at - 200, { state: 'INTENT', attempt: 1, dueAt: new Date(at + LEASE_MS) }),
      kind: 'whole',
    },
    // the second one's sender was killed
    ...(place === 1 ? [wrote(to, at + 10, { state: 'UNKNOWN' })] : []),
    wrote(to, at + 20, { state: 'ACCEPTED', wamid: `w${to}` }),
    wrote(to, at + 30, { delivery: 'SENT' }),
    wrote(to, at + 60, { delivery: 'DELIVERED' }),
  ];
}

const skipped: LedgerDocument = {
  _id: `${RUN}-x1`,
  runId: RUN,
  contactId: 'k499',
  sequence: 6,
  state: 'SKIPPED',
  attempt: 0,
  reason: 'ON_DO_NOT_CALL_LIST',
};

/** Fresh each time, so that a test may spoil it. */
export function evidenceOf(facts: Partial<RunFacts> = {}): Evidence & { run: RunFacts } {
  const ownRun = structuredClone({ ...run, ...facts });
  return {
    run: ownRun,
    facts: {
      runs: [ownRun],
      imports: [
        {
          importId: 'i1',
          rows: 4,
          imported: 2,
          updated: 1,
          unchanged: 0,
          rejectedLines: [3],
          contactsInList: 2,
        },
      ],
    },
    accepted: phones.map(accepted),
    told: phones.flatMap((to, place) => [told(to, 'sent', place), told(to, 'delivered', place)]),
    campaigns: [{ _id: 'c1', status: 'complete' }],
    messages: [...phones.map(document), { ...skipped }],
    counters: [
      { _id: `${RUN}:0`, runId: RUN, accepted: 4, sent: 6, delivered: 3 },
      { _id: `${RUN}:1`, runId: RUN, accepted: 2, delivered: 3 },
      { _id: `${RUN}:x0`, runId: RUN, skipped: 1, skippedBy: { ON_DO_NOT_CALL_LIST: 1 } },
      { _id: `${RUN}:run`, runId: RUN, shards: 3 },
    ],
    imports: [
      {
        _id: 'i1',
        listId: 'l1',
        state: 'FINISHED',
        rowsRead: 4,
        imported: 2,
        updated: 1,
        unchanged: 0,
        rejected: 1,
      },
    ],
    rejects: [{ _id: 'i1:0000000003', importId: 'i1', line: 3 }],
    contacts: [
      { _id: 'l1:a', listId: 'l1', arrival: 1 },
      { _id: 'l1:b', listId: 'l1', arrival: 2 },
    ],
    history: phones.flatMap(history),
  };
}

/** The element that a test spoils. */
export function at<T>(all: T[], index: number): T {
  const one = all[index];
  if (one === undefined) throw new Error(`the evidence has no element ${index}`);
  return one;
}
