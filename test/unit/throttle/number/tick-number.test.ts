import type { MessageDocument, PaceDocument } from '../../../../schemas/collections.ts';
import { topics } from '../../../../schemas/topics.ts';
import type { ReleasedMessage } from '../../../../schemas/types.ts';
import type { Logger } from '../../../../services/platform/process/logger.ts';
import type { Metrics } from '../../../../services/platform/process/metrics.ts';
import type { Producer } from '../../../../services/platform/kafka/produce.ts';
import {
  openNumber,
  setCampaignOf,
  takeEligible,
  type PacedNumber,
} from '../../../../services/throttle/number/paced-number.ts';
import { tickNumber } from '../../../../services/throttle/number/tick-number.ts';
import type { Reservation } from '../../../../services/throttle/store.ts';
import type { WaitingRun } from '../../../../services/throttle/run/waiting-run.ts';
import { eligibleContact, integrationDocument } from '../../../support/campaign-documents.ts';
import { noLimits } from '../../../support/no-limits.ts';

const NOW = 1_800_000_000_000;
const KEEP_UP = {
  areBehind: false,
  horizonMs: 500,
  perSecond: null,
  managed: { perSecond: null, inAll: null },
};
const silent = (): void => undefined;
const log = { info: silent, warn: silent, error: silent, debug: silent } as unknown as Logger;
const metrics = { count: silent, set: silent, observe: silent } as unknown as Metrics;

/** A number with a campaign of one message a second, with what its surroundings do. */
function given(over: { ledger?: Partial<WaitingRun>; gate?: boolean } = {}) {
  const released: ReleasedMessage[] = [];
  const reservations: Reservation[] = [];
  const fails = { reserve: 0, send: 0 };
  const producer = {
    send: async (topic: { name: string }, values: readonly unknown[]) => {
      if (topic.name !== topics.releasedMessages.name) return;
      if (fails.send-- > 0) throw new Error('no broker');
      released.push(...(values as ReleasedMessage[]));
    },
  } as unknown as Producer;
  const ledger: WaitingRun = {
    findDue: async () => [],
    defer: async (contacts) => contacts,
    sleepers: () => null,
    ...over.ledger,
  };
  const claimed: PaceDocument = { _id: 'number', epoch: 1, owner: 't', nextMicros: 0, runs: {} };
  const number = openNumber(
    {
      store: {
        reserveSlots: async (_id, _epoch, reservation) => {
          if (fails.reserve-- > 0) throw new Error('no database');
          reservations.push(reservation);
          return true;
        },
        waitingRunOf: () => ledger,
      },
      ...{ producer, metrics, log, cap: { take: async () => 0 }, fences: { tell: async () => undefined } },
      portfolios: noLimits,
      pace: { margin: 0, horizonMs: 500, isUnchecked: false },
      // a Friday evening in Berlin, Saturday in Tokyo
      callableNowMs: () => Date.UTC(2027, 0, 15, 20),
    },
    integrationDocument({ _id: 'number' }),
    claimed,
    null,
  );
  // on Fridays alone
  const ranges = [{ days: ['FRI' as const], start: '00:00', end: '24:00' }];
  setCampaignOf(number, {
    ...{ campaignId: 'c', revision: 1, status: 'on', runId: 'r', messagesPerMinute: 600, templateKey: null },
    callableTimes: over.gate ? { timeZone: 'Europe/Berlin', ranges } : null,
  });
  return { number, released, reservations, fails };
}

function arrive(number: PacedNumber, from: number, through: number, timeZone: string | null = null): void {
  const of = { campaignId: 'c', runId: 'r', integrationId: 'number' };
  for (let sequence = from; sequence < through; sequence += 1)
    takeEligible(number, {
      ...of,
      body: { type: 'EligibleContact', ...eligibleContact('r', sequence), timeZone },
    });
  const progress = { fromSequence: from, decidedThrough: through, planned: 100, planComplete: true };
  takeEligible(number, {
    ...of,
    body: { type: 'EligibilityProgress', ...progress, eligible: through - from },
  });
}

const sequences = (released: readonly ReleasedMessage[]): number[] =>
  released.map(({ sequence }) => sequence);

describe('a tick', () => {
  it.each(['reserve', 'send'] as const)('puts messages back in order when it cannot %s', async (what) => {
    const { number, released, fails } = given();
    arrive(number, 0, 6);
    fails[what] = 1;
    await expect(tickNumber(number, NOW, KEEP_UP)).rejects.toThrow('no ');
    for (let at = NOW + 100; at < NOW + 2_000; at += 100) await tickNumber(number, at, KEEP_UP);
    expect(sequences(released)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('releases a message that waited in the ledger at the next tick when the release failed', async () => {
    const due = {
      _id: 'm',
      ...eligibleContact('r', 7),
      state: 'WAITING',
      attempt: 1,
    } as unknown as MessageDocument;
    const { number, released, fails } = given({ ledger: { findDue: async () => [due] } });
    fails.send = 1;
    await expect(tickNumber(number, NOW, KEEP_UP)).rejects.toThrow('no broker');
    await tickNumber(number, NOW + 1_100, KEEP_UP);
    expect(released).toMatchObject([{ messageId: 'm', attempt: 2 }]);
  });

  it('counts what came back too late for its slot', async () => {
    const late = {
      _id: eligibleContact('r', 0).messageId,
      ...eligibleContact('r', 0),
      state: 'WAITING',
      attempt: 0,
    };
    let due: MessageDocument[] = [];
    const { number, released } = given({ ledger: { findDue: async () => due } });
    arrive(number, 0, 1);
    await tickNumber(number, NOW, KEEP_UP);
    due = [late as unknown as MessageDocument];
    await tickNumber(number, NOW + 1_500, KEEP_UP);
    expect(number.counted).toEqual({ released: 2, late: 1 });
    expect(sequences(released)).toEqual([0, 0]);
  });

  it('keeps contacts that arrive while others are put off, and does not skip what is on its way out', async () => {
    let finish: () => void = silent;
    const { number, released, reservations } = given({
      gate: true,
      ledger: { defer: (contacts) => new Promise((resolve) => (finish = () => resolve(contacts))) },
    });
    const friday = Date.UTC(2027, 0, 15, 20);
    arrive(number, 0, 2, 'Asia/Tokyo');
    await tickNumber(number, friday, KEEP_UP);
    arrive(number, 2, 4, 'Europe/Berlin');
    finish();
    for (let at = friday + 100; at < friday + 2_000; at += 100) {
      await tickNumber(number, at, KEEP_UP);
      finish();
    }
    expect(sequences(released)).toEqual([2, 3]);
    expect(reservations.at(-1)?.runs.get('r')?.releasedThrough ?? 4).toBe(4);
  });

  it('goes no faster than the senders manage, and says so', async () => {
    const { number, released } = given();
    arrive(number, 0, 30);
    const senders = { ...KEEP_UP, horizonMs: 1_000 / 1.7, perSecond: 5, managed: { perSecond: 5, inAll: 5 } };
    for (let at = NOW; at < NOW + 2_000; at += 100) await tickNumber(number, at, senders);
    const slots = released.map(({ sendAt }) => sendAt);
    const gaps = slots.slice(1).map((slot, place) => slot - (slots[place] ?? 0));
    expect(Math.min(...gaps)).toBe(200_000);
    expect(slots.every(Number.isInteger)).toBe(true);
    expect(number.runs.live.get('r')?.limit).toMatchObject({ by: 'senders', perMinute: 300, perSecond: 5 });
  });
});
