import type { ListImport } from '../../../../schemas/collections.ts';
import { arrivedThrough } from '../../../../services/importer/source/arrived-through.ts';
import type { BodyOf, OwnCommand, State } from '../../../../services/importer/commands/decision.ts';
import { withEntry } from '../../../../services/importer/import/end-import.ts';
import { aContactList, aDncList, faultsOf, NOW, when } from './list-builders.ts';

const running: ListImport = { id: 'i', state: 'RUNNING', reason: null, arrivalBatch: 4 };

const create = (more: Partial<BodyOf<'CreateContactList'>> = {}): BodyOf<'CreateContactList'> => ({
  type: 'CreateContactList',
  name: 'People',
  divisionId: null,
  whatsappColumns: [{ columnName: 'Phone', type: 'work', contactableTimeColumn: null }],
  contactIdColumn: null,
  defaultCountry: 'US',
  timeZone: 'Europe/Berlin',
  columnNames: ['Name', 'Phone'],
  source: null,
  ...more,
});
const createDnc = (more: Partial<BodyOf<'CreateDncList'>> = {}): BodyOf<'CreateDncList'> => ({
  type: 'CreateDncList',
  name: 'Leave alone',
  divisionId: null,
  contactMethod: 'Phone',
  phoneColumns: ['Phone'],
  defaultCountry: null,
  source: null,
  ...more,
});
const path = { uploadId: null, path: 'people.csv', url: null };

describe('creating a contact list', () => {
  test('with columns makes an empty list in the home division', () => {
    expect(when(create())).toMatchObject({
      accepted: true,
      version: 1,
      effect: {
        kind: 'insert-contact-list',
        job: null,
        list: { _id: 'list', divisionId: 'home', columnNames: ['Name', 'Phone'], size: 0, imports: [] },
      },
    });
  });

  test('with a file queues its import under the command’s id', () => {
    expect(
      when(create({ columnNames: null, source: path }), { source: { bytes: 5, header: null } }),
    ).toMatchObject({
      effect: {
        list: {
          columnNames: [],
          arrivalBatches: 1,
          imports: [{ id: 'command', state: 'QUEUED', reason: null, arrivalBatch: 1 }],
        },
        job: {
          _id: 'command',
          listId: 'list',
          kind: 'CONTACTS',
          state: 'QUEUED',
          totalBytes: 5,
          arrivalBatch: 1,
        },
      },
    });
  });

  test.each<[string, Partial<BodyOf<'CreateContactList'>>, Partial<State>, Array<[string, string | null]>]>([
    ['no name', { name: '  ' }, {}, [['name.cannot.be.blank', 'name']]],
    ['a name of 65 characters', { name: 'a'.repeat(65) }, {}, [['name.length.exceeded', 'name']]],
    ['a name that is taken', {}, { isNameTaken: true }, [['duplicate.name', 'name']]],
    ['an id that is taken', {}, { dncList: aDncList() }, [['invalid.create', 'subjectId']]],
    ['the 1,001st list', {}, { listCount: 1000 }, [['max.entity.count.reached', null]]],
    ['a country that is none', { defaultCountry: 'us' }, {}, [['invalid.value', 'defaultCountry']]],
    ['a time zone that is none', { timeZone: 'Berlin' }, {}, [['invalid.value', 'timeZone']]],
    ['neither columns nor file', { columnNames: null }, {}, [['no.contact.columns.defined', 'columnNames']]],
    [
      'no columns',
      { columnNames: [], whatsappColumns: [] },
      {},
      [['no.contact.columns.defined', 'columnNames']],
    ],
    [
      'a column twice',
      { columnNames: ['Phone', 'Phone'] },
      {},
      [['not.unique.contact.columns', 'columnNames']],
    ],
    [
      'a column without a name and one too long',
      { columnNames: ['Phone', '', 'x'.repeat(129)] },
      {},
      [
        ['invalid.value', 'columnNames[1]'],
        ['invalid.value', 'columnNames[2]'],
      ],
    ],
    [
      'columns that exports add',
      { columnNames: ['Phone', 'errors', 'WhatsAppLastResult-Phone'] },
      {},
      [
        ['invalid.value', 'columnNames[1]'],
        ['invalid.value', 'columnNames[2]'],
      ],
    ],
    [
      '51 columns',
      { columnNames: ['Phone', ...Array.from({ length: 50 }, (_, index) => `c${index}`)] },
      {},
      [['contact.columns.limit.exceeded', 'columnNames']],
    ],
    [
      'a WhatsApp column that is none of them',
      { whatsappColumns: [{ columnName: 'phone', type: 'work', contactableTimeColumn: null }] },
      {},
      [['contact.columns.do.not.contain.phone.number.column', 'whatsappColumns[0].columnName']],
    ],
    [
      'a WhatsApp column twice',
      {
        whatsappColumns: [
          { columnName: 'Phone', type: 'work', contactableTimeColumn: null },
          { columnName: 'Phone', type: 'home', contactableTimeColumn: null },
        ],
      },
      {},
      [['not.unique.phone.columns', 'whatsappColumns']],
    ],
    [
      'a time zone column that is none of them',
      { whatsappColumns: [{ columnName: 'Phone', type: 'work', contactableTimeColumn: 'Zone' }] },
      {},
      [['invalid.property', 'whatsappColumns[0].contactableTimeColumn']],
    ],
    [
      'an id column that is none of them',
      { contactIdColumn: 'Id' },
      {},
      [['invalid.property', 'contactIdColumn']],
    ],
    [
      'a file that cannot be read',
      { source: path },
      { source: { fault: { code: 'invalid.value', field: 'source.path', message: '', limit: null } } },
      [['invalid.value', 'source.path']],
    ],
    [
      'everything at once',
      { name: '', defaultCountry: 'XX', timeZone: 'x' },
      { listCount: 1000 },
      [
        ['name.cannot.be.blank', 'name'],
        ['max.entity.count.reached', null],
        ['invalid.value', 'defaultCountry'],
        ['invalid.value', 'timeZone'],
      ],
    ],
  ])('%s is refused', (_, body, state, expected) => {
    expect(faultsOf(when(create(body), state))).toEqual(expected);
  });

  test.each(['', 'a:b', 'a b', 'x'.repeat(129), '../x'])('the id %j is refused', (id) => {
    expect(faultsOf(when(create(), {}, id))).toEqual([['invalid.property', 'subjectId']]);
  });

  test('64 characters are counted as people count them', () => {
    expect(when(create({ name: '😀'.repeat(64) }))).toMatchObject({ accepted: true });
  });
});

