/** What is typed into the page of a campaign, and what the API makes of it. */
import fc from 'fast-check';
import type { Campaign } from '../../../../services/console/src/api/types.ts';
import {
  bodyOf,
  campaignValues,
  emptyValues,
  fieldOfFault,
  minutesFor,
  valuesOf,
  type CampaignValues,
  type Wanted,
} from '../../../../services/console/src/campaigns/edit/campaign-values.ts';
import { differences, merged } from '../../../../services/console/src/campaigns/edit/merge-values.ts';

const stored: Campaign = {
  id: 'c1',
  name: 'Spring',
  dateCreated: '2026-01-01T00:00:00.000Z',
  dateModified: '2026-01-01T00:00:00.000Z',
  version: 7,
  division: { id: 'home' },
  campaignStatus: 'off',
  contactList: { id: 'l1' },
  dncLists: [{ id: 'd1' }, { id: 'd2' }],
  contactListFilters: [{ id: 'f1' }],
  contactSorts: [{ fieldName: 'Balance', direction: 'DESC', numeric: true }],
  messagesPerMinute: 1_200,
  alwaysRunning: true,
  ruleSets: [],
  errors: [],
  whatsAppConfig: {
    whatsAppColumns: ['Phone'],
    whatsAppIntegration: { id: 'i1' },
    contentTemplate: { id: 't1' },
  },
  templateBinding: {
    header: [{ name: null, column: null, value: 'https://example.com/a.png', kind: 'IMAGE', parts: [] }],
    body: [
      { name: null, column: 'First', value: 'friend', kind: 'TEXT', parts: [] },
      {
        name: null,
        column: 'Balance',
        value: null,
        kind: 'CURRENCY',
        parts: [{ name: 'code', column: null, value: 'EUR' }],
      },
    ],
    buttons: [
      {
        index: 1,
        subType: 'url',
        binding: { name: null, column: 'Id', value: null, kind: 'TEXT', parts: [] },
      },
    ],
  },
  callableTimes: { timeZone: 'Asia/Tokyo', ranges: [{ days: ['MON'], start: '09:00', end: '17:00' }] },
  runNumber: 0,
  selfUri: '',
};
const wanted: Wanted[] = [
  { key: 'header.0', place: 'header', index: 0, name: null, kind: 'IMAGE' },
  { key: 'body.0', place: 'body', index: 0, name: null, kind: 'TEXT' },
  { key: 'body.1', place: 'body', index: 1, name: null, kind: 'TEXT' },
  { key: 'button.1', place: 'button', index: 1, name: null, kind: 'TEXT', subType: 'url' },
];

test('a campaign that is read and saved unchanged is sent as it was', () => {
  const body = bodyOf(valuesOf(stored, 'UTC'), wanted, stored);
  expect(body).toMatchObject({
    name: 'Spring',
    version: 7,
    contactList: { id: 'l1' },
    dncLists: [{ id: 'd1' }, { id: 'd2' }],
    contactListFilters: [{ id: 'f1' }],
    contactSorts: stored.contactSorts,
    messagesPerMinute: 1_200,
    alwaysRunning: true,
    callableTimes: stored.callableTimes,
    whatsAppConfig: {
      whatsAppColumns: ['Phone'],
      whatsAppIntegration: { id: 'i1' },
      contentTemplate: { id: 't1' },
    },
  });
  expect(body.templateBinding?.header?.[0]).toMatchObject({
    value: 'https://example.com/a.png',
    kind: 'IMAGE',
  });
  expect(body.templateBinding?.body).toMatchObject([
    { column: 'First', value: 'friend', kind: 'TEXT' },
    { column: 'Balance', kind: 'CURRENCY', parts: [{ name: 'code', value: 'EUR' }] },
  ]);
  expect(body.templateBinding?.buttons).toMatchObject([
    { index: 1, subType: 'url', binding: { column: 'Id' } },
  ]);
});

test('while the template is not known, its parameters are left as they are', () => {
  expect(bodyOf(valuesOf(stored, 'UTC'), null, stored)).not.toHaveProperty('templateBinding');
});

