import type { ContactListDocument } from '../../../../schemas/collections.ts';
import { contactReader, readNewContacts } from '../../../../services/importer/import/read-contact-row.ts';
import { dncReader } from '../../../../services/importer/import/read-dnc-row.ts';
import { matchContactHeader, matchDncHeader } from '../../../../services/importer/csv/match-header.ts';

type List = Parameters<typeof contactReader>[0] & Pick<ContactListDocument, 'columnNames'>;
const list = (more: Partial<List> = {}): List => ({
  _id: 'list',
  columnNames: ['Name', 'Work', 'Home'],
  whatsappColumns: [
    { columnName: 'Work', type: 'work', contactableTimeColumn: null },
    { columnName: 'Home', type: 'home', contactableTimeColumn: null },
  ],
  contactIdColumn: null,
  defaultCountry: 'US',
  ...more,
});

describe('a row of a contact list', () => {
  test('becomes a contact with a Phone ID per WhatsApp column and its place of arrival', () => {
    expect(
      contactReader(list({ contactIdColumn: 'Name' }), 3)(['Ann', '317-555-1000', '+49 151 12345678'], 7),
    ).toEqual({
      _id: 'list:Ann',
      listId: 'list',
      arrival: 30_000_007,
      values: ['Ann', '317-555-1000', '+49 151 12345678'],
      phoneIds: ['13175551000', '4915112345678'],
    });
  });

  test('needs one possible number only', () => {
    expect(contactReader(list(), 1)(['Ann', 'none', '317-555-1000'], 1)).toMatchObject({
      phoneIds: [null, '13175551000'],
    });
  });

  test.each(['Europe/Berlin', 'america/new_york', ''])(
    'may have the time zone %j in its own column',
    (zone) => {
      const columnNames = ['Name', 'Work', 'Home', 'Zone'];
      const whatsappColumns = [{ columnName: 'Work', type: 'work', contactableTimeColumn: 'Zone' }];
      expect(
        contactReader(list({ columnNames, whatsappColumns }), 1)(['Ann', '317-555-1000', '', zone], 1),
      ).toMatchObject({ phoneIds: ['13175551000'], values: ['Ann', '317-555-1000', '', zone] });
    },
  );

  test('with something else in its time zone column is rejected with the value and what was expected', () => {
    const columnNames = ['Name', 'Work', 'Home', 'Zone'];
    const whatsappColumns = [
      { columnName: 'Work', type: 'work', contactableTimeColumn: 'Zone' },
      { columnName: 'Home', type: 'home', contactableTimeColumn: 'Zone' },
    ];
    expect(
      contactReader(list({ columnNames, whatsappColumns }), 1)(['Ann', '317-555-1000', '', 'Berlin'], 1),
    ).toEqual({
      code: 'INVALID_TIME_ZONE',
      column: 'Zone',
      value: 'Berlin',
      reason: '"Berlin" is not an IANA time zone; expected a name such as Europe/Berlin, or nothing',
    });
  });

  test('without a possible number is rejected for the first number that was written', () => {
    expect(contactReader(list(), 1)(['Ann', '', 'none'], 1)).toEqual({
      code: 'INVALID_PHONE_NUMBER',
      column: 'Home',
      value: 'none',
      reason: 'the number has letters; a phone number has digits only',
    });
    expect(contactReader(list(), 1)(['Ann', '', ''], 1)).toEqual({
      code: 'INVALID_PHONE_NUMBER',
      column: 'Work',
      value: '',
      reason: 'the number is empty',
    });
  });

  test('is the same contact when it comes again, another one when a cell differs', () => {
    const read = contactReader(list(), 1);
    const idOf = (values: string[], row: number) => (read(values, row) as { _id: string })._id;
    const id = idOf(['Ann', '3175551000', ''], 1);
    expect(id).toMatch(/^list:[0-9a-f]{24}$/);
    expect(idOf(['Ann', '3175551000', ''], 2)).toBe(id);
    expect(idOf(['Ann', '', '3175551000'], 1)).not.toBe(id);
    expect(idOf(['Ann3', '175551000', '3175551000'], 1)).not.toBe(
      idOf(['Ann', '3175551000', '3175551000'], 1),
    );
  });

  test('without the id that its list asks for is rejected', () => {
    expect(contactReader(list({ contactIdColumn: 'Name' }), 1)(['', '3175551000', ''], 1)).toEqual({
      code: 'IMPORT_MISSING_CUSTOM_ID',
      column: 'Name',
      value: '',
      reason: 'the contact id is empty',
    });
  });

  test('of a list without WhatsApp columns needs no number', () => {
    expect(contactReader(list({ whatsappColumns: [] }), 1)(['Ann', '', ''], 1)).toMatchObject({
      phoneIds: [],
    });
  });
});

