import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readDate } from '../../../../services/domain/time/read-date.ts';

const iso = (text: string, zone = 'UTC'): string | null => {
  const instant = readDate(text, zone);
  return instant === null ? null : new Date(instant).toISOString();
};

test('dates as databases and programs write them mean what they say', () => {
  const rows = parse<Record<string, string>>(readFileSync('test/fixtures/dates/iso-writings.csv'), {
    columns: true,
  });
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.map(({ at = '' }) => [at, iso(at, 'America/New_York')])).toEqual(
    rows.map(({ at, instant }) => [at, instant]),
  );
});

test.each([
  ...[
    '2026-02-30',
    '2026-02-29T10:00Z',
    '2025-13-01',
    '20260230T090000Z',
    '03/01/2026',
    'soon',
    '20260301',
    '',
  ],
  ...[
    '2026-01-31T24:01Z',
    '2026-01-31T25:00',
    '2026-01-31T9:00',
    '2026-01-31T09:00:00+25',
    '2026-01-31T09:00 EST',
  ],
  ...[
    '2026-01-31T0900',
    '20260131T09:00',
    '2026-01-31Z',
    '0999-01-01',
    '2026-01-31T09:00:00,',
    '2026-01-31  09:00',
  ],
])('%j is no date', (text) => expect(iso(text)).toBeNull());

test('every instant is read as itself, in every form', () => {
  const instants = fc.date({
    min: new Date('1000-01-01'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instants, (instant) => {
      const extended = instant.toISOString();
      const forms = [
        extended,
        extended.toLowerCase(),
        extended.replace('T', ' ').replace('Z', '+00'),
        extended.replace('Z', ' UTC'),
        extended.replace('.', ','),
        extended.replace(/[-:]/g, ''),
      ];
      for (const form of forms) expect([form, iso(form)]).toEqual([form, extended]);
    }),
  );
});
