import fc from 'fast-check';
import {
  addContact,
  closeBlock,
  demandOf,
  dropAside,
  lookAhead,
  openQueue,
  putBack,
  releasedThrough,
  setAside,
  shareAfter,
  takeReady,
  type RunQueue,
} from '../../../../services/throttle/run/run-queue.ts';
import type { EligibleContact } from '../../../../schemas/types.ts';

const contact = (sequence: number): EligibleContact => ({
  messageId: `m${sequence}`,
  contactId: `c${sequence}`,
  sequence,
  to: '1',
  template: { name: 't', language: 'en', header: [], body: [], buttons: [] },
  timeZone: null,
});
type Arrival = { contact: number } | { from: number; through: number };
const PLANNED = 60;
const arrive = (queue: RunQueue, arrival: Arrival): RunQueue =>
  'contact' in arrival
    ? addContact(queue, contact(arrival.contact))
    : closeBlock(queue, {
        fromSequence: arrival.from,
        decidedThrough: arrival.through,
        planned: PLANNED,
        planComplete: true,
      });
const block = (
  from: number,
  through: number,
  isExcluded = (sequence: number): boolean => sequence % 7 === 3,
): Arrival[] => [
  ...Array.from({ length: through - from }, (_, index) => from + index)
    .filter((sequence) => !isExcluded(sequence))
    .map((sequence) => ({ contact: sequence })),
  { from, through },
];