describe('contacts that a command adds', () => {
  const add = (contacts: Parameters<typeof readNewContacts>[0], more: Partial<List> = {}) =>
    readNewContacts(contacts, list(more), 2);

  test('get the id given, else that of their column, else a hash', () => {
    const data = { Name: 'Ann', Work: '3175551000' };
    const idOf = (id: string | null, more: Partial<List> = {}) => add([{ id, data }], more).contacts[0]?._id;
    expect(idOf('7')).toBe('list:7');
    expect(idOf(null, { contactIdColumn: 'Name' })).toBe('list:Ann');
    expect(idOf(null)).toMatch(/^list:[0-9a-f]{24}$/);
  });

  test('have their cells in the order of the columns, trimmed, empty where not given', () => {
    expect(add([{ id: '1', data: { Home: ' 3175551000 ', Name: 'Ann' } }]).contacts).toEqual([
      {
        _id: 'list:1',
        listId: 'list',
        arrival: 20_000_001,
        values: ['Ann', '', '3175551000'],
        phoneIds: [null, '13175551000'],
      },
    ]);
  });

  test('with the same id twice: the later one stays', () => {
    const { contacts } = add([
      { id: '1', data: { Name: 'Ann', Work: '3175551000' } },
      { id: '1', data: { Name: 'Bob', Work: '3175551001' } },
    ]);
    expect(contacts.map(({ values }) => values[0])).toEqual(['Bob']);
  });

  test('are refused with the field that is wrong', () => {
    const { faults } = add(
      [
        { id: null, data: { Nmae: 'Ann' } },
        { id: null, data: { Name: 'x'.repeat(513), Work: '3175551000' } },
        { id: null, data: { Name: 'Ann', Work: '12' } },
        { id: 'Eve', data: { Name: 'Ann', Work: '3175551000' } },
        { id: null, data: { Work: '3175551000' } },
      ],
      { contactIdColumn: 'Name' },
    );
    expect(faults.map(({ code, field, limit }) => [code, field, limit])).toEqual([
      ['invalid.contact.columns', 'contacts[0].data.Nmae', null],
      ['invalid.value', 'contacts[1].data.Name', 512],
      ['invalid.value', 'contacts[2].data.Work', null],
      ['invalid.contact.id', 'contacts[3].id', null],
      ['invalid.contact.id', 'contacts[4].data.Name', null],
    ]);
  });
});

describe('a row of a DNC list', () => {
  const header = ['Last Name', 'First Name', 'DNC_Home', 'DNC_Cell', 'DNC_Work'];
  const list = { _id: 'dnc', defaultCountry: 'US' };
  const now = new Date('2026-01-01T00:00:00Z');
  const read = dncReader(list, header, [2, 3, 4], 1, now);

  test('is an entry for each number; other columns are ignored', () => {
    expect(read(['Smith', 'Bill', '317-153-4777', '317-981-6233', '317-333-2174'], 1)).toEqual({
      isEndIgnored: false,
      entries: [
        { _id: 'dnc:13171534777', listId: 'dnc', arrival: 10_000_001 },
        { _id: 'dnc:13179816233', listId: 'dnc', arrival: 10_000_001 },
        { _id: 'dnc:13173332174', listId: 'dnc', arrival: 10_000_001 },
      ],
    });
  });

  test('has one entry for a number written twice, and none for a cell that holds no number', () => {
    expect(read(['Smith', 'Bill', '317-153-4777', 'unknown', '+1 317 153 4777'], 1)).toMatchObject({
      entries: [{ _id: 'dnc:13171534777' }],
    });
  });

  test('without any number is rejected', () => {
    expect(read(['Smith', 'Bill', '', 'unknown', ''], 1)).toMatchObject({
      code: 'INVALID_PHONE_NUMBER',
      column: 'DNC_Cell',
      value: 'unknown',
    });
  });
});

