/** `wac filters preview` on a real database: counts and first contacts as the filter's definition has them. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collections } from '../../../schemas/collections.ts';
import type { FilterPredicate } from '../../../services/domain/filter/contact-list-filter.ts';
import { contactKeyOf } from '../../../services/domain/contact/contact.ts';
import { jsonOf, runWac } from '../../support/run-wac.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
const listId = randomUUID();
const CONTACTS = 2_500;
const wac = (...args: string[]) => runWac(system.settings, args);
const filterOf = (...predicates: Array<Partial<FilterPredicate>>): string => JSON.stringify([{ predicates }]);
const preview = (filter: string, ...more: string[]) =>
  wac('filters', 'preview', '--list', 'Customers', '--filter', filter, ...more);

beforeAll(async () => {
  system = await openTestSystem();
  const mongo = await system.context.mongo();
  const list = {
    divisionId: 'home',
    whatsappColumns: [{ columnName: 'phone', type: 'cell' }],
    contactIdColumn: 'id',
    defaultCountry: 'US',
    timeZone: 'America/New_York',
    size: CONTACTS,
    imports: [],
    arrivalBatches: 1,
    version: 1,
    createdAt: new Date(),
  };
  const columnNames = ['id', 'city', 'amount', 'since', 'phone'];
  await mongo.of(collections.contactLists).insertMany([
    { ...list, _id: listId, name: 'Customers', columnNames },
    { ...list, _id: randomUUID(), name: 'Unread', columnNames: [] },
  ]);
  const contacts = Array.from({ length: CONTACTS }, (_, place) => ({
    _id: contactKeyOf(listId, `c${place}`),
    listId,
    arrival: CONTACTS - place, // the last to be stored came first
    values: [
      `c${place}`,
      place % 3 === 0 ? 'KÖLN' : 'Bonn\nBad Godesberg',
      `$${place}.50`,
      place % 2 === 0 ? '2025-06-15 07:59' : '2025-06-15 08:00',
      `1317555${String(place).padStart(4, '0')}`,
    ],
    phoneIds: [`1317555${String(place).padStart(4, '0')}`],
  }));
  await mongo.of(collections.contacts).insertMany(contacts);
  await mongo
    .of(collections.contacts)
    .insertOne({ _id: 'other:x', listId: 'other', arrival: 1, values: ['x', 'Köln'], phoneIds: [] });
});
afterAll(() => system.close());

it('counts what the filter keeps of its own list, and shows the first by arrival with their numbers', async () => {
  const filter = filterOf(
    { column: 'city', operator: 'EQUALS', value: 'köln' },
    { column: 'amount', columnType: 'numeric', operator: 'LESS_THAN', value: '100' },
  );
  const result = await preview(filter, '--first', '2', '--json');
  expect(result).toMatchObject({ code: 0, err: '' });
  expect(jsonOf(result)).toMatchObject({
    filteredContacts: 34,
    totalContacts: CONTACTS,
    timeZone: 'America/New_York',
    preview: [
      { id: 'c99', data: { id: 'c99', city: 'KÖLN', amount: '$99.50', phone: '13175550099' } },
      { id: 'c96' },
    ],
  });
  expect(jsonOf(result)['preview']).toHaveLength(2);
});

it('reads dates in the list’s zone and says which moment it took for now', async () => {
  const filter = filterOf({ column: 'since', operator: 'BEFORE', value: '2025-06-15T12:00Z' });
  const { out, err } = await preview(filter, '--first', '1');
  expect(out).toContain('1,250 of 2,500 contacts');
  expect(out).toContain('Bonn Bad Godesberg'); // a table's row is one line
  expect(err).toMatch(/relative dates count from 20\d\d-.*Z; dates without offset are in America\/New_York/);
});

it('previews a stored filter', async () => {
  const mongo = await system.context.mongo();
  await mongo.of(collections.contactListFilters).insertOne({
    _id: randomUUID(),
    name: 'Small',
    contactListId: listId,
    filterType: 'AND',
    clauses: [
      {
        filterType: 'OR',
        predicates: [
          {
            column: 'amount',
            columnType: 'numeric',
            operator: 'EQUALS',
            value: '7.5',
            range: null,
            inverted: false,
          },
          {
            column: 'city',
            columnType: 'alphabetic',
            operator: 'CONTAINS',
            value: 'long'.repeat(128),
            range: null,
            inverted: false,
          },
        ],
      },
    ],
    createdAt: new Date(),
  });
  const result = await wac('filters', 'preview', 'Small', '--json');
  expect(result).toMatchObject({ code: 0, err: '' });
  expect(jsonOf(result)).toMatchObject({
    filteredContacts: 1,
    totalContacts: CONTACTS,
    preview: [{ id: 'c7' }],
  });
});

it('names the field of every fault, and ends with 3', async () => {
  const filter = filterOf(
    { column: 'zodiac', operator: 'EQUALS', value: 'x' },
    { column: 'city', operator: 'LESS_THAN', value: '1' },
    { column: 'amount', columnType: 'numeric', operator: 'EQUALS', value: 'many' },
    { column: 'since', operator: 'AFTER', value: 'soon' },
  );
  const refused = await preview(filter, '--json');
  expect(refused.code).toBe(3);
  expect(
    (jsonOf(refused)['errors'] as Array<{ code: string; field: string }>).map(({ code, field }) => [
      code,
      field,
    ]),
  ).toEqual([
    ['column.does.not.match.contact.list', 'clauses[0].predicates[0].column'],
    ['invalid.value', 'clauses[0].predicates[1].operator'],
    ['value.did.not.match.column.type', 'clauses[0].predicates[2].value'],
    ['invalid.date.value', 'clauses[0].predicates[3].value'],
  ]);
  const unread = await wac('filters', 'preview', '--list', 'Unread', '--filter', filter);
  expect(unread.code).toBe(3);
  expect(unread.err).toContain('[contact.list.import.in.progress]');
});

it.each([
  ['neither filter nor list', ['filters', 'preview'], /either an existing filter, or --list and --filter/],
  [
    'both',
    ['filters', 'preview', 'Small', '--list', 'Customers', '--filter', '[]'],
    /either an existing filter/,
  ],
  [
    'too many contacts',
    ['filters', 'preview', 'Small', '--first', '1001'],
    /Expected 0 to 1000, found "1001"/,
  ],
])('ends with 2 for %s', async (_, args, message) => {
  const { code, out, err } = await wac(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
});

it('ends with 3 for a filter or a list that there is not', async () => {
  expect(await wac('filters', 'preview', 'No such')).toMatchObject({ code: 3 });
  const file = join(await mkdtemp(join(tmpdir(), 'wac-')), 'f.json');
  await writeFile(file, '[]');
  expect(await wac('filters', 'preview', '--list', 'No such', '--filter', file)).toMatchObject({ code: 3 });
});
