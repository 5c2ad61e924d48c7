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
  [{}, 'clauses is missing; expected a list'],
  [{ filtertype: 'OR', clauses: [] }, 'the unknown field "filtertype" (did you mean "filterType"?)'],
  [[{ predicats: [] }], 'clauses[0] has the unknown field "predicats" (did you mean "predicates"?)'],
  [
    [{ predicates: [{ column: 'a', operator: 'EQUALS', value: 'x', invert: true }] }],
    'clauses[0].predicates[0] has the unknown field "invert" (did you mean "inverted"?)',
  ],
  [
    [{ predicates: [{ column: 'a', operator: 'IN', range: { in: ['x'], unheard: 1 } }] }],
    'range has the unknown field "unheard"; it may have min,',
  ],
  [{ filterType: 'XOR', clauses: [] }, 'filterType is "XOR"; expected one of AND, OR'],
  [[7], 'clauses[0] is 7; expected an object'],
  [[{ predicates: [{ operator: 'LIKE' }] }], 'clauses[0].predicates[0].operator is "LIKE"'],
  [[{ predicates: [{}] }], 'clauses[0].predicates[0].operator is missing'],
  [[{ predicates: [{ operator: 'IN', range: { inSet: 'a' } }] }], 'range.inSet is "a"; expected a list'],
  [[{ predicates: [{ operator: 'EQUALS', inverted: 'no' }] }], 'inverted is "no"; expected true or false'],
])('names what is wrong with %j', (json, message) => {
  expect(() => readFilter(json)).toThrow(message);
});

it('names every fault at once, a line each, wherever it stands', () => {
  const predicate = { column: 'a', operator: 'EQUALS', value: 'x' };
  const faulty = {
    filtertype: 'OR',
    clauses: [
      {
        predicates: [
          { ...predicate, invert: true, value: {} },
          predicate,
          { ...predicate, operator: 'LIKE' },
        ],
      },
      { filterType: 'XOR', predicates: [{ ...predicate, range: { in: ['x'], min: true } }] },
    ],
  };
  let message = '';
  try {
    readFilter(faulty);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message.split('\n').map((line) => line.split(';')[0])).toEqual([
    'clauses[0].predicates[0].value is {}',
    'clauses[0].predicates[0] has the unknown field "invert" (did you mean "inverted"?)',
    'clauses[0].predicates[2].operator is "LIKE"',
    'clauses[1].filterType is "XOR"',
    'clauses[1].predicates[0].range.min is true',
    'clauses[1].predicates[0].range has the unknown field "in" (did you mean "min"?)',
    'the filter has the unknown field "filtertype" (did you mean "filterType"?)',
  ]);
});

it('shows the first hundred faults and says how many more there are', () => {
  const message = (() => {
    try {
      readFilter(Array(150).fill(7));
    } catch (error) {
      return (error as Error).message.split('\n');
    }
    return [];
  })();
  expect(message).toHaveLength(101);
  expect(message.at(-1)).toBe('and 50 more');
});
