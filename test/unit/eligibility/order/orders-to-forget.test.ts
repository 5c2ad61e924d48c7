import fc from 'fast-check';
import { ordersToForget } from '../../../../services/eligibility/order/orders-to-forget.ts';

it('the orders of the present run, the one before, and those that they send again to are kept', () => {
  expect(ordersToForget(1, [null, null, null])).toEqual([]);
  expect(ordersToForget(2, [null, null, null])).toEqual([]);
  expect(ordersToForget(3, [null, null, null])).toEqual([1]);
  expect(ordersToForget(3, [{ ofRun: 1 }, { ofRun: 1 }, null])).toEqual([]);
  expect(ordersToForget(4, [{ ofRun: 1 }, { ofRun: 1 }, { ofRun: 1 }])).toEqual([2]);
  expect(ordersToForget(6, [null, null, { ofRun: 1 }])).toEqual([4, 1]);
});

it('of any sequence of runs no order stays for good, and none that may be asked for goes', () => {
  /** Each run: for all, or a resend of the latest that was for all, or of the one before it. */
  const runs = fc.array(fc.constantFrom('all', 'resend', 'of the run before'), { maxLength: 20 });
  fc.assert(
    fc.property(runs, (kinds) => {
      const of: Array<{ ofRun: number } | null> = [];
      const stored = new Set<number>();
      for (const [place, kind] of kinds.entries()) {
        const number = place + 1;
        const root = of.findLastIndex((resend) => resend === null) + 1;
        const wanted = kind === 'resend' ? root : number - 1;
        of.push(kind === 'all' || !stored.has(wanted) ? null : { ofRun: wanted });
        stored.add(number);
        const last = [number, number - 1, number - 2].map((run) => of[run - 1] ?? null);
        for (const gone of ordersToForget(number, last)) stored.delete(gone);
        const kept = [number, number - 1, of[place]?.ofRun, of[place - 1]?.ofRun].filter(
          (run) => run && run > 0,
        );
        expect([...stored].sort()).toEqual([...new Set(kept)].sort());
      }
    }),
  );
});
