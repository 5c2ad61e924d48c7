import fc from 'fast-check';
import { appendixOf } from '../../../../services/eligibility/order/append-contacts.ts';
import { pageId } from '../../../../services/eligibility/order/pages-of.ts';

const run = (planned: number, pages: number) => ({ _id: 'run', planned, pages });

describe('contacts behind an order', () => {
  it('fill its last page before another one begins', () => {
    const last = { _id: 'run:000002', firstSequence: 2_000, contacts: 998 };
    const { fill, pages } = appendixOf(run(2_998, 3), ['a', 'b', 'c'], last);
    expect(fill).toEqual({ pageId: 'run:000002', contactIds: ['a', 'b'] });
    expect(pages).toMatchObject([{ _id: 'run:000003', page: 3, firstSequence: 3_000, contactIds: ['c'] }]);
  });

  it('begin the first page of an empty order', () => {
    const { fill, pages } = appendixOf(run(0, 0), ['a'], null);
    expect(fill).toBeNull();
    expect(pages).toMatchObject([{ page: 0, firstSequence: 0, contactIds: ['a'] }]);
  });
});

describe('contacts behind an order whose last page is gone with age', () => {
  it('do not fill the page before it', () => {
    const last = { _id: 'run:000001', firstSequence: 1_000, contacts: 10 };
    const { fill, pages } = appendixOf(run(2_998, 3), ['a'], last);
    expect(fill).toBeNull();
    expect(pages).toMatchObject([{ page: 3, firstSequence: 2_998, contactIds: ['a'] }]);
  });
});

describe('the id of a page', () => {
  it('sorts as its number does, beyond a million too', () => {
    fc.assert(
      fc.property(fc.nat(50_000_000), fc.nat(50_000_000), (one, other) => {
        const order = Math.sign(one - other);
        expect(
          pageId('r', one) < pageId('r', other) ? -1 : pageId('r', one) > pageId('r', other) ? 1 : 0,
        ).toBe(order);
      }),
    );
    expect([999_999, 1_000_000, 10_000_000].map((page) => pageId('r', page))).toEqual([
      'r:999999',
      'r:a1000000',
      'r:b10000000',
    ]);
  });

  it('stays before the id of another run', () => {
    expect(pageId('r', 30_000_000) < 'r;').toBe(true);
  });
});
