/** A portfolio with its numbers, two instances, database, ledger and provider in memory; every call to the database waits until it is let go. */
import type { PortfolioDocument } from '../../../../schemas/collections.ts';
import {
  lookForPlaces,
  type ChangedBucket,
  type PortfolioStore,
} from '../../../../services/throttle/portfolio/look-for-places.ts';
import {
  admit,
  noteRecorded,
  openPlaces,
  openPortfolio,
  type NumberPlaces,
  type Portfolio,
} from '../../../../services/throttle/portfolio/number-places.ts';
import { openWindow } from '../../../../services/throttle/portfolio/people-window.ts';
import { recordPeople, type Portfolios } from '../../../../services/throttle/portfolio/portfolios.ts';
import { settlePeople, type SettleStore } from '../../../../services/throttle/portfolio/settle-people.ts';

export const WINDOW_MS = 600_000;
const ACCEPTED_WITHIN_MS = 2_000;
const SETTLE_AFTER_MS = 35_000;
const FIRM_FOR_MS = 60_000;
const SLOT_AHEAD_MS = 500;

type Stored = Omit<ChangedBucket, 'people'> & { people: Array<{ p: number; m: string }> };
type Way = { messageId: string; person: string; slotMs: number };
export type Fate = 'accepted' | 'refused' | 'unknown';

export class PortfolioModel {
  nowMs = 1_800_000_000_000;
  /** What the provider broke: a person too many, with what was known then. */
  readonly faults: string[] = [];
  readonly lastAccepted = new Map<string, number>();
  #waiting: Array<() => void> = [];
  #document: PortfolioDocument | null = null;
  readonly #buckets = new Map<string, Stored>();
  readonly #epochs = [0, 0, 0];
  readonly #ledger = new Map<string, 'open' | 'maybe' | 'not'>();
  #onTheirWay: Way[] = [];
  #messages = 0;
  limit: number;
  readonly portfolios: [Portfolio, Portfolio];
  /** Which places each instance thinks it has of each number. */
  readonly places: Array<Array<NumberPlaces | null>> = [
    [null, null, null],
    [null, null, null],
  ];

  constructor(limit: number) {
    this.limit = limit;
    this.portfolios = [this.#opened(), this.#opened()];
  }

  #opened(): Portfolio {
    const portfolio = openPortfolio('p', openWindow());
    portfolio.limit = this.limit;
    return portfolio;
  }

  /** One call to the database goes on. */
  step(which: number): void {
    const [go] = this.#waiting.splice(this.#waiting.length === 0 ? 0 : which % this.#waiting.length, 1);
    go?.();
  }

  /** All calls go on, but the oldest hang. */
  async drain(hanging = 0): Promise<void> {
    for (let quiet = 0; quiet < 30; quiet += 1) {
      if (this.#waiting.length > hanging) {
        quiet = 0;
        this.step(hanging);
      }
      await Promise.resolve();
    }
  }

