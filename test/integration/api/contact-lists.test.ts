/** Contact lists over HTTP, with the importer behind: the contract's paths, models, refusals and divisions. */
import { randomUUID } from 'node:crypto';
import { collections, type ImportDocument } from '../../../schemas/collections.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { openTestApi, storeDivision, type Answer, type TestApi } from '../../support/test-api.ts';

const PATH = '/api/v2/outbound/contactlists';
const ALL = ['outbound:contactList:*'];

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await openTestApi();
  await api.system.start('importer', startImporter);
  token = await api.tokenWith(ALL);
  await storeDivision(api.database, 'other');
});
afterAll(() => api.close());

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  api.call(method, `${PATH}${path}`, { token, headers, ...(body === undefined ? {} : { body }) });
const wish = (more: object = {}) => ({
  name: `l ${randomUUID().slice(0, 8)}`,
  columnNames: ['id', 'name', 'phone', 'zone'],
  whatsAppColumns: [{ columnName: 'phone', type: 'cell', contactableTimeColumn: 'zone' }],
  contactIdColumn: 'id',
  defaultCountry: 'US',
  timeZone: 'Europe/Berlin',
  ...more,
});
const make = async (more: object = {}): Promise<Answer['json']> => {
  const answer = await call('POST', '', wish(more));
  expect(answer).toMatchObject({ status: 200 });
  return answer.json;
};
type Named = { entities: Array<{ name: string }>; total: number };
const codesOf = ({ json }: Answer): string[] =>
  (json.details as Array<{ errorCode: string }>).map(({ errorCode }) => errorCode);

