import {
  cellTextOf,
  columnNameOf,
  columnPosition,
  comparableText,
  missingName,
  ownColumnName,
} from '../../../../services/domain/contact/column-text.ts';
import { sortKeysOf } from '../../../../services/domain/contact/contact-sort.ts';
import { compileContactListFilter } from '../../../../services/domain/filter/contact-list-filter.ts';
import { filterClauseFaults } from '../../../../services/domain/filter/contact-list-filter-faults.ts';

const COMPOSED = 'Pr\u00e9nom';
const DECOMPOSED = 'Pre\u0301nom';

test('a name that is composed otherwise, or has an invisible mark, means the column', () => {
  const columns = ['Phone', COMPOSED];
  for (const typed of [COMPOSED, DECOMPOSED, `\ufeff${COMPOSED}`, `Pr\u200b\u00e9nom`, `${COMPOSED}\u00a0`]) {
    expect(columnPosition(columns, typed)).toBe(1);
    expect(ownColumnName(columns, typed)).toBe(COMPOSED);
  }
  expect(columnPosition(columns, 'Prenom')).toBe(-1);
  expect(columnPosition(columns, 'phone')).toBe(-1);
  expect(columnPosition(['', 'a'], '\u200b')).toBe(-1);
});

test('the very name comes before one that only looks the same', () => {
  expect(columnPosition(['a  b', 'a b'], 'a b')).toBe(1);
});

test('a name that is missing is told with its look-alike, and what cannot be seen in either', () => {
  expect(missingName('Prenom', [DECOMPOSED])).toBe('"Prenom" ("Pre\\u0301nom" is another name)');
  expect(missingName('phone', ['Phone'])).toBe('"phone" ("Phone" is another name)');
  expect(missingName('Town', ['Phone'])).toBe('"Town"');
});

test('cells lose invisible ends and spreadsheets’ wrappings; what stands inside stays', () => {
  expect(cellTextOf('="0042"')).toBe('0042');
  expect(cellTextOf('="say ""hi"" "')).toBe('say "hi"');
  expect(cellTextOf('="Pre\u0301nom"')).toBe(COMPOSED);
  expect(cellTextOf('=" 0042 "', true)).toBe(' 0042 ');
  expect(cellTextOf(' \ufeffZoë ', true)).toBe(' \ufeffZoë ');
  expect([' \t', '\u00a0 '].map((blank) => cellTextOf(blank, true))).toEqual(['', '']);
  expect(cellTextOf('=A1')).toBe('=A1');
  expect(cellTextOf('="a"&"b"')).toBe('="a"&"b"');
  expect(cellTextOf('\ufeffBerlin \u200b')).toBe('Berlin');
  expect(cellTextOf('\u202aBerlin\u202c')).toBe('Berlin');
  expect(cellTextOf('see \u202aBerlin\u202c')).toBe('see \u202aBerlin\u202c');
  expect(cellTextOf('\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645')).toContain('\u200c');
  expect(comparableText('caf\u00e9 ')).toBe('caf\u00e9 ');
  expect(columnNameOf('="Phone"')).toBe('Phone');
});

const filterOn = (column: string, value: string, operator: 'EQUALS' | 'IN' = 'EQUALS') => ({
  filterType: 'AND' as const,
  clauses: [
    {
      filterType: 'AND' as const,
      predicates: [
        {
          ...{ column, columnType: 'alphabetic' as const, operator, value, inverted: false },
          range: { min: null, max: null, minInclusive: true, maxInclusive: true, inSet: [value] },
        },
      ],
    },
  ],
});

test('a filter finds its column and its value whatever their composition', () => {
  const moment = { now: 0, timeZone: 'UTC' };
  for (const operator of ['EQUALS', 'IN'] as const) {
    const filter = filterOn(DECOMPOSED, 'Rene\u0301\u200b', operator);
    expect(filterClauseFaults(filter.clauses, ['Phone', COMPOSED])).toEqual([]);
    const keeps = compileContactListFilter(filter, ['Phone', COMPOSED], moment);
    expect(keeps(['1', 'Ren\u00e9'])).toBe(true);
    expect(keeps(['1', 'Rene'])).toBe(false);
  }
  expect(filterClauseFaults(filterOn('Phone', '\u200b').clauses, ['Phone'])).toMatchObject([
    { code: 'value.required' },
  ]);
});

test('a sort finds its column whatever its composition', () => {
  const sort = { fieldName: DECOMPOSED, direction: 'ASC' as const, numeric: false };
  expect(sortKeysOf([sort], ['Phone', COMPOSED])).toMatchObject({ keys: [{ column: 1 }] });
});
