/** The planned order of a list too large for memory is that of the comparator: scanned, spilled to disk, merged, stored as pages. */
import { randomInt } from 'node:crypto';
import { collections, type ContactDocument } from '../../../schemas/collections.ts';
import { compileContactListFilter } from '../../../services/domain/filter/contact-list-filter.ts';
import { compareContacts, sortKeysOf } from '../../../services/domain/contact/contact-sort.ts';
import { arrivalOf } from '../../../services/domain/contact/contact.ts';
import { planMemory } from '../../../services/eligibility/order/plan-order.ts';
import { planRun } from '../../../services/eligibility/order/plan-run.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';
import { addCampaign, addList, columnNames, contactOf, orderOf, partsFor, row } from './eligibility-seed.ts';

jest.setTimeout(300_000);

const CONTACTS = 50_000;
let system: TestSystem;
beforeAll(async () => {
  system = await openTestSystem();
});
afterAll(() => system.close());

const one = (cells: readonly string[]): string => cells[randomInt(cells.length)] ?? '';
const CITIES = ['', ' ', 'Bonn', 'bonn', 'Köln', 'Zürich', '10', '9', '東京', '😀', 'Ä'];
const AMOUNTS = [
  '',
  'n/a',
  '0',
  '-0',
  '-3',
  '7',
  '10',
  '$1,234.50',
  '1.234,50 €',
  '1,234',
  '1.234',
  '317-981-6233',
];
const DATES = ['', '2024-05-01', '2023-12-31', '2024-05-01T09:00', '05/01/24'];

test('fifty thousand contacts, four columns, one numeric, ties in order of arrival', async () => {
  const mongo = await system.context.mongo();
  const list = await addList(mongo, []);
  // as long as names get, so that what is sorted does not fit into memory at once
  const names = Array.from({ length: 2_000 }, (_, place) => `${'long '.repeat(60)}${place % 700}`);
  const contacts: ContactDocument[] = Array.from({ length: CONTACTS }, (_, place) =>
    contactOf(
      list._id,
      1,
      place + 1,
      row(place, { city: one(CITIES), amount: one(AMOUNTS), since: one(DATES), first: one(names) }),
    ),
  );
  for (let from = 0; from < CONTACTS; from += 5_000)
    await mongo.of(collections.contacts).insertMany(contacts.slice(from, from + 5_000), { ordered: false });
  await mongo
    .of(collections.contactLists)
    .updateOne({ _id: list._id }, { $set: { arrivedThrough: arrivalOf(2, 0), size: CONTACTS } });
  const filter = {
    filterType: 'AND' as const,
    clauses: [
      {
        filterType: 'AND' as const,
        predicates: [
          {
            column: 'since',
            columnType: 'alphabetic' as const,
            operator: 'EQUALS' as const,
            value: '05/01/24',
            range: null,
            inverted: true,
          },
        ],
      },
    ],
  };
  const filterId = `filter of ${list._id}`;
  await mongo
    .of(collections.contactListFilters)
    .insertOne({ _id: filterId, name: filterId, contactListId: list._id, ...filter, createdAt: new Date() });
  const contactSorts = [
    { fieldName: 'city', direction: 'DESC' as const, numeric: false },
    { fieldName: 'amount', direction: 'ASC' as const, numeric: true },
    { fieldName: 'since', direction: 'DESC' as const, numeric: false },
    { fieldName: 'first', direction: 'ASC' as const, numeric: false },
  ];
  const campaign = await addCampaign(mongo, list._id, { contactSorts, contactListFilterIds: [filterId] });
  expect(await planRun(await partsFor(system), campaign)).toBe('PLANNED');

  const sort = sortKeysOf(contactSorts, columnNames);
  if ('missingColumn' in sort) throw new Error(sort.missingColumn);
  const keeps = compileContactListFilter(filter, columnNames, { now: 0, timeZone: 'UTC' });
  const kept = contacts.filter(({ values }) => keeps(values));
  const bytes = kept.reduce((sum, { values }) => sum + (values[1]?.length ?? 0), 0);
  expect(bytes).toBeGreaterThan(planMemory.runBytes); // more than one part went through the temporary file
  const expected = kept.sort((a, b) => compareContacts(sort.keys, a, b)).map(({ values: [id] }) => id);
  const order = await orderOf(mongo, campaign.runId);
  expect(order.length).toBe(expected.length);
  expect(order.findIndex((id, place) => id !== expected[place])).toBe(-1);
  const run = await mongo.of(collections.campaignRuns).findOne({ _id: campaign.runId });
  expect(run).toMatchObject({ planned: expected.length, filteredOut: CONTACTS - expected.length });
});
