/** The filter's two engines have one meaning: the condition finds in a real database exactly the contacts that the predicate keeps. */
import fc from 'fast-check';
import { comparableText } from '../../../services/domain/contact/column-text.ts';
import { collections, type ContactDocument } from '../../../schemas/collections.ts';
import {
  compileContactListFilter,
  type FilterDefinition,
  type FilterMoment,
  type FilterPredicate,
} from '../../../services/domain/filter/contact-list-filter.ts';
import {
  contactListFilterPreselection,
  contactListFilterQuery,
} from '../../../services/domain/filter/contact-list-filter-query.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { openContext, type ServiceContext } from '../../../services/platform/process/run-service.ts';
import { filterExamples } from '../../support/document-filters.ts';
import { COLUMNS, contactValues, filter, ZONES } from '../../support/filter-arbitraries.ts';
import { testSettings } from '../../support/test-system.ts';

jest.setTimeout(300_000);

const CONTACTS = 600;
const FILTERS = 300;
let context: ServiceContext;
let mongo: Database;
let contacts: ContactDocument[];

beforeAll(async () => {
  context = openContext('test', testSettings());
  mongo = await context.mongo();
  contacts = await store('list', fc.sample(contactValues, CONTACTS));
});
afterAll(async () => {
  await mongo.db.dropDatabase();
  await context.close();
});

async function store(listId: string, rows: string[][]): Promise<ContactDocument[]> {
  const documents = rows.map((values, arrival) => ({
    _id: `${listId}:${arrival}`,
    listId,
    arrival,
    values,
    phoneIds: [null],
  }));
  await mongo.of(collections.contacts).insertMany(documents);
  return documents;
}

async function foundBy(
  listId: string,
  definition: FilterDefinition,
  moment: FilterMoment,
): Promise<string[]> {
  const condition = contactListFilterQuery(definition, COLUMNS, moment);
  const documents = await mongo
    .of(collections.contacts)
    .find({ $and: [{ listId }, condition] }, { projection: { _id: 1 }, sort: { arrival: 1 } })
    .toArray();
  return documents.map(({ _id }) => _id);
}

const now: FilterMoment = { now: 0, timeZone: 'UTC' };

/** Cells of contacts on which the two disagree, and how many the predicate keeps. */
async function compare(
  definition: FilterDefinition,
  moment: FilterMoment,
): Promise<{ disagreed: string[][]; kept: number }> {
  const byQuery = new Set(await foundBy('list', definition, moment));
  const keeps = compileContactListFilter(definition, COLUMNS, moment);
  const kept = new Set(contacts.filter(({ values }) => keeps(values)).map(({ _id }) => _id));
  const disagreed = contacts.filter(({ _id }) => byQuery.has(_id) !== kept.has(_id));
  return { disagreed: disagreed.map(({ values }) => values), kept: kept.size };
}

test('random filters on random contacts: text of every script, numbers, dates, relative dates, zones, inverted, missing', async () => {
  const moment = fc.record({
    now: fc
      .date({ min: new Date('2011-12-20'), max: new Date('2026-01-01'), noInvalidDate: true })
      .map(Number),
    timeZone: fc.constantFrom(...ZONES),
  });
  let keptOfAll = 0;
  await fc.assert(
    fc.asyncProperty(filter, moment, async (definition, at) => {
      const { disagreed, kept } = await compare(definition, at);
      expect(disagreed).toEqual([]);
      keptOfAll += kept;
    }),
    { numRuns: FILTERS },
  );
  // neither nobody nor everybody: the filters do decide
  expect(keptOfAll / CONTACTS / FILTERS).toBeGreaterThan(0.1);
  expect(keptOfAll / CONTACTS / FILTERS).toBeLessThan(0.9);
});

test('a value and a column that are composed otherwise, or end with an invisible mark, find the same contacts in both', async () => {
  await store('composed', [['Ren\u00e9'], ['Rene'], ['Ren\u00e9e']]);
  const moment = { now: 0, timeZone: 'UTC' };
  const typed = 'Rene\u0301\u200b';
  for (const operator of ['EQUALS', 'BEGINS_WITH', 'IN', 'BETWEEN'] as const) {
    const range = { min: typed, max: 'Rene\u0301x', minInclusive: true, maxInclusive: false, inSet: [typed] };
    const predicate = { column: 'Pre\u0301nom', columnType: 'alphabetic' as const, operator, value: typed };
    const definition: FilterDefinition = {
      filterType: 'AND',
      clauses: [{ filterType: 'AND', predicates: [{ ...predicate, range, inverted: false }] }],
    };
    const condition = contactListFilterQuery(definition, ['Pr\u00e9nom'], moment);
    const keeps = compileContactListFilter(definition, ['Pr\u00e9nom'], moment);
    const found = await mongo
      .of(collections.contacts)
      .find({ $and: [{ listId: 'composed' }, condition] }, { sort: { arrival: 1 } })
      .toArray();
    const kept = operator === 'EQUALS' || operator === 'IN' ? ['Ren\u00e9'] : ['Ren\u00e9', 'Ren\u00e9e'];
    expect(found.map(({ values }) => values[0])).toEqual(kept);
    expect(['Ren\u00e9', 'Rene', 'Ren\u00e9e'].filter((cell) => keeps([cell]))).toEqual(kept);
  }
});