describe('a contact list', () => {
  test('is made, read, changed as a whole with what was read, and deleted', async () => {
    const kept = wish();
    const { status, json: made } = await call('POST', '', {
      ...kept,
      phoneColumns: [{ columnName: 'phone', type: 'cell' }],
      // what newer clients know, and messaging has no use for
      ...{ retentionType: 'RETAIN_FOR_DAYS', retentionDays: 30, attemptLimits: { id: 'x' } },
    });
    expect(status).toBe(200);
    expect(made).toMatchObject({
      ...kept,
      ...{
        version: 1,
        division: { id: 'home', name: 'Home' },
        phoneColumns: [{ columnName: 'phone', type: 'cell' }],
        emailColumns: [],
        trimWhitespace: true,
        ...{ retentionType: 'RETAIN_FOR_DAYS', retentionDays: 30, attemptLimits: { id: 'x' } },
        selfUri: `${PATH}/${made.id}`,
      },
    });
    expect(made).not.toHaveProperty('size');
    expect((await call('GET', `/${made.id}`)).json).toEqual(made);
    expect((await call('GET', `/${made.id}?includeSize=true&includeImportStatus=true`)).json).toEqual({
      ...made,
      size: 0,
      importStatus: { totalRecords: 0, completedRecords: 0, percentComplete: 0 },
    });
    expect((await call('PUT', `/${made.id}`, made)).json).toEqual(made);
    const { contactIdColumn, defaultCountry, timeZone, ...known } = made;
    const changed = await call('PUT', `/${made.id}`, { ...known, name: `${made.name}!` });
    expect(made.dateModified).toBe(made.dateCreated);
    expect(changed.json.dateModified > made.dateCreated).toBe(true);
    // what official clients do not know stays
    expect(changed.json).toMatchObject({
      version: 2,
      name: `${made.name}!`,
      contactIdColumn,
      defaultCountry,
    });
    expect(timeZone).toBe('Europe/Berlin');
    expect(changed.json).not.toHaveProperty('timeZone');
    expect(await call('DELETE', `/${made.id}`)).toMatchObject({ status: 200, text: '' });
    expect(await call('GET', `/${made.id}`)).toMatchObject({
      status: 404,
      json: { code: 'resource.not.found' },
    });
  });

  test('keeps what the engine does not use as it was sent, and phone columns as they were made', async () => {
    const unused = {
      phoneColumns: [
        { columnName: 'phone', type: 'home', callableTimeColumn: 'zone', callableTimeColumnName: 'z' },
      ],
      emailColumns: [{ columnName: 'name', type: 'WORK', contactableTimeColumn: 'zone' }],
      columnDataTypeSpecifications: [
        { columnName: 'id', columnDataType: 'NUMERIC', min: 1, max: 100 },
        { columnName: 'name', columnDataType: 'TEXT', maxLength: 20 },
      ],
      ...{ trimWhitespace: false, automaticTimeZoneMapping: false, zipCodeColumnName: 'zone' },
      ...{ previewModeColumnName: 'name', previewModeAcceptedValues: ['a', 'b'] },
      ...{ attemptLimits: { id: 'x', name: 'twice' }, retentionType: 'NONE', retentionDays: 3 },
      dateExpiration: '2027-01-01T00:00:00.000Z',
    };
    const whatsAppColumns = [
      { columnName: 'phone', type: 'cell', contactableTimeColumn: 'zone', contactableTimeColumnName: 'zn' },
    ];
    const made = await make({ ...unused, whatsAppColumns });
    expect(made).toMatchObject({ ...unused, whatsAppColumns });
    // what was read goes back as it is, and changes nothing
    expect((await call('PUT', `/${made.id}`, made)).json).toEqual(made);
    const { retentionDays, phoneColumns, ...left } = made;
    expect([retentionDays, phoneColumns]).toEqual([3, unused.phoneColumns]);
    const { json: changed } = await call('PUT', `/${made.id}`, { ...left, trimWhitespace: true });
    expect(changed).toMatchObject({ trimWhitespace: true, phoneColumns: unused.phoneColumns, version: 2 });
    expect(changed).not.toHaveProperty('retentionDays');
    const moved = { ...changed, phoneColumns: [{ columnName: 'name', type: 'home' }] };
    expect(await call('PUT', `/${made.id}`, moved)).toMatchObject({
      status: 400,
      json: { code: 'cannot.update.phone.columns', details: [{ fieldName: 'phoneColumns' }] },
    });
  });

  test('of two editors the second is told to read it again', async () => {
    const made = await make();
    expect((await call('PUT', `/${made.id}`, { ...made, timeZone: 'UTC' })).status).toBe(200);
    for (const body of [made, { ...made, timeZone: 'Asia/Tokyo' }, { ...made, version: undefined }])
      expect(await call('PUT', `/${made.id}`, body)).toMatchObject({
        status: 409,
        json: { code: 'invalid.update.wrong.version' },
      });
    expect((await call('GET', `/${made.id}`)).json).toMatchObject({ timeZone: 'UTC', version: 2 });
  });

  test('under the same Idempotency-Key is made once and changed once', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = wish();
    const [first, second] = [await call('POST', '', body, headers), await call('POST', '', body, headers)];
    expect(first.status).toBe(200);
    expect(second.json).toEqual(first.json);
    const edit = { ...first.json, name: `${body.name}!` };
    for (let time = 0; time < 2; time += 1)
      expect(await call('PUT', `/${first.json.id}`, edit, headers)).toMatchObject({
        status: 200,
        json: { version: 2 },
      });
  });

  test('several are deleted at once, or it is told which one stays', async () => {
    const [one, other, busy] = [await make(), await make(), await make()];
    await api.database
      .of(collections.contactLists)
      .updateOne({ _id: busy.id }, { $set: { imports: [{ id: 'x', state: 'RUNNING', reason: null }] } });
    expect((await call('DELETE', `?id=${one.id},${other.id}`)).status).toBe(204);
    expect((await call('GET', `/${other.id}`)).status).toBe(404);
    const stays = await call('DELETE', `?id=${busy.id}`);
    expect(stays).toMatchObject({ status: 409, json: { code: 'bulk.delete.conflict' } });
    expect(stays.json.message).toContain(busy.id);
    expect(codesOf(await call('DELETE', `/${busy.id}`))).toEqual(['contact.list.import.in.progress']);
    const many = Array.from({ length: 101 }, (_, at) => at).join();
    expect(codesOf(await call('DELETE', `?id=${many}`))).toEqual(['too.many.deletes']);
  });

  test('tells how its latest import stands', async () => {
    const { id } = await make();
    const job = { _id: randomUUID(), rowsRead: 50, bytesRead: 100, totalBytes: 400 };
    await api.database
      .of(collections.imports)
      .insertOne({ ...job, listId: id, kind: 'CONTACTS' } as unknown as ImportDocument);
    const stands = async (state: 'RUNNING' | 'FINISHED' | 'FAILED', reason: string | null = null) => {
      await api.database
        .of(collections.contactLists)
        .updateOne({ _id: id }, { $set: { imports: [{ id: job._id, state, reason }] } });
      return (await call('GET', `/${id}/importstatus`)).json as unknown;
    };
    const ours = { importId: job._id, rejectedRecords: 0 };
    const half = { totalRecords: 200, completedRecords: 50, percentComplete: 25, ...ours };
    expect(await stands('RUNNING')).toEqual({ state: 'IN_PROGRESS', ...half });
    expect(await stands('FAILED', 'BAD')).toEqual({ state: 'FAILED', ...half, failureReason: 'BAD' });
    expect(await stands('FINISHED')).toEqual({
      totalRecords: 50,
      completedRecords: 50,
      percentComplete: 100,
      ...ours,
    });
    expect((await call('GET', `?id=${id}&includeImportStatus=true`)).json.entities).toMatchObject([
      { importStatus: { percentComplete: 100 } },
    ]);
  });
});

