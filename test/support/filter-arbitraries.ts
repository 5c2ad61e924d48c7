/** Random cells and filters that come near each other: texts of every script, numbers as people write them, dates around clock changes. */
import fc from 'fast-check';
import type { FilterDefinition, FilterPredicate } from '../../services/domain/filter/contact-list-filter.ts';
import { filterClauseFaults } from '../../services/domain/filter/contact-list-filter-faults.ts';

export const COLUMNS = ['first', 'second', 'third'] as const;
export const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Africa/Monrovia',
  'America/Sao_Paulo',
] as const;

/** Letters whose other cases are odd, characters that patterns know, letters beyond the basic plane. */
const ODD_CHARACTERS = [
  ...'aAzZäÄßẞsSſKkKıIiİﬀﬁÅåÅΣσςθϑϴµμᾳᾼΐΐǅǆǄÑñжЖჩᲩꭰᎠ𐐨𐐀Øø日本😀é',
  ...'.*+?()[]{}|^$\\/-"\'`~!@#%&=<>,;: 0129',
  ...'\t\n\r\u00a0\u2028\ufeff\u0301\u200b',
];
const oddText = fc.string({ unit: fc.constantFrom(...ODD_CHARACTERS), maxLength: 5 });
const word = fc.constantFrom(
  ...[
    'Ada',
    'ADA',
    'ada',
    'Ada\n',
    '\nada',
    'Köln',
    'KÖLN',
    'Weiß',
    'WEISS',
    'weiẞ',
    'İstanbul',
    'a.c',
    'abc',
    'null',
  ],
);
const text = fc.oneof(word, oddText, fc.string({ unit: 'binary', maxLength: 4 }).map(storable));

/** As the importer keeps cells: trimmed, without NUL, no half characters. */
function storable(cell: string): string {
  return cell
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll('\0', '')
    .trim();
}

const whole = fc.constantFrom(
  '0',
  '-0',
  '7',
  '10',
  '-3',
  '007',
  '1234',
  '1234.5',
  '3179816233',
  '1e3',
  '999999999999999',
);
const shaped = fc
  .tuple(
    fc.constantFrom(
      ...['', '', '', '-', '+', '−', '$', '-$', '$-', '€', 'US$', 'CHF ', '(', '--', '-+', '$(', '$ (', '-('],
      ...[
        'Rp',
        'rp ',
        'Rs. ',
        'S/.',
        'R ',
        'r ',
        'KSh ',
        'ksh',
        'KD ',
        'COL$',
        'ZZZ$',
        'Kč',
        'K\u030cc',
        '\u200f',
        '😀',
      ],
    ),
    fc.constantFrom(
      ...[
        '1,234.50',
        '1.234,50',
        '1 234,50',
        "1'234.50",
        '1’234',
        '12,34,567.89',
        '1.234.567',
        '1,234',
        '1.234',
      ],
      ...[
        '0,234',
        '12,5',
        ',5',
        '.5',
        '5.',
        '1,2,3',
        '317-981-6233',
        '(317) 981-6233',
        '317.981.6233',
        '089/1234567',
      ],
      ...[
        '2024-05-01',
        '3-5',
        '12:30',
        '1.5E+3',
        '1,31756E+10',
        '1e999',
        '9'.repeat(30),
        '9'.repeat(31),
        '1_000',
        '٣',
        '١٬٢٣٤٫٥٠',
        '१,२३,४५६.००',
        '𝟏𝟑',
        '１，２５０',
        '20.-',
        '20,--',
        '1.500,-',
        '1.500',
        '-',
        '--',
      ],
    ),
    fc.constantFrom(
      ...[
        '',
        '',
        ' €',
        '%',
        ' USD',
        ' kr',
        ')',
        'zł',
        ' ',
        '\n',
        'x',
        '-',
        '- €',
        ' €-',
        ') €',
        ' €)',
        '/-',
        '/=',
        '٪',
      ],
      ...[' руб.', 'руб', ' K', ' k', 'TL', 'đ', '円', ' ج.م.\u200f', ' د.ك', '.', '..'],
    ),
  )
  .map((parts) => parts.join(''));