describe('adding contacts', () => {
  const add = (...ids: string[]): BodyOf<'AddContacts'> => ({
    type: 'AddContacts',
    contacts: ids.map((id) => ({ id, data: { Phone: '317-555-1000' } })),
  });

  test('inserts new ones as the next batch of arrivals and tells of them', () => {
    expect(when(add('a', 'b'), { contactList: aContactList() })).toMatchObject({
      effect: {
        kind: 'add-contacts',
        arrivalBatch: 5,
        inserted: [
          { _id: 'list:a', arrival: 50_000_001 },
          { _id: 'list:b', arrival: 50_000_002 },
        ],
        changed: [],
      },
      events: [{ type: 'ContactsAdded', count: 2, throughArrival: 60_000_000 }],
    });
  });

  test('changes those that are there, in their place, and leaves equal ones alone', () => {
    const stored = { listId: 'list', phoneIds: ['13175551000'] };
    const contacts = new Map([
      ['list:a', { ...stored, _id: 'list:a', arrival: 7, values: ['a', '317-555-1000'] }],
      ['list:b', { ...stored, _id: 'list:b', arrival: 8, values: ['b', '317-555-1009'] }],
    ]);
    expect(when(add('a', 'b'), { contactList: aContactList(), contacts })).toMatchObject({
      effect: { inserted: [], changed: [{ _id: 'list:b', arrival: 8, values: ['b', '317-555-1000'] }] },
      events: [],
    });
    expect(when(add('a'), { contactList: aContactList(), contacts })).toMatchObject({
      effect: { kind: 'nothing' },
    });
  });

  test('while an import runs does not say that its contacts have arrived', () => {
    expect(when(add('a'), { contactList: aContactList({ imports: [running] }) })).toMatchObject({
      events: [{ type: 'ContactsAdded', count: 1, throughArrival: 40_000_000 }],
    });
  });

  test('beyond 1,000 a command or a million a list is refused', () => {
    const many = Array.from({ length: 1001 }, (_, index) => String(index));
    expect(faultsOf(when(add(...many), { contactList: aContactList() }))).toEqual([
      ['too.many.contacts.added', 'contacts'],
    ]);
    expect(faultsOf(when(add('a'), { contactList: aContactList({ size: 1_000_000 }) }))).toEqual([
      ['max.entity.count.reached', 'contacts'],
    ]);
  });

  test('to no list is refused', () =>
    expect(faultsOf(when(add('a')))).toEqual([['contact.list.not.found', 'subjectId']]));
});

describe('removing', () => {
  test('contacts removes those that are there', () => {
    const contact = { _id: 'list:a', listId: 'list', arrival: 1, values: [], phoneIds: [] };
    expect(
      when(
        { type: 'RemoveContacts', contactIds: ['a', 'b'] },
        { contactList: aContactList(), contacts: new Map([['list:a', contact]]) },
      ),
    ).toMatchObject({
      effect: { kind: 'remove-contacts', keys: ['list:a'] },
      events: [{ type: 'ContactsRemoved', count: 1 }],
    });
  });

  test('a list is refused while it is imported or sent from', () => {
    expect(
      faultsOf(
        when(
          { type: 'DeleteContactList', contactListId: 'list' },
          { contactList: aContactList({ imports: [running] }), usedBy: [{ name: 'Spring' }] },
        ),
      ),
    ).toEqual([
      ['contact.list.import.in.progress', null],
      ['contact.list.in.use', null],
    ]);
    expect(
      faultsOf(
        when(
          { type: 'DeleteDncList', dncListId: 'list' },
          { dncList: aDncList(), usedBy: [{ name: 'Spring' }] },
        ),
      ),
    ).toEqual([['dnc.list.in.use', null]]);
  });

  test('a list at rest is told', () => {
    expect(
      when({ type: 'DeleteContactList', contactListId: 'list' }, { contactList: aContactList() }),
    ).toMatchObject({
      effect: { kind: 'delete-contact-list', listId: 'list' },
      events: [{ type: 'ListDeleted', kind: 'CONTACTS', name: 'People' }],
    });
  });
});

