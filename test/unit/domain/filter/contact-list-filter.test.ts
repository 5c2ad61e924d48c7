import fc from 'fast-check';
import {
  caseKey,
  compileContactListFilter,
  type FilterPredicate,
} from '../../../../services/domain/filter/contact-list-filter.ts';

const now = Date.UTC(2025, 5, 15, 12);

type Changes = Partial<Omit<FilterPredicate, 'range'>> & {
  range?: Partial<NonNullable<FilterPredicate['range']>>;
};
function predicate({ range, ...changes }: Changes): FilterPredicate {
  return {
    column: 'cell',
    columnType: 'alphabetic',
    operator: 'EQUALS',
    value: null,
    inverted: false,
    ...changes,
    range: range
      ? { min: null, max: null, minInclusive: true, maxInclusive: true, inSet: [], ...range }
      : null,
  };
}

function keeps(changes: Changes, cell: string, timeZone = 'UTC'): boolean {
  const clauses = [{ filterType: 'AND' as const, predicates: [predicate(changes)] }];
  return compileContactListFilter({ filterType: 'AND', clauses }, ['cell'], { now, timeZone })([cell]);
}

describe('text', () => {
  const cases: Array<[Changes, string[], string[]]> = [
    [{ operator: 'EQUALS', value: 'Köln' }, ['Köln', 'KÖLN', 'köln'], ['', 'Koeln', 'Köln ', 'Kölner']],
    [{ operator: 'EQUALS', value: '' }, [''], ['x', ' ']],
    [{ operator: 'CONTAINS', value: 'a.c' }, ['xA.Cx'], ['abc', '']],
    [{ operator: 'BEGINS_WITH', value: 'New' }, ['new york', 'NEW'], ['a new', '']],
    [{ operator: 'ENDS_WITH', value: 'son' }, ['JackSON', 'son\n\nson'], ['sonny', 'son\n']],
    [{ operator: 'IN', range: { inSet: ['a', 'B|c', ''] } }, ['A', 'b|C', ''], ['b', 'c', 'ab']],
    [{ operator: 'BETWEEN', range: { min: 'b', max: 'D' } }, ['B', 'c', 'd', 'cz'], ['a', 'da', '', 'e']],
    [
      { operator: 'BETWEEN', range: { min: 'b', max: 'd', minInclusive: false, maxInclusive: false } },
      ['ba', 'c'],
      ['b', 'B', 'd', ''],
    ],
  ];
  test.each(cases)('%j keeps and drops', (changes, kept, dropped) => {
    expect(kept.filter((cell) => !keeps(changes, cell))).toEqual([]);
    expect(dropped.filter((cell) => keeps(changes, cell))).toEqual([]);
  });
});

describe('numbers', () => {
  const numeric = { columnType: 'numeric' } as const;
  const cases: Array<[Changes, string[], string[]]> = [
    [
      { ...numeric, operator: 'EQUALS', value: '1234.5' },
      ['1234.50', '$1,234.50', '1.234,50 €'],
      ['1234', '', 'x'],
    ],
    [{ ...numeric, operator: 'LESS_THAN', value: '10' }, ['9', '-3'], ['10', '11', '', 'x']],
    [{ ...numeric, operator: 'LESS_THAN_EQUALS', value: '10' }, ['10', '9'], ['10.1', '']],
    [{ ...numeric, operator: 'GREATER_THAN', value: '9' }, ['10', '100'], ['9', '', 'many']],
    [{ ...numeric, operator: 'GREATER_THAN_EQUALS', value: '9' }, ['9', '10'], ['8.9', '']],
    [{ ...numeric, operator: 'IN', range: { inSet: ['1', '2.0'] } }, ['2', '1.0'], ['3', '']],
    [{ ...numeric, operator: 'BETWEEN', range: { min: '1', max: '10' } }, ['1', '9', '10'], ['0', '11', '']],
    [
      {
        ...numeric,
        operator: 'BETWEEN',
        range: { min: '1', max: '10', minInclusive: false, maxInclusive: false },
      },
      ['2'],
      ['1', '10'],
    ],
  ];
  test.each(cases)('%j keeps and drops', (changes, kept, dropped) => {
    expect(kept.filter((cell) => !keeps(changes, cell))).toEqual([]);
    expect(dropped.filter((cell) => keeps(changes, cell))).toEqual([]);
  });
});