const numberLike = fc.oneof(
  whole,
  shaped,
  fc.string({ unit: fc.constantFrom(..."0123456789.,-+()/'€$ eE%"), maxLength: 9 }),
  fc.string({ unit: fc.constantFrom(...'0123.,-+()=/’٣१－ €$RkrsD%．'), maxLength: 9 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer({ min: -50, max: 50 }).map(String),
  fc.constant(`${' '.repeat(76)}12345`),
);

/** Instants at which some zone's clocks are moved, and ordinary ones. */
const INSTANTS = [
  ...[
    '2025-03-30T01:00Z',
    '2025-10-26T01:00Z',
    '2025-03-09T07:00Z',
    '2025-11-02T06:00Z',
    '2025-04-05T15:00Z',
  ],
  ...[
    '2025-10-04T15:30Z',
    '2011-12-30T10:00Z',
    '1972-01-07T00:44:30Z',
    '2018-11-04T03:00Z',
    '2025-06-15T12:00Z',
  ],
  ...['2024-02-29T00:00Z', '1999-12-31T23:59:59.999Z'],
].map((instant) => Date.parse(instant));
const near = fc
  .tuple(
    fc.constantFrom(...INSTANTS),
    fc.integer({ min: -30, max: 30 }).map((hours) => hours * 1_800_000),
    fc.constantFrom(0, 0, 1, -1, 1_000, 60_000, -30_000),
    fc.integer({ min: -16, max: 16 }).map((hours) => hours * 3_600_000),
  )
  .map((parts) => new Date(parts.reduce((sum, part) => sum + part, 0)).toISOString());
const dateLike = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: near },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '2025-02-30T10:00:00.000Z',
          '2024-02-29T00:00:00.000Z',
          '2025-13-01T00:00:00.000Z',
          '2025-00-10T00:00:00.000Z',
          '0999-12-31T00:00:00.000Z',
          '1000-01-01T00:00:00.000Z',
          '9999-12-31T23:59:59.999Z',
          '2025-04-31T24:00:00.000Z',
        ),
      },
    ),
    fc.constantFrom(10, 13, 16, 19, 21, 23),
    fc.constantFrom(
      '',
      '',
      '',
      'Z',
      '+02:00',
      '-0330',
      '+14:00',
      '-12:00',
      '+05:45',
      '+99:99',
      ' ',
      'z',
      ' UTC',
      '-05',
      '−05:00',
      ...[' +00:00', 'GMT+0100', '+01:00[Europe/Berlin]'],
    ),
    fc.constantFrom('T', ' ', 't'),
    fc.constantFrom('extended', 'extended', 'extended', 'basic', 'comma', 'midnight'),
  )
  .map(([date, length, offset, t, form]) => {
    const instant = date.slice(0, length);
    const shaped =
      form === 'basic'
        ? instant.replace(/[-:]/g, '')
        : form === 'comma'
          ? instant.replace('.', ',')
          : form === 'midnight'
            ? instant.replace(/T\d\d:\d\d/, 'T24:00')
            : instant;
    return `${shaped}${length === 10 ? '' : offset}`.replace('T', t);
  });
const date = fc.oneof(
  { weight: 9, arbitrary: dateLike },
  { weight: 1, arbitrary: fc.constantFrom('soon', '01/31/25', '2025-1-2', ' 2025-06-15 ') },
);
const relativeDate = fc.constantFrom('P01DT00H-30M', '-P7D', 'P-1D', 'PT0M', 'PT-12H', 'P3650D');

/** A cell as it is stored. */
const cell = fc.oneof(fc.constant(''), text, numberLike, date).map(storable);
/** The cells of a contact; some lack the last columns. */
export const contactValues = fc.oneof(
  { weight: 9, arbitrary: fc.array(cell, { minLength: 3, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(cell, { maxLength: 2 }) },
);

const column = fc.constantFrom(...COLUMNS);
const range = { min: null, max: null, minInclusive: true, maxInclusive: true, inSet: [] };
const ends = { minInclusive: fc.boolean(), maxInclusive: fc.boolean() };
const between = (end: fc.Arbitrary<string>) =>
  fc.record({ ...ends, min: end, max: end, inSet: fc.constant([]) });

function predicates(
  columnType: FilterPredicate['columnType'],
  operators: readonly FilterPredicate['operator'][],
  value: fc.Arbitrary<string>,
): fc.Arbitrary<FilterPredicate> {
  return fc.constantFrom(...operators).chain((operator) =>
    fc.record({
      column,
      columnType: fc.constant(columnType),
      operator: fc.constant(operator),
      value: operator === 'BETWEEN' || operator === 'IN' ? fc.constant(null) : value,
      range:
        operator === 'BETWEEN'
          ? between(value)
          : operator === 'IN'
            ? fc.array(value, { minLength: 1, maxLength: 6 }).map((inSet) => ({ ...range, inSet }))
            : fc.constant(null),
      inverted: fc.boolean(),
    }),
  );
}

const predicate = fc.oneof(
  predicates('alphabetic', ['EQUALS', 'CONTAINS', 'BEGINS_WITH', 'ENDS_WITH', 'IN', 'BETWEEN'], text),
  predicates(
    'numeric',
    ['EQUALS', 'LESS_THAN', 'LESS_THAN_EQUALS', 'GREATER_THAN', 'GREATER_THAN_EQUALS', 'IN', 'BETWEEN'],
    numberLike,
  ),
  predicates(
    'alphabetic',
    ['BEFORE', 'AFTER', 'BETWEEN'],
    fc.oneof({ weight: 4, arbitrary: date }, { weight: 1, arbitrary: relativeDate }),
  ),
);

const faultless = predicate.filter(
  (one) => filterClauseFaults([{ predicates: [one] }], COLUMNS).length === 0,
);
const join = fc.constantFrom('AND' as const, 'OR' as const);
const clauses = fc.array(
  fc.record({ filterType: join, predicates: fc.array(faultless, { minLength: 1, maxLength: 5 }) }),
  { minLength: 1, maxLength: 4 },
);

/** Filters of one to ten conditions that nobody finds fault with. */
export const filter: fc.Arbitrary<FilterDefinition> = fc
  .record({
    filterType: join,
    clauses: fc.oneof(
      clauses,
      faultless.map((one) => [{ filterType: 'AND' as const, predicates: [one] }]),
    ),
  })
  .filter((one) => filterClauseFaults(one.clauses, COLUMNS).length === 0);
