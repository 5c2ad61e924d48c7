import fc from 'fast-check';
import type { RunPageDocument } from '../../../../schemas/collections.ts';
import {
  insertionOf,
  priorityPlace,
  type Insertion,
} from '../../../../services/eligibility/order/insert-contacts.ts';
import { PAGE_CONTACTS, pagesOf } from '../../../../services/eligibility/order/pages-of.ts';

const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** As the database applies it. */
function applied(
  pages: readonly RunPageDocument[],
  { at, count, changed, pages: added }: Insertion,
): RunPageDocument[] {
  const kept = pages.map((page) => {
    if (page.firstSequence >= at) return { ...page, firstSequence: page.firstSequence + count };
    return page._id === changed?.page._id ? { ...page, contactIds: [...changed.contactIds] } : page;
  });
  return [...kept, ...added].sort((a, b) => a.firstSequence - b.firstSequence);
}

const pageBefore = (pages: readonly RunPageDocument[], at: number): RunPageDocument | null =>
  pages.filter(({ firstSequence }) => firstSequence < at).at(-1) ?? null;

test('contacts with priority come behind what is taken up and what had priority before, and before all others', () => {
  fc.assert(
    fc.property(
      fc.nat(3_500),
      fc.array(
        fc.record({ taken: fc.nat(900), added: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.nat(2_500)) }),
        {
          maxLength: 8,
        },
      ),
      (planned, steps) => {
        let expected = ids('c', planned);
        let pages = pagesOf('run', expected, 0, 0);
        let made = pages.length;
        let decidedThrough = 0;
        let priorityThrough = 0;
        for (const [step, { taken, added }] of steps.entries()) {
          decidedThrough = Math.min(expected.length, decidedThrough + taken);
          if (added === 0) continue;
          const at = priorityPlace({ priorityThrough, planned: expected.length }, decidedThrough);
          expect(at).toBe(Math.max(decidedThrough, priorityThrough));
          const contacts = ids(`p${step}-`, added);
          const insertion = insertionOf({ _id: 'run', pages: made }, contacts, at, pageBefore(pages, at));
          pages = applied(pages, insertion);
          made += insertion.pages.length;
          expected = [...expected.slice(0, at), ...contacts, ...expected.slice(at)];
          priorityThrough = at + added;
        }
        expect(pages.flatMap(({ contactIds }) => contactIds)).toEqual(expected);
        let sequence = 0;
        for (const { firstSequence, contactIds } of pages) {
          expect(firstSequence).toBe(sequence);
          expect(contactIds.length).toBeLessThanOrEqual(2 * PAGE_CONTACTS);
          sequence += contactIds.length;
        }
        expect(new Set(pages.map(({ _id }) => _id)).size).toBe(pages.length);
      },
    ),
    { numRuns: 40 },
  );
});

test('a page that is gone with age takes nothing in', () => {
  const [first] = pagesOf('run', ids('c', 10), 0, 0);
  const insertion = insertionOf({ _id: 'run', pages: 3 }, ['p'], 2_000, first ?? null);
  expect(insertion.changed).toBeNull();
  expect(insertion.pages).toMatchObject([{ _id: 'run:000003', firstSequence: 2_000, contactIds: ['p'] }]);
});

test('a place that a database of another moment knows ahead of its order is the end of the order', () => {
  expect(priorityPlace({ priorityThrough: 50, planned: 20 }, 60)).toBe(20);
});