describe('run queue', () => {
  it('takes the contacts of a block when the block is closed', () => {
    const open = block(0, 5).slice(0, -1).reduce(arrive, openQueue(0));
    expect(open.ready).toEqual([]);
    const closed = arrive(open, { from: 0, through: 5 });
    expect(closed.ready.map((one) => one.sequence)).toEqual([0, 1, 2, 4]);
    expect(closed.receivedThrough).toBe(5);
  });

  it('does not take a block while one before it is missing', () => {
    const queue = block(10, 20).reduce(arrive, openQueue(0));
    expect(queue.ready).toEqual([]);
    expect(queue.receivedThrough).toBe(0);
  });

  it('does not take a block of which it has heard the end only: a takeover may begin to read in the middle', () => {
    const end = { fromSequence: 0, decidedThrough: 3, planned: PLANNED, planComplete: true, eligible: 3 };
    const heard = closeBlock(addContact(openQueue(0), contact(2)), end);
    expect([heard.ready, heard.receivedThrough]).toEqual([[], 0]);
    // asked for again, it comes whole
    const whole = closeBlock([0, 1, 2].map(contact).reduce(addContact, heard), end);
    expect(whole.ready.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
    // also when a part of it was received before
    const further = closeBlock([1, 2, 3].map(contact).reduce(addContact, whole), {
      ...end,
      ...{ fromSequence: 1, decidedThrough: 4 },
    });
    expect(further.ready.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
  });

  it('has every contact exactly once and in order, however blocks of two eligibility instances are repeated and interleaved', () => {
    const chain = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(
        chain,
        chain,
        fc.array(fc.boolean(), { minLength: 50, maxLength: 300 }),
        (one, other, turns) => {
          // each instance answers the chain of demands in its own cuts, in order
          const cut = (lengths: number[]): Arrival[] => {
            const arrivals: Arrival[] = [];
            let from = 0;
            for (const length of [...lengths, PLANNED]) {
              const through = Math.min(PLANNED, from + length);
              arrivals.push(...block(from, through));
              from = through;
            }
            return arrivals;
          };
          const [a, b] = [cut(one), cut(other)];
          const merged: Arrival[] = [];
          for (const turn of turns) merged.push(...(turn ? a : b).splice(0, 1));
          const queue = [...merged, ...a, ...b].reduce(arrive, openQueue(0));
          const expected = Array.from({ length: PLANNED }, (_, sequence) => sequence).filter(
            (sequence) => sequence % 7 !== 3,
          );
          expect(queue.ready.map((contact) => contact.sequence)).toEqual(expected);
        },
      ),
    );
  });

  it('starts again where everything before has been released', () => {
    const queue = block(0, 30).reduce(arrive, openQueue(12));
    expect(queue.ready[0]?.sequence).toBe(12);
  });

  it('knows how far it is released, with what was put back', () => {
    const full = block(0, 10, () => false).reduce(arrive, openQueue(0));
    const { taken, queue } = takeReady(full, 4);
    expect(releasedThrough(queue)).toBe(4);
    expect(releasedThrough(putBack(queue, taken))).toBe(0);
    expect(releasedThrough(takeReady(queue, 99).queue)).toBe(10);
  });
});

describe('contacts whose callable time it is not', () => {
  const inZones = (queue: RunQueue): RunQueue => ({
    ...queue,
    ready: queue.ready.map((one) => ({ ...one, timeZone: one.sequence % 2 === 0 ? 'awake' : 'asleep' })),
  });
  const isAwake = (zone: string | null): boolean => zone !== 'asleep';
  const mixed = inZones(block(0, 6, () => false).reduce(arrive, openQueue(0)));

  it('leave the queue to the others, and are not forgotten before they are in the ledger', () => {
    const queue = setAside(mixed, isAwake);
    expect(queue.ready.map((one) => one.sequence)).toEqual([0, 2, 4]);
    expect(queue.aside.map((one) => one.sequence)).toEqual([1, 3, 5]);
    const sent = takeReady(queue, 3).queue;
    // whoever takes over now asks for all from the first that is not durable
    expect(releasedThrough(sent)).toBe(1);
    expect(releasedThrough(dropAside(sent, queue.aside.slice(0, 1)))).toBe(3);
    expect(releasedThrough(dropAside(sent, queue.aside))).toBe(6);
  });

  it('stay in order when a zone closes while others were set aside before', () => {
    const queue = setAside(setAside(mixed, isAwake), () => false);
    expect(queue.aside.map((one) => one.sequence)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(queue.ready).toEqual([]);
  });

  it('make the throttle ask for more at a time, until others come again', () => {
    expect(lookAhead(100_000, 4, 1)).toBe(40);
    expect(lookAhead(100_000, 4, 0.5)).toBe(80);
    expect(lookAhead(100_000, 4, 0)).toBe(1_000);
    expect(lookAhead(1_000, 4, 0)).toBe(4_000);
    const asleep = shareAfter(shareAfter(1, 0, 40), 0, 80);
    expect(asleep).toBe(0.25);
    expect(shareAfter(asleep, 100, 100)).toBe(0.625);
    expect(shareAfter(asleep, 0, 0)).toBe(asleep);
  });

  it('are not asked for on and on while the ledger takes none', () => {
    const aside = Array.from({ length: 1_001 }, (_, sequence) => contact(sequence));
    expect(demandOf({ ...openQueue(2_000), aside }, 40, null, 0, 3_000)).toBeNull();
  });
});

describe('demand', () => {
  const now = 1_000_000;

  it('asks for a few seconds of sending, never less than one contact', () => {
    expect(lookAhead(1_010_000, 4)).toBe(4);
    expect(lookAhead(60_000_000, 4)).toBe(1);
    expect(demandOf(openQueue(0), 4, null, now, 3_000)).toEqual({ fromSequence: 0, throughSequence: 4 });
  });

  it('waits for an answer before it asks again, and repeats itself when none comes', () => {
    const asked = { throughSequence: 4, atMs: now };
    expect(demandOf(openQueue(0), 4, asked, now + 2_999, 3_000)).toBeNull();
    expect(demandOf(openQueue(0), 4, asked, now + 3_000, 3_000)).toEqual({
      fromSequence: 0,
      throughSequence: 4,
    });
  });

  it('asks on when a block held nobody but excluded contacts', () => {
    const queue = arrive(openQueue(0), { from: 0, through: 4 });
    expect(demandOf(queue, 4, { throughSequence: 4, atMs: now }, now, 3_000)).toEqual({
      fromSequence: 4,
      throughSequence: 8,
    });
  });

  it('is quiet when nothing is left, and wakes when contacts are added', () => {
    const done = arrive(openQueue(PLANNED), { from: PLANNED, through: PLANNED });
    expect(demandOf(done, 4, null, now, 3_000)).toBeNull();
    const more = closeBlock(done, {
      fromSequence: PLANNED,
      decidedThrough: PLANNED,
      planned: PLANNED + 2,
      planComplete: true,
    });
    expect(demandOf(more, 4, null, now, 3_000)).toEqual({
      fromSequence: PLANNED,
      throughSequence: PLANNED + 2,
    });
  });
});