describe('refusals', () => {
  test.each([
    ['no column to reach people by', { whatsAppColumns: [] }, 'no.phone.columns', 'whatsAppColumns'],
    [
      'a phone column that does not exist',
      { phoneColumns: [{ columnName: 'x', type: 'cell' }] },
      'contact.columns.do.not.contain.phone.number.column',
      'phoneColumns[0].columnName',
    ],
    [
      'a phone column twice',
      { phoneColumns: ['phone', 'phone'].map((columnName) => ({ columnName, type: 'cell' })) },
      'not.unique.phone.columns',
      'phoneColumns',
    ],
    [
      'a phone column without a name',
      { phoneColumns: [{ columnName: ' ', type: 'cell' }] },
      'invalid.contact.phone.column',
      'phoneColumns[0].columnName',
    ],
    [
      'a phone column that exports add',
      { phoneColumns: [{ columnName: 'inin-outbound-id', type: 'cell' }] },
      'system.column.phone.column',
      'phoneColumns[0].columnName',
    ],
    [
      'bounds of a column the wrong way round',
      { columnDataTypeSpecifications: [{ columnName: 'id', columnDataType: 'NUMERIC', min: 2, max: 1 }] },
      'invalid.property',
      'columnDataTypeSpecifications[0].min',
    ],
    [
      'the type of a column that does not exist',
      { columnDataTypeSpecifications: [{ columnName: 'x', columnDataType: 'TEXT' }] },
      'invalid.property',
      'columnDataTypeSpecifications[0].columnName',
    ],
    ['no columns', { columnNames: [] }, 'no.contact.columns.defined', 'columnNames'],
    [
      'too many columns',
      { columnNames: ['phone', ...Array.from({ length: 50 }, (_, at) => `c${at}`)] },
      'contact.columns.limit.exceeded',
      'columnNames',
    ],
    ['a column twice', { columnNames: ['phone', 'phone'] }, 'not.unique.contact.columns', 'columnNames'],
    [
      'a WhatsApp column twice',
      { whatsAppColumns: [1, 2].map(() => ({ columnName: 'phone', type: 'cell' })) },
      'not.unique.phone.columns',
      'whatsAppColumns',
    ],
    [
      'a WhatsApp column that is none of the columns',
      { whatsAppColumns: [{ columnName: 'none', type: 'cell' }] },
      'contact.columns.do.not.contain.phone.number.column',
      'whatsAppColumns[0].columnName',
    ],
    [
      'a WhatsApp column without a name',
      { whatsAppColumns: [{ columnName: '', type: 'cell' }] },
      'invalid.contact.phone.column',
      'whatsAppColumns[0].columnName',
    ],
    ['a blank name', { name: ' ' }, 'name.cannot.be.blank', 'name'],
    ['a long name', { name: 'x'.repeat(65) }, 'name.length.exceeded', 'name'],
    ['no such time zone', { timeZone: 'Moon' }, 'invalid.value', 'timeZone'],
    ['an unknown field', { columNames: [] }, 'invalid.property', 'columNames'],
  ])('%s', async (_, more, errorCode, fieldName) => {
    const answer = await call('POST', '', wish(more));
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.json.details).toContainEqual({ errorCode, fieldName });
  });

  test('a name that is taken, other columns, another division', async () => {
    const [made, other] = [await make(), await make()];
    expect(codesOf(await call('POST', '', wish({ name: made.name })))).toEqual(['duplicate.name']);
    expect(codesOf(await call('PUT', `/${other.id}`, { ...other, name: made.name }))).toEqual([
      'duplicate.name',
    ]);
    const moved = { ...made, columnNames: ['phone'], division: { id: 'other' } };
    expect(codesOf(await call('PUT', `/${made.id}`, moved))).toEqual([
      'cannot.update.contact.column.names',
      'invalid.update',
    ]);
    await api.database.of(collections.contactLists).updateOne({ _id: made.id }, { $set: { size: 1 } });
    const columns = { ...made, whatsAppColumns: [{ columnName: 'name', type: 'cell' }] };
    expect(codesOf(await call('PUT', `/${made.id}`, columns))).toEqual(['cannot.update.phone.columns']);
  });
});