describe('dates', () => {
  const cases: Array<[Changes, string[], string[]]> = [
    [
      { operator: 'BEFORE', value: '2025-01-31' },
      ['2025-01-30', '2025-01-31T00:30:00+01:00', '2025-01-30 23:59'],
      ['2025-01-31', '2025-02-01', '', 'soon', '2025-02-30', '01/30/25'],
    ],
    [
      { operator: 'AFTER', value: '2025-01-31T09:00:00Z' },
      ['2025-01-31T09:00:00.001Z'],
      ['2025-01-31T09:00Z', ''],
    ],
    [
      { operator: 'AFTER', value: 'P01DT00H-30M' },
      ['2025-06-16T11:31Z'],
      ['2025-06-16T11:30Z', '2025-06-15'],
    ],
    [{ operator: 'BEFORE', value: 'P-7D' }, ['2025-06-08T11:59Z'], ['2025-06-08T12:00Z', '2025-06-10']],
    [{ operator: 'BEFORE', value: '-P7D' }, ['2025-06-08T11:59Z'], ['2025-06-08T12:00Z']],
    [
      { operator: 'BETWEEN', range: { min: '2025-01-01', max: '2025-02-01', maxInclusive: false } },
      ['2025-01-01', '2025-01-31T23:59Z'],
      ['2025-02-01', '2024-12-31', '', '2025-01-x'],
    ],
    [
      { operator: 'BETWEEN', range: { min: 'P-1D', max: 'P1D' } },
      ['2025-06-15', '2025-06-16T12:00Z'],
      ['2025-06-17'],
    ],
  ];
  test.each(cases)('%j keeps and drops', (changes, kept, dropped) => {
    expect(kept.filter((cell) => !keeps(changes, cell))).toEqual([]);
    expect(dropped.filter((cell) => keeps(changes, cell))).toEqual([]);
  });

  test('without offset the list’s zone counts, summer and winter', () => {
    const winter = { operator: 'BEFORE', value: '2025-01-31T08:00:00Z' } as const;
    expect(keeps(winter, '2025-01-31T08:30', 'Europe/Berlin')).toBe(true);
    expect(keeps(winter, '2025-01-31T09:00', 'Europe/Berlin')).toBe(false);
    const summer = { operator: 'BEFORE', value: '2025-07-31T08:00:00Z' } as const;
    expect(keeps(summer, '2025-07-31T09:59', 'Europe/Berlin')).toBe(true);
    expect(keeps(summer, '2025-07-31T10:00', 'Europe/Berlin')).toBe(false);
  });
});

test('inversion turns the decision round, so a missing value matches an inverted numeric or date predicate', () => {
  expect(keeps({ columnType: 'numeric', operator: 'LESS_THAN', value: '5', inverted: true }, '')).toBe(true);
  expect(keeps({ operator: 'BEFORE', value: '2025-01-01', inverted: true }, 'soon')).toBe(true);
  expect(keeps({ operator: 'CONTAINS', value: 'x', inverted: true }, '')).toBe(true);
  const cell = fc.string({ unit: fc.constantFrom(...'01a -.T:') });
  const any: fc.Arbitrary<Changes> = fc.constantFrom<Changes[]>(
    { operator: 'CONTAINS', value: 'a' },
    { columnType: 'numeric', operator: 'GREATER_THAN', value: '0' },
    { operator: 'AFTER', value: '2001-01-01' },
  );
  fc.assert(
    fc.property(
      any,
      cell,
      (changes, text) => keeps(changes, text) !== keeps({ ...changes, inverted: true }, text),
    ),
  );
});

test('predicates join within a clause, clauses join in the filter', () => {
  const is = (column: string, value: string): FilterPredicate => predicate({ column, value });
  const columns = ['a', 'b'];
  const any = { filterType: 'OR' as const, predicates: [is('a', '1'), is('b', '1')] };
  const all = { filterType: 'AND' as const, predicates: [is('a', '1'), is('b', '1')] };
  const other = { filterType: 'AND' as const, predicates: [is('a', '2')] };
  const moment = { now, timeZone: 'UTC' };
  const kept = (filterType: 'AND' | 'OR', clauses: Array<typeof any | typeof all>) =>
    [
      ['1', '1'],
      ['1', '0'],
      ['0', '0'],
      ['2', '1'],
    ]
      .filter(compileContactListFilter({ filterType, clauses }, columns, moment))
      .map((values) => values.join(''));
  expect(kept('AND', [any])).toEqual(['11', '10', '21']);
  expect(kept('AND', [all])).toEqual(['11']);
  expect(kept('OR', [all, other])).toEqual(['11', '21']);
  expect(kept('AND', [any, other])).toEqual(['21']);
});

test('a column that the list lacks and a value that cannot be used are refused', () => {
  const compile = (changes: Changes) => () => keeps(changes, '');
  expect(compile({ column: 'gone', value: 'x' })).toThrow('no column "gone"');
  expect(compile({ columnType: 'numeric', operator: 'LESS_THAN', value: 'many' })).toThrow('usable value');
  expect(compile({ operator: 'BEFORE', value: 'soon' })).toThrow('usable value');
  expect(compile({ columnType: 'numeric', operator: 'CONTAINS', value: '1' })).toThrow('usable value');
});

test('texts that a pattern takes for the same whatever their case are looked up under one key', () => {
  const differing: string[] = [];
  for (let code = 0; code < 0x1_0000; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    for (const other of [character.toLowerCase(), character.toUpperCase()])
      if (
        /^.$/su.test(other) &&
        new RegExp(`^${other.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$`, 'ius').test(character)
      )
        if (caseKey(other) !== caseKey(character)) differing.push(character);
  }
  expect(differing).toEqual([]);
  for (const same of ['sſS', 'kKK', 'ßẞ', 'θϑϴΘ', 'ωΩΩ'])
    expect(new Set(Array.from(same, (character) => caseKey(character))).size).toBe(1);
});
