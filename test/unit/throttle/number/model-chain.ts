/**
 * A throttle and one sender on a virtual clock, with what makes the real chain different from a queue: ticks that take time, records
 * claimed in batches once their slots are near, offsets committed late, processes that stand still while others have their cores, and
 * late messages that cost work and come back through the ledger. Rules are the services' own; only I/O is modelled.
 */
import { createSendSchedule, type Scheduled } from '../../../../services/sender/send/send-schedule.ts';
import { addReach, overdueMsOf, type Reach } from '../../../../services/throttle/number/sender-delay.ts';
import {
  learnPace,
  startingPace,
  type PaceSettings,
  type SenderPace,
} from '../../../../services/throttle/number/sender-pace.ts';

export const SETTINGS: PaceSettings = { horizonMs: 500, latenessMs: 500 };
export const NOW = 1_800_000_000_000;
const STEP_MS = 5;
const TICK_MS = 100;
const LOOK_EVERY_MS = 250;
/** From a release to the topic. */
const TICK_TAKES_MS = 30;
const LEAD_MS = 150;
const CLAIM_AHEAD_MS = 250;
const CLAIM_TAKES_MS = 10;
const COMMIT_AFTER_MS = 200;
const FIND_DUE_EVERY_MS = 1_000;
/** Of the work for a message so much is done when it is claimed, and so much again when it is put off. */
const CLAIM_SHARE = 0.15;
const PUT_OFF_SHARE = 0.35;
/** Others that waited for the cores do their work meanwhile: so much is not lost. */
const SAVED_UP_MS = 30;
const MICROS = 1_000;
/** The number may go a little faster than its campaign. */
const NUMBER_ALLOWS = 1.1;

export type Chain = {
  /** Messages a second that the chain can do at this second. */
  readonly capacityAt: (second: number) => number;
  /** Milliseconds of each second in which the sender stands still: `[from, length]`. */
  readonly standsStill?: (second: number) => ReadonlyArray<readonly [number, number]>;
};

export type Held = {
  /** Sent in each second. */
  readonly perSecond: number[];
  readonly late: number;
  readonly pace: SenderPace;
  /** Seconds in which a limit was in force or nothing was released. */
  readonly limitedSeconds: number;
};

type Message = Scheduled & { readonly again: boolean };