test('lists are pages by name, filtered', async () => {
  const mark = randomUUID().slice(0, 8);
  const made = [];
  for (const letter of ['b', 'A', 'c']) made.push(await make({ name: `${mark}.${letter}` }));
  const names = async (query: string): Promise<string> => {
    const { status, json } = await call('GET', `?${query}`);
    expect([query, status]).toEqual([query, 200]);
    return (json as Named).entities.map(({ name }) => name.slice(mark.length + 1)).join('');
  };
  const wanted: ReadonlyArray<readonly [string, string]> = [
    [`name=${mark.toUpperCase()}`, 'Abc'],
    [`name=${mark}&sortOrder=descending`, 'cbA'],
    [`name=${mark}&pageSize=2`, 'Ab'],
    [`name=${mark}&pageSize=2&pageNumber=2`, 'c'],
    [`name=${mark}&pageNumber=2&allowEmptyResult=true`, ''],
    [`name=${mark}.a&filterType=Equals`, 'A'],
    [`name=${mark.slice(2)}.&filterType=Contains`, 'Abc'],
    [`name=${mark.slice(2)}.c&filterType=EndsWith`, 'c'],
    [`name=${mark}.b&filterType=GreaterThan&id=${made[0].id},${made[2].id}`, 'c'],
    [`name=${mark}%5C..*`, ''],
    [`name=${mark}&divisionId=home`, 'Abc'],
    [`name=${mark}&divisionId=other`, ''],
  ];
  for (const [query, found] of wanted) expect([query, await names(query)]).toEqual([query, found]);
  expect(await call('GET', `?name=${mark}&pageNumber=2`)).toMatchObject({
    status: 404,
    json: { code: 'not.found' },
  });
  expect(codesOf(await call('GET', `?name=a&filterType=RegEx`))).toEqual(['invalid.query.param.value']);
  const views = await call('GET', `/divisionviews?name=${mark}&includeSize=true`);
  expect(views.json).toMatchObject({ total: 3, entities: [{ name: `${mark}.A`, size: 0 }, {}, {}] });
  expect(views.json.entities[0]).not.toHaveProperty('whatsAppColumns');
  expect((await call('GET', `/divisionviews/${made[0].id}`)).json.name).toBe(`${mark}.b`);
});

test('what lies in another division does not exist', async () => {
  const made = await make();
  const other = await api.tokenWith(ALL, ['other']);
  const asOther = (method: string, path: string, body?: unknown) =>
    api.call(method, `${PATH}${path}`, { token: other, ...(body === undefined ? {} : { body }) });
  const one: ReadonlyArray<readonly [string, string, unknown?]> = [
    ['GET', `/${made.id}`],
    ['PUT', `/${made.id}`, made],
    ['DELETE', `/${made.id}`],
    ['DELETE', `?id=${made.id}`],
    ['GET', `/${made.id}/importstatus`],
    ['GET', `/divisionviews/${made.id}`],
    ['POST', '', wish()],
  ];
  for (const [method, path, body] of one)
    expect([method, path, (await asOther(method, path, body)).status]).toEqual([method, path, 404]);
  for (const path of ['', '/divisionviews', `?id=${made.id}`, '?divisionId=home'])
    expect((await asOther('GET', path)).json).toMatchObject({ total: 0, entities: [] });
  const inOther = await asOther('POST', '', wish({ division: { id: 'other' } }));
  expect(inOther).toMatchObject({ status: 200, json: { division: { id: 'other' } } });
  const viewer = await api.tokenWith(['outbound:contactList:view']);
  const refused = await api.call('DELETE', `${PATH}/${made.id}`, { token: viewer });
  expect(refused).toMatchObject({ status: 403, json: { code: 'missing.permissions' } });
});