describe('a DNC list', () => {
  test('is created without a file, or with one and at least one phone column', () => {
    expect(when(createDnc({ phoneColumns: [] }))).toMatchObject({ accepted: true });
    expect(
      faultsOf(when(createDnc({ phoneColumns: [], source: path }), { source: { bytes: 1, header: null } })),
    ).toEqual([['dnc.list.phone.columns.empty', 'phoneColumns']]);
  });

  test('takes each number once, with its end, and counts the new ones', () => {
    const numbers = ['317-153-4777', '+1 317 153 4777', '13179816233'];
    const end = NOW.getTime() + 1;
    expect(
      when(
        { type: 'AddDncNumbers', numbers, expiresAt: end },
        { dncList: aDncList(), numbers: new Set(['list:13179816233']) },
      ),
    ).toMatchObject({
      effect: {
        kind: 'put-dnc-numbers',
        added: 1,
        numbers: [
          { _id: 'list:13171534777', expiresAt: new Date(end) },
          { _id: 'list:13179816233', expiresAt: new Date(end) },
        ],
      },
      events: [{ type: 'DncNumbersChanged', added: 1, removed: 0 }],
    });
  });

  test.each([8.64e15 + 1, Number.MAX_SAFE_INTEGER, -8.64e15 - 1])(
    'refuses an end that no calendar has: %d',
    (expiresAt) => {
      const body: OwnCommand['body'] = { type: 'AddDncNumbers', numbers: ['13171534777'], expiresAt };
      expect(faultsOf(when(body, { dncList: aDncList() }))).toContainEqual(['invalid.date', 'expiresAt']);
    },
  );

  test('refuses what is no number, an end in the past and a full list', () => {
    expect(
      faultsOf(
        when(
          { type: 'AddDncNumbers', numbers: ['13171534777', 'x'], expiresAt: null },
          { dncList: aDncList() },
        ),
      ),
    ).toEqual([['invalid.value', 'numbers[1]']]);
    expect(
      faultsOf(
        when(
          { type: 'AddDncNumbers', numbers: ['13171534777'], expiresAt: NOW.getTime() },
          { dncList: aDncList() },
        ),
      ),
    ).toEqual([['invalid.date', 'expiresAt']]);
    expect(
      faultsOf(
        when(
          { type: 'AddDncNumbers', numbers: ['13171534777'], expiresAt: null },
          { dncList: aDncList({ size: 1_000_000 }) },
        ),
      ),
    ).toEqual([['dnc.records.per.list.limit.exceeded', 'numbers']]);
    const one: OwnCommand['body'] = { type: 'AddDncNumbers', numbers: ['13171534777'], expiresAt: null };
    const all = { dncList: aDncList(), dncRecords: 2_000_000 };
    expect(faultsOf(when(one, all))).toEqual([['dnc.records.per.organization.limit.exceeded', 'numbers']]);
    // what is there already adds nothing
    expect(faultsOf(when(one, { ...all, numbers: new Set(['list:13171534777']) }))).toEqual([]);
  });

  test('gives back numbers that are there', () => {
    expect(
      when(
        { type: 'RemoveDncNumbers', numbers: ['317-153-4777', '317-981-6233'] },
        { dncList: aDncList(), numbers: new Set(['list:13171534777']) },
      ),
    ).toMatchObject({ effect: { kind: 'remove-dnc-numbers', keys: ['list:13171534777'] } });
  });
});

describe('how far a list is settled', () => {
  const ended: ListImport = { id: 'e', state: 'FINISHED', reason: null, arrivalBatch: 2 };
  test('all batches, when no import is unfinished', () =>
    expect(arrivedThrough([ended], 4)).toBe(50_000_000));
  test('up to the first unfinished import', () =>
    expect(arrivedThrough([ended, { ...running, arrivalBatch: 3 }, running], 5)).toBe(30_000_000));
});

test('a list remembers unfinished imports and the last ten that ended', () => {
  const entries = Array.from({ length: 12 }, (_, index): ListImport => ({
    id: String(index),
    state: index === 0 ? 'RUNNING' : 'FINISHED',
    reason: null,
  }));
  const failed: ListImport = { id: '11', state: 'FAILED', reason: 'why' };
  const kept = withEntry(entries, failed);
  expect(kept.map(({ id }) => id)).toEqual(['0', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11']);
  expect(kept.at(-1)).toEqual(failed);
});