/** @param wantedAt messages a second that could leave if the senders had no limit; 0 = no campaign is on */
export function runChain(wantedAt: (second: number) => number, chain: Chain, seconds: number): Held {
  let pace = startingPace(SETTINGS);
  let nextSlotMs = NOW;
  let onTheWay: { message: Message; atMs: number }[] = [];
  let topic: Message[] = [];
  let fetched: Message[] = [];
  let claiming: { messages: Message[]; doneMs: number } | null = null;
  let committed: { count: number; atMs: number }[] = [];
  let toBeFound: number[] = [];
  let due = 0;
  const schedule = createSendSchedule<Message>(SETTINGS.latenessMs * MICROS);
  const total = { released: 0, taken: 0, late: 0 };
  let seen = { ...total, atMs: NOW };
  let history: readonly Reach[] = [];
  let work = 0;
  let limitedSeconds = 0;
  const perSecond: number[] = [];

  function tick(nowMs: number, wanted: number): void {
    const rate = Math.min(wanted, pace.perSecond ?? Infinity);
    if (rate === 0 || pace.areBehind) return;
    nextSlotMs = Math.max(nextSlotMs, nowMs + LEAD_MS + pace.horizonMs - SETTINGS.horizonMs);
    for (; nextSlotMs < nowMs + pace.horizonMs; nextSlotMs += 1_000 / rate) {
      const again = due > 0;
      if (again) due -= 1;
      const spacingMicros = (1_000 / (wanted * NUMBER_ALLOWS)) * MICROS;
      const message = { integrationId: 'n', sendAt: Math.round(nextSlotMs * MICROS), spacingMicros, again };
      onTheWay.push({ message, atMs: nowMs + TICK_TAKES_MS });
    }
  }

  function look(nowMs: number, wanted: number): void {
    history = addReach(history, { dueMs: nowMs + pace.horizonMs, produced: total.released });
    const since = {
      released: total.released - seen.released,
      taken: total.taken - seen.taken,
      late: total.late - seen.late,
    };
    pace = learnPace(
      pace,
      {
        ...{ nowMs, spanMs: nowMs - seen.atMs, wantedPerSecond: wanted, ...since },
        waiting: total.released - total.taken,
        overdueMs: overdueMsOf(history, total.taken, nowMs),
      },
      SETTINGS,
    );
    seen = { ...total, atMs: nowMs };
  }

  function claim(nowMs: number, capacity: number): void {
    if (claiming && claiming.doneMs <= nowMs) {
      for (const message of claiming.messages) {
        if (nowMs <= message.sendAt / MICROS + SETTINGS.latenessMs) schedule.add([message]);
        else {
          toBeFound.push(nowMs);
          work -= PUT_OFF_SHARE / 2;
        }
      }
      committed.push({ count: claiming.messages.length, atMs: nowMs + COMMIT_AFTER_MS });
      claiming = null;
    }
    if (fetched.length === 0) {
      fetched = topic;
      topic = [];
    }
    const first = fetched[0];
    if (claiming || !first || work <= 0) return;
    if (nowMs < first.sendAt / MICROS + schedule.delayOf('n') / MICROS - CLAIM_AHEAD_MS) return;
    // what was fetched is claimed whole
    const takesMs = CLAIM_TAKES_MS + (fetched.length * CLAIM_SHARE * 1_000) / capacity;
    claiming = { messages: fetched, doneMs: nowMs + takesMs };
    work -= fetched.length * CLAIM_SHARE;
    fetched = [];
  }

  function send(nowMs: number): number {
    let sent = 0;
    const { due: leaving, late } = schedule.takeDue(nowMs * MICROS, () => {
      if (work <= 0) return false;
      work -= 1 - CLAIM_SHARE;
      return true;
    });
    sent += leaving.length;
    for (let each = 0; each < late.length; each += 1) toBeFound.push(nowMs);
    work -= late.length * PUT_OFF_SHARE;
    return sent;
  }

  for (let second = 0; second < seconds; second += 1) {
    const wanted = wantedAt(second);
    const capacity = chain.capacityAt(second);
    const still = chain.standsStill?.(second) ?? [];
    let sent = 0;
    for (let ms = 0; ms < 1_000; ms += STEP_MS) {
      const nowMs = NOW + second * 1_000 + ms;
      if (ms % TICK_MS === 0) tick(nowMs, wanted);
      const arrived = onTheWay.filter(({ atMs }) => atMs <= nowMs);
      onTheWay = onTheWay.filter(({ atMs }) => atMs > nowMs);
      topic.push(...arrived.map(({ message }) => message));
      total.released += arrived.length;
      work = Math.min(work + (capacity * STEP_MS) / 1_000, (capacity * SAVED_UP_MS) / 1_000);
      if (!still.some(([from, length]) => ms >= from && ms < from + length)) {
        claim(nowMs, capacity);
        sent += send(nowMs);
      }
      for (const { count } of committed.filter(({ atMs }) => atMs <= nowMs)) total.taken += count;
      committed = committed.filter(({ atMs }) => atMs > nowMs);
      if (nowMs % FIND_DUE_EVERY_MS === 0) {
        total.late += toBeFound.length;
        due += toBeFound.length;
        toBeFound = [];
      }
      // looks are made while there is something to send
      if (wanted > 0 && nowMs - seen.atMs >= LOOK_EVERY_MS) look(nowMs, wanted);
    }
    perSecond.push(sent);
    if (pace.perSecond !== null) limitedSeconds += 1;
  }
  return { perSecond, late: total.late, pace, limitedSeconds };
}

export const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / of.length;