  #gate(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  readonly store: PortfolioStore & SettleStore = {
    findPortfolio: async () => {
      await this.#gate();
      const found = structuredClone(this.#document);
      await this.#gate();
      return found;
    },
    findChangedBuckets: async (_id, since) => {
      await this.#gate();
      const found = [...this.#buckets.values()]
        .filter(({ changedAtMs }) => changedAtMs >= since.getTime())
        .map((bucket) => ({ ...bucket, people: bucket.people.map(({ p }) => p) }));
      await this.#gate();
      return found;
    },
    changePortfolio: async (before, after) => {
      await this.#gate();
      if ((this.#document?.version ?? 0) !== (before?.version ?? 0)) return false;
      this.#document = structuredClone(after);
      await this.#gate();
      return true;
    },
    fenceNumber: async (id, epoch) => {
      await this.#gate();
      if (this.#epochs[Number(id)] === epoch) this.#epochs[Number(id)] = epoch + 1;
    },
    findPeopleOf: async (id) => {
      await this.#gate();
      return structuredClone(this.#buckets.get(id)?.people ?? []);
    },
    findReach: async (ids) => {
      await this.#gate();
      const found = new Map(ids.map((id) => [id, this.#ledger.get(id) ?? ('not' as const)]));
      await this.#gate();
      return found;
    },
    settleBucket: async (id, messageIds, isFinal) => {
      await this.#gate();
      const bucket = this.#buckets.get(id);
      if (!bucket || bucket.isSettled) return;
      const people = bucket.people.filter(({ m }) => !messageIds.includes(m));
      this.#buckets.set(id, { ...bucket, people, isSettled: isFinal, changedAtMs: this.nowMs });
    },
  };

  readonly #recording = {
    parts: {
      store: {
        recordPeople: async (
          bucket: { _id: string; endsAt: Date; dropsAt: Date },
          people: Array<{ p: number; m: string }>,
        ) => {
          await this.#gate();
          const of = {
            id: bucket._id,
            endsAtMs: bucket.endsAt.getTime(),
            dropsAtMs: bucket.dropsAt.getTime(),
          };
          const before = this.#buckets.get(bucket._id) ?? { ...of, isSettled: false, people: [] };
          this.#buckets.set(bucket._id, {
            ...before,
            people: [...before.people, ...people],
            changedAtMs: this.nowMs,
          });
          await this.#gate();
        },
      },
      times: { windowMs: WINDOW_MS, acceptedWithinMs: ACCEPTED_WITHIN_MS, settleAfterMs: SETTLE_AFTER_MS },
    },
  } as unknown as Portfolios;

  claim(instance: number, number: number): void {
    this.#epochs[number] = (this.#epochs[number] ?? 0) + 1;
    const portfolio = this.portfolios[instance === 0 ? 0 : 1];
    const of = this.places[instance];
    if (of) of[number] = openPlaces(portfolio, String(number), this.#epochs[number] ?? 0);
  }

  /** What it remembers is gone. */
  crash(instance: number): void {
    this.places[instance] = [null, null, null];
    this.portfolios[instance === 0 ? 0 : 1] = this.#opened();
  }

  async look(instance: number, number: number, wanted: number): Promise<void> {
    const places = this.places[instance]?.[number];
    if (!places || places.isLooking) return;
    places.isLooking = true;
    const look = async (): Promise<void> =>
      void (await lookForPlaces(this.store, places, wanted, this.nowMs));
    const { portfolio } = places;
    portfolio.looking = portfolio.looking.then(look).finally(() => (places.isLooking = false));
    await portfolio.looking;
  }

  async settle(instance: number): Promise<void> {
    await settlePeople(this.store, this.portfolios[instance === 0 ? 0 : 1], SETTLE_AFTER_MS, this.nowMs);
  }

  /** As the throttle does it: admit, record, reserve under the epoch, release. */
  async release(instance: number, number: number, people: readonly string[]): Promise<number> {
    const places = this.places[instance]?.[number];
    if (!places) return 0;
    const startedMs = this.nowMs;
    const admitted = people.flatMap((to) => {
      const admission = admit(places, to, startedMs + FIRM_FOR_MS, startedMs);
      return admission ? [{ to, admission, messageId: `m${(this.#messages += 1)}` }] : [];
    });
    if (admitted.length === 0) return 0;
    const slotMs = startedMs + SLOT_AHEAD_MS;
    await recordPeople(this.#recording, places, admitted, slotMs);
    noteRecorded(
      places,
      admitted.map(({ to }) => to),
    );
    await this.#gate();
    const isOurs = this.#epochs[number] === places.epoch;
    await this.#gate();
    if (!isOurs || this.nowMs - startedMs > FIRM_FOR_MS / 2) {
      for (const { admission } of admitted) admission.undo();
      return 0;
    }
    for (const { to, messageId } of admitted) this.#onTheirWay.push({ messageId, person: to, slotMs });
    return admitted.length;
  }

  /** The next message that was released meets its fate, unless it is too late for its slot. */
  arrive(which: number, fate: Fate): void {
    const [way] = this.#onTheirWay.splice(
      this.#onTheirWay.length === 0 ? 0 : which % this.#onTheirWay.length,
      1,
    );
    if (!way || this.nowMs > way.slotMs + ACCEPTED_WITHIN_MS) return;
    if (fate === 'accepted') this.#accept(way.person);
    // the provider may have accepted what nobody knows of
    if (fate === 'unknown' && which % 2 === 0) this.#accept(way.person);
    this.#ledger.set(way.messageId, fate === 'refused' ? 'not' : 'maybe');
  }

  #accept(person: string): void {
    const inWindow = [...this.lastAccepted].filter(([, atMs]) => atMs > this.nowMs - WINDOW_MS);
    if (!inWindow.some(([one]) => one === person) && inWindow.length >= this.limit)
      this.faults.push(`${person} is the ${inWindow.length + 1}th of ${this.limit} people`);
    this.lastAccepted.set(person, this.nowMs);
  }

  /** Everybody has had an answer or is too late, and what is abandoned is seen to be. */
  async rest(): Promise<void> {
    await this.drain();
    while (this.#onTheirWay.length > 0) this.arrive(0, 'refused');
    this.nowMs += 100_000;
  }
}