describe('the end of a DNC file’s entries', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const read = dncReader({ _id: 'dnc', defaultCountry: 'US' }, ['Cell', 'ExpirationDateTime'], [0], 1, now);

  test.each([
    ['2026-03-01T12:30Z', new Date('2026-03-01T12:30:00Z'), false],
    ['2026-03-01T12:30:15.250Z', new Date('2026-03-01T12:30:15.250Z'), false],
    ['', undefined, false],
    ['never', undefined, true],
    ['2026-03-01', undefined, true],
    ['2026-13-01T00:00Z', undefined, true],
    ['2026-06-30T00:00Z', new Date('2026-06-30T00:00Z'), false],
    ['2026-06-30T00:01Z', undefined, true], // 180 days and a minute
  ])('%j', (text, expiresAt, isEndIgnored) => {
    const row = read(['317-153-4777', text], 1);
    expect(row).toMatchObject({ isEndIgnored, entries: [{ _id: 'dnc:13171534777' }] });
    expect('entries' in row && row.entries[0]?.expiresAt).toEqual(expiresAt);
  });

  test('that has passed rejects the row', () => {
    expect(read(['317-153-4777', '2026-01-01T00:00Z'], 1)).toEqual({
      code: 'IMPORT_ENTRY_EXPIRED',
      column: 'ExpirationDateTime',
      value: '2026-01-01T00:00Z',
      reason: 'the entry has ended',
    });
  });
});

describe('the columns of a file', () => {
  const columns = {
    whatsappColumns: [{ columnName: 'Phone', type: 'work', contactableTimeColumn: null }],
    contactIdColumn: 'Id',
  };
  const match = (header: string[], columnNames: string[]) =>
    matchContactHeader(header, { ...columns, columnNames });

  test('become those of a list that has none yet', () => {
    expect(match(['Id', 'Phone', 'City'], [])).toEqual({ names: ['Id', 'Phone', 'City'], indexes: null });
  });
  test('must hold the WhatsApp and id columns', () => {
    expect(() => match(['Id', 'phone'], [])).toThrow(
      'the file lacks "Phone" ("phone" is another name), which the list names as WhatsApp, time zone or contact id column',
    );
  });
  test('may come in another order', () => {
    expect(match(['City', 'Phone', 'Id'], ['Id', 'Phone', 'City'])).toEqual({
      names: ['Id', 'Phone', 'City'],
      indexes: [2, 1, 0],
    });
  });
  test('of our own exports and reject files are passed over', () => {
    const header = [
      'inin-outbound-id',
      'Id',
      'Phone',
      'ContactCallable',
      'WhatsAppLastResult-Phone',
      'errors',
    ];
    expect(match(header, ['Id', 'Phone'])).toEqual({ names: ['Id', 'Phone'], indexes: [1, 2] });
    expect(match(header, [])).toEqual({ names: ['Id', 'Phone'], indexes: [1, 2] });
  });
  test('that are missing or too many are named', () => {
    expect(() => match(['Id', 'Phone', 'Town'], ['Id', 'Phone', 'City'])).toThrow(
      'the file lacks the list’s columns "City"; the list has no columns "Town"',
    );
  });
  test('of a DNC file need the phone columns only', () => {
    expect(matchDncHeader(['Name', 'Cell', 'Home'], { phoneColumns: ['Home', 'Cell'] })).toEqual([2, 1]);
    expect(() => matchDncHeader(['Name', 'cell'], { phoneColumns: ['Cell'] })).toThrow(
      'the file lacks the phone columns "Cell" ("cell" is another name); it has "Name", "cell"',
    );
  });
});
