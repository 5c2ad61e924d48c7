import type { BodyOf, State } from '../../../../services/importer/commands/decision.ts';
import { aContactList, aDncList, faultsOf, NOW, when } from './list-builders.ts';

const contactList = aContactList();
const dncList = aDncList({ version: 3 });
const running = [{ id: 'i', state: 'RUNNING' as const, reason: null }];

describe('properties that the engine does not use', () => {
  const change = (unusedProperties: Record<string, string>) =>
    when(
      {
        ...{ type: 'UpdateContactList', name: null, whatsappColumns: null, contactIdColumn: null },
        ...{ defaultCountry: null, timeZone: null, unusedProperties },
      },
      { contactList: { ...contactList, unusedProperties: { retentionDays: '3' } } },
    );

  test('replace those that the list has', () => {
    expect(change({ trimWhitespace: 'false' })).toMatchObject({
      effect: { list: { unusedProperties: { trimWhitespace: 'false' }, version: contactList.version + 1 } },
    });
    const decision = change({ trimWhitespace: 'false' });
    expect(JSON.stringify(decision)).not.toContain('retentionDays');
  });

  test.each([
    ['no JSON', { a: '{' }, 'invalid.value'],
    ['an odd name', { 'a.b': '1' }, 'invalid.value'],
    ['too much', { a: `"${'x'.repeat(100_000)}"` }, 'constraint.validation'],
  ])('are refused when they are %s', (_, properties, code) => {
    expect(faultsOf(change(properties as unknown as Record<string, string>))).toEqual([
      [code, 'unusedProperties'],
    ]);
  });
});

describe('adding contacts', () => {
  const add = (more: Partial<BodyOf<'AddContacts'>>): BodyOf<'AddContacts'> => ({
    type: 'AddContacts',
    contacts: ['1', '2'].map((Id) => ({ id: null, data: { Id, Phone: `+1 317 555 010${Id}` } })),
    ...more,
  });
  const stored = {
    _id: 'list:1',
    listId: 'list',
    arrival: 10_000_007,
    values: ['1', '+1 317 555 0101'],
    phoneIds: ['13175550101'],
  };

  test('that are not to be queued puts them before all that runs have seen, and wakes no run', () => {
    const list = { ...contactList, quietArrivals: 30 };
    const decision = when(add({ doNotQueue: true }), { contactList: list });
    expect(decision).toMatchObject({
      effect: { quiet: 2, inserted: [{ arrival: 31 }, { arrival: 32 }] },
      events: [],
    });
    const full = { ...contactList, quietArrivals: 9_999_998 };
    expect(faultsOf(when(add({ doNotQueue: true }), { contactList: full }))).toEqual([
      ['constraint.validation', 'doNotQueue'],
    ]);
  });

  test('with priority notes it on those that are new, unless they are not to be queued', () => {
    const contacts = new Map([[stored._id, { ...stored, values: ['1', 'other'] }]]);
    const decision = when(add({ priority: true }), { contactList, contacts });
    if (!decision.accepted || decision.effect.kind !== 'add-contacts') throw new Error('refused');
    expect(decision.effect.inserted).toMatchObject([{ _id: 'list:2', priority: true, createdAt: NOW }]);
    expect(decision.effect.changed.map(({ priority }) => priority)).toEqual([undefined]);
    const quiet = when(add({ priority: true, doNotQueue: true }), { contactList });
    expect(JSON.stringify(quiet)).not.toContain('priority');
  });

  test('changes those that are there only, when nothing is to be added', () => {
    const contacts = new Map([[stored._id, stored]]);
    expect(faultsOf(when(add({ onlyExisting: true }), { contactList, contacts }))).toEqual([
      ['contact.does.not.exist', 'contacts'],
    ]);
  });

  test('forgets what messages to them came to, also of those that stay as they are', () => {
    const contacts = new Map([[stored._id, stored]]);
    const [only] = add({}).contacts;
    const one = { contacts: only ? [only] : [] };
    expect(when(add(one), { contactList, contacts })).toMatchObject({ effect: { kind: 'nothing' } });
    expect(when(add({ ...one, clearSystemData: true }), { contactList, contacts })).toMatchObject({
      effect: { changed: [{ _id: 'list:1', arrival: 10_000_007, clearedAt: NOW }] },
    });
  });
});