test('the preselection of a random filter lets no contact out that the filter keeps, and leaves some out', async () => {
  let narrowed = 0;
  await fc.assert(
    fc.asyncProperty(filter, async (definition) => {
      const condition = contactListFilterPreselection(definition, COLUMNS, now);
      if (condition === null) return;
      const found = await mongo
        .of(collections.contacts)
        .find({ $and: [{ listId: 'list' }, condition] }, { projection: { _id: 1 } })
        .toArray();
      const ids = new Set(found.map(({ _id }) => _id));
      const keeps = compileContactListFilter(definition, COLUMNS, now);
      expect(contacts.filter(({ _id, values }) => keeps(values) && !ids.has(_id))).toEqual([]);
      if (ids.size < contacts.length) narrowed += 1;
    }),
    { numRuns: FILTERS / 3 },
  );
  expect(narrowed).toBeGreaterThan(FILTERS / 20);
});

const alone = (changes: Partial<FilterPredicate>): FilterDefinition => ({
  filterType: 'AND',
  clauses: [
    {
      filterType: 'AND',
      predicates: [
        {
          column: 'first',
          columnType: 'alphabetic',
          operator: 'EQUALS',
          value: null,
          range: null,
          inverted: false,
          ...changes,
        },
      ],
    },
  ],
});
test('every letter with another case means the same letters in both, whatever Unicode the database knows', async () => {
  const letters = Array.from({ length: 0x11_00_00 }, (_, point) => String.fromCodePoint(point)).filter(
    (one) => /\p{Changes_When_Casemapped}|\p{Changes_When_Casefolded}/u.test(one),
  );
  expect(letters.length).toBeGreaterThan(2_500);
  const stored = await store(
    'letters',
    letters.map((letter) => [letter]),
  );
  const odd = [...'kKßẞſsİıiΣςµꭰᎠᲩ𐐨ǅﬁﬅ'];
  for (const letter of [...odd, ...letters.filter((_, place) => place % 53 === 0)]) {
    const definition = alone({ value: letter });
    const keeps = compileContactListFilter(definition, COLUMNS, now);
    const kept = stored.filter(({ values }) => keeps(values)).map(({ _id }) => _id);
    expect([letter, await foundBy('letters', definition, now)]).toEqual([letter, kept]);
  }
});

test('text that ends lines, begins patterns or is empty means itself in both', async () => {
  const texts = [
    '',
    'ada',
    'Ada\n',
    '\nada',
    'ada\nada',
    'a.c',
    'abc',
    '^a',
    'a$',
    '\\',
    '[a]',
    '(?i)a',
    ' ada',
    '$values',
    '€',
  ];
  const stored = await store(
    'texts',
    texts.map((text) => [text]),
  );
  for (const operator of ['EQUALS', 'CONTAINS', 'BEGINS_WITH', 'ENDS_WITH', 'IN', 'BETWEEN'] as const) {
    for (const value of texts) {
      const range = {
        min: value,
        max: '\u{10ffff}',
        minInclusive: false,
        maxInclusive: true,
        inSet: [value],
      };
      const definition = alone({ operator, value, range });
      const keeps = compileContactListFilter(definition, COLUMNS, now);
      const kept = stored.filter(({ values }) => keeps(values)).map(({ _id }) => _id);
      expect([operator, value, await foundBy('texts', definition, now)]).toEqual([operator, value, kept]);
    }
  }
});

test('a set of thousands of values, and the longest text there may be', async () => {
  const known = contacts.flatMap(({ values }) => values.slice(0, 1));
  const inSet = [...known, ...Array.from({ length: 20_000 }, (_, place) => `nobody has (this) ${place}`)];
  const range = { min: null, max: null, minInclusive: true, maxInclusive: true, inSet };
  const { disagreed, kept } = await compare(alone({ operator: 'IN', range }), now);
  expect(disagreed).toEqual([]);
  // a filter's values are read as cells are at their import; the cells made up here need not have been
  const asImported = known.filter((cell) => comparableText(cell) === cell);
  expect(kept).toBeGreaterThanOrEqual(asImported.length);
  expect(kept).toBeGreaterThan(contacts.length / 2);
  for (const letter of ['θ', '(', '\u2028', '€']) {
    const text = letter.repeat(512);
    await store(letter, [[text.toUpperCase()], [text.slice(1)]]);
    expect(await foundBy(letter, alone({ operator: 'CONTAINS', value: text }), now)).toEqual([`${letter}:0`]);
  }
});

test.each(filterExamples('first').map((example) => [example.name, example] as const))(
  'docs/filters.md, %s: the database keeps and drops the same cells',
  async (name, { filter: definition, kept, dropped }) => {
    await store(
      name,
      [...kept, ...dropped].map((cell) => [cell]),
    );
    const moment = { now: Date.parse('2025-06-15T12:00Z'), timeZone: 'UTC' };
    expect(await foundBy(name, definition, moment)).toEqual(kept.map((_, place) => `${name}:${place}`));
  },
);