test('rows for sorting without a column, and callable times that were taken away, are not sent', () => {
  const values = {
    ...emptyValues('UTC'),
    sorts: [{ fieldName: '', direction: 'ASC' as const, numeric: false }],
  };
  const body = bodyOf(values, null, null);
  expect([body.contactSorts, body.callableTimes, 'version' in body]).toEqual([[], null, false]);
});

test.each([
  ['name', 'name.cannot.be.blank', 'name'],
  [null, 'duplicate.name', 'name'],
  ['contactList.id', 'contact.list.is.empty', 'contactListId'],
  ['contactListFilters[0]', 'contact.list.filter.not.found', 'filterIds'],
  ['messagesPerMinute', 'messages.per.minute.limit.exceeded', 'messagesPerMinute'],
  ['dncLists[1]', 'dnc.list.is.empty', 'dncListIds'],
  ['whatsAppConfig.whatsAppColumns', 'invalid.campaign.whatsapp.columns', 'whatsAppColumn'],
  ['whatsAppConfig.whatsAppIntegration.id', 'whatsapp.integration.not.active', 'integrationId'],
  ['whatsAppConfig.contentTemplate.id', 'content.template.not.found', 'templateId'],
  ['templateBinding.body[0]', 'content.template.invalid', 'templateId'],
  ['contactSorts[2].fieldName', 'contact.sorts.invalid.field.name', 'sorts'],
  [null, 'max.entity.count.reached', null],
])('a fault of %s (%s) stands beside %s', (field, code, expected) => {
  expect(fieldOfFault({ field, code, message: '' })).toBe(expected);
});

test('how long a campaign takes is known with its contacts and its rate', () => {
  expect([
    minutesFor(1_000, 300),
    minutesFor(undefined, 300),
    minutesFor(1_000, ''),
    minutesFor(0, 5),
  ]).toEqual([4, null, null, 0]);
});

test('a draft of another shape is not taken', () => {
  expect(campaignValues.safeParse(emptyValues('UTC')).success).toBe(true);
  expect(campaignValues.safeParse({ ...emptyValues('UTC'), sorts: 'Balance' }).success).toBe(false);
});

const someValues: fc.Arbitrary<CampaignValues> = fc.record({
  name: fc.string({ maxLength: 3 }),
  divisionId: fc.constant('home'),
  contactListId: fc.constantFrom('a', 'b'),
  filterIds: fc.array(fc.constantFrom('f', 'g'), { maxLength: 2 }),
  messagesPerMinute: fc.constantFrom<Array<number | ''>>(1, 2, ''),
  dncListIds: fc.constant([]),
  whatsAppColumn: fc.constant('Phone'),
  templateId: fc.constantFrom('t', 'u'),
  parameters: fc.constant({}),
  integrationId: fc.constant('i'),
  alwaysRunning: fc.boolean(),
  timeZone: fc.constant('UTC'),
  times: fc.constant([]),
  sorts: fc.constant([]),
});

test('what both changed stays as I have it; what one alone changed is as he made it', () => {
  fc.assert(
    fc.property(someValues, someValues, someValues, (base, mine, theirs) => {
      const both = merged(base, mine, theirs);
      for (const field of Object.keys(base) as Array<keyof CampaignValues>) {
        const changedByMe = JSON.stringify(mine[field]) !== JSON.stringify(base[field]);
        expect(both[field]).toEqual(changedByMe ? mine[field] : theirs[field]);
      }
    }),
  );
});

test('differences are shown in words', () => {
  const base = emptyValues('UTC');
  expect(
    differences(base, { ...base, messagesPerMinute: 60, alwaysRunning: true }, { ...base, name: 'Other' }),
  ).toEqual([
    { field: 'name', mine: '–', theirs: 'Other' },
    { field: 'messagesPerMinute', mine: '60', theirs: '–' },
    { field: 'alwaysRunning', mine: '✓', theirs: '–' },
  ]);
});