describe('clearing', () => {
  const clear = { type: 'ClearContactList', contactListId: 'list' } as const;
  const clearDnc = { type: 'ClearDncList', dncListId: 'list' } as const;
  test('empties a list under the command’s id, and tells how many are gone', () => {
    expect(when(clear, { contactList })).toMatchObject({
      version: 1,
      effect: { kind: 'clear-list', of: 'CONTACTS', listId: 'list', commandId: 'command' },
      events: [{ type: 'ContactsRemoved', count: 2 }],
    });
    expect(when(clearDnc, { dncList })).toMatchObject({
      version: 3,
      effect: { kind: 'clear-list', of: 'DNC' },
      events: [{ type: 'DncNumbersChanged', added: 0, removed: 2 }],
    });
  });

  test('is refused while a file is imported, for a list that is not there, and for another one', () => {
    expect(faultsOf(when(clear, { contactList: { ...contactList, imports: running } }))).toEqual([
      ['contact.list.import.in.progress', null],
    ]);
    expect(faultsOf(when(clearDnc, { dncList: { ...dncList, imports: running } }))).toEqual([
      ['dnc.list.import.in.progress', null],
    ]);
    expect(faultsOf(when(clear, {}))).toEqual([['contact.list.not.found', 'subjectId']]);
    expect(faultsOf(when({ ...clear, contactListId: 'other' }, { contactList }))).toEqual([
      ['invalid.property', 'contactListId'],
    ]);
  });
});

describe('changing a DNC list', () => {
  const change = (more: Partial<BodyOf<'UpdateDncList'>> = {}): BodyOf<'UpdateDncList'> => ({
    type: 'UpdateDncList',
    name: null,
    phoneColumns: null,
    defaultCountry: null,
    version: null,
    ...more,
  });

  test('keeps what is not named, and an empty text clears', () => {
    expect(when(change({ name: 'Others', version: 3 }), { dncList })).toMatchObject({
      version: 4,
      effect: { list: { ...dncList, name: 'Others', version: 4 } },
    });
    expect(when(change({ defaultCountry: '', phoneColumns: ['A', 'B'] }), { dncList })).toMatchObject({
      effect: { list: { defaultCountry: null, phoneColumns: ['A', 'B'] } },
    });
  });

  test.each<[string, Partial<BodyOf<'UpdateDncList'>>, Partial<State>, Array<[string, string | null]>]>([
    ['no such list', { name: 'x' }, { dncList: null }, [['dnc.list.not.found', 'subjectId']]],
    ['another version', { name: 'x', version: 2 }, {}, [['invalid.update.wrong.version', 'version']]],
    ['nothing', {}, {}, [['invalid.update', null]]],
    ['a name that is taken', { name: 'x' }, { isNameTaken: true }, [['duplicate.name', 'name']]],
    [
      'all that is wrong',
      { name: ' ', phoneColumns: ['A', 'A', ' '], defaultCountry: 'Moon' },
      {},
      [
        ['name.cannot.be.blank', 'name'],
        ['not.unique.phone.columns', 'phoneColumns'],
        ['invalid.contact.phone.column', 'phoneColumns[2]'],
        ['invalid.value', 'defaultCountry'],
      ],
    ],
  ])('%s', (_, more, state, faults) =>
    expect(faultsOf(when(change(more), { dncList, ...state }))).toEqual(faults),
  );
});

describe('importing numbers', () => {
  const source = { bytes: 5, header: ['Cell', 'Until'] };
  const bring = (more: Partial<BodyOf<'ImportDncNumbers'>> = {}): BodyOf<'ImportDncNumbers'> => ({
    type: 'ImportDncNumbers',
    source: { uploadId: 'u', path: null, url: null },
    ...more,
  });

  test('a file may have columns of its own, which a list without any keeps', () => {
    const own = bring({ phoneColumns: ['Cell'], expirationColumn: 'Until' });
    const job = { phoneColumns: ['Cell'], expirationColumn: 'Until' };
    const decision = when(own, { dncList, source });
    expect(decision).toMatchObject({ effect: { kind: 'queue-import', job } });
    expect(decision).not.toHaveProperty('effect.phoneColumns');
    expect(when(own, { dncList: { ...dncList, phoneColumns: [] }, source })).toMatchObject({
      effect: { job, phoneColumns: ['Cell'] },
    });
  });

  test('columns that the file lacks are named', () => {
    expect(
      faultsOf(when(bring({ phoneColumns: ['Home'], expirationColumn: 'End' }), { dncList, source })),
    ).toEqual([
      ['contact.columns.do.not.contain.phone.number.column', 'phoneColumns[0]'],
      ['invalid.property', 'expirationColumn'],
    ]);
    expect(faultsOf(when(bring({ phoneColumns: [] }), { dncList, source }))).toEqual([
      ['dnc.list.phone.columns.empty', 'phoneColumns'],
    ]);
  });
});
