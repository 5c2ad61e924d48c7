import { readFilter } from '../../../services/commands/read-filter.ts';

it('fills in what was left out: AND, alphabetic, not inverted, inclusive ends', () => {
  const clauses = [
    {
      predicates: [
        { column: 'name', operator: 'EQUALS', value: 'Ann' },
        { column: 'age', columnType: 'numeric', operator: 'BETWEEN', range: { min: 18, max: 65 } },
      ],
    },
  ];
  const expected = {
    filterType: 'AND',
    clauses: [
      {
        filterType: 'AND',
        predicates: [
          {
            column: 'name',
            columnType: 'alphabetic',
            operator: 'EQUALS',
            value: 'Ann',
            range: null,
            inverted: false,
          },
          {
            column: 'age',
            columnType: 'numeric',
            operator: 'BETWEEN',
            value: null,
            range: { min: '18', max: '65', minInclusive: true, maxInclusive: true, inSet: [] },
            inverted: false,
          },
        ],
      },
    ],
  };
  expect(readFilter(clauses)).toEqual(expected);
  expect(readFilter({ clauses })).toEqual(expected);
  expect(readFilter({ filterType: 'OR', clauses }).filterType).toBe('OR');
});

it.each([
  ['text', 'the filter is "text"; expected an object'],
  [{}, 'clauses is undefined; expected an array'],
  [{ filtertype: 'OR', clauses: [] }, 'the unknown field "filtertype" (did you mean "filterType"?)'],
  [[{ predicats: [] }], 'clauses[0] has the unknown field "predicats" (did you mean "predicates"?)'],
  [
    [{ predicates: [{ column: 'a', operator: 'EQUALS', value: 'x', invert: true }] }],
    'clauses[0].predicates[0] has the unknown field "invert" (did you mean "inverted"?)',
  ],
  [
    [{ predicates: [{ column: 'a', operator: 'IN', range: { in: ['x'], unheard: 1 } }] }],
    'range has the unknown field "in" (did you mean "min"?), the unknown field "unheard"; it may have min,',
  ],
  [{ filterType: 'XOR', clauses: [] }, 'filterType is "XOR"; expected one of AND, OR'],
  [[7], 'clauses[0] is 7; expected an object'],
  [[{ predicates: [{ operator: 'LIKE' }] }], 'clauses[0].predicates[0].operator is "LIKE"'],
  [[{ predicates: [{}] }], 'clauses[0].predicates[0].operator is missing'],
  [[{ predicates: [{ operator: 'IN', range: { inSet: 'a' } }] }], 'range.inSet is "a"; expected an array'],
  [[{ predicates: [{ operator: 'EQUALS', inverted: 'no' }] }], 'inverted is "no"; expected true or false'],
])('names what is wrong with %j', (json, message) => {
  expect(() => readFilter(json)).toThrow(message);
});
