import * as fc from 'fast-check';
import { outlookOf, outlookText } from '../../../../services/domain/provider/people-outlook.ts';

const from = new Date('2026-11-27T09:00:00Z');
const at = (hours: number): Date => new Date(from.getTime() + hours * 3_600_000);

describe('the people of a portfolio', () => {
  it('are no limit to a campaign that needs fewer than are left', () => {
    const outlook = outlookOf({ limit: 250, used: 100, falls: [{ at: at(5), people: 100 }] }, 120, 60, from);
    expect(outlook).toEqual({ limit: 250, used: 100, now: 120, restFrom: null, expectedEnd: at(2 / 60) });
    expect(outlookText(outlook)).toBe('100 of 250 people in 24 h');
  });

  it('let the rest go when others fall out of the window', () => {
    const use = { limit: 10_000, used: 4_211, falls: [{ at: at(29), people: 4_211 }] };
    const outlook = outlookOf(use, 6_789, 600, from);
    // 5,789 at once, until 9:09:38; they fall out a day later
    expect([outlook.now, outlook.restFrom]).toEqual([5_789, at(24 + 5_789 / 600 / 60)]);
    expect(outlookText(outlook)).toMatch(
      /^4,211 of 10,000 people in 24 h; the rest of this campaign from 2026-11-28T09:09/,
    );
  });

  it('make no place while more count than a limit that has fallen allows', () => {
    const falls = [
      { at: at(1), people: 30 },
      { at: at(2), people: 30 },
    ];
    expect(outlookOf({ limit: 20, used: 60, falls }, 1, 60, from).restFrom).toEqual(at(2));
  });

  it('never end a campaign sooner than its rate, and never later than a day for each time the limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        fc.array(
          fc.record({ hours: fc.integer({ min: 1, max: 24 }), people: fc.integer({ min: 1, max: 100 }) }),
        ),
        (limit, contacts, perMinute, some) => {
          const falls = some
            .map(({ hours, people }) => ({ at: at(hours), people }))
            .sort((a, b) => a.at.getTime() - b.at.getTime());
          const used = falls.reduce((sum, { people }) => sum + people, 0);
          const { expectedEnd, now } = outlookOf({ limit, used, falls }, contacts, perMinute, from);
          const tookMs = expectedEnd.getTime() - from.getTime();
          const sendingMs = (contacts / perMinute) * 60_000;
          expect(tookMs).toBeGreaterThanOrEqual(Math.floor(sendingMs));
          expect(now).toBeLessThanOrEqual(Math.max(0, limit - used));
          expect(tookMs).toBeLessThanOrEqual(2 * sendingMs + (contacts / limit + 2) * 86_400_000);
        },
      ),
    );
  });
});
