/** DNC lists and their numbers over HTTP, with the importer behind. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { openTestApi, type Answer, type TestApi } from '../../support/test-api.ts';

const PATH = '/api/v2/outbound/dnclists';
const ALL = ['outbound:dncList:*', 'outbound:dnc:*'];

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await openTestApi();
  await api.system.start('importer', startImporter);
  token = await api.tokenWith(ALL);
});
afterAll(() => api.close());

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  api.call(method, `${PATH}${path}`, { token, headers, ...(body === undefined ? {} : { body }) });
const wish = (more: object = {}) => ({
  name: `d ${randomUUID().slice(0, 8)}`,
  dncSourceType: 'rds',
  contactMethod: 'Phone',
  phoneColumns: ['Home', 'Cell'],
  defaultCountry: 'US',
  ...more,
});
const make = async (more: object = {}): Promise<Answer['json']> => {
  const answer = await call('POST', '', wish(more));
  expect(answer).toMatchObject({ status: 200 });
  return answer.json;
};
const codesOf = ({ json }: Answer): string[] =>
  (json.details as Array<{ errorCode: string }>).map(({ errorCode }) => errorCode);
const numbersOf = async (listId: string): Promise<string[]> =>
  (await api.database.of(collections.dncNumbers).find({ listId }).sort({ _id: 1 }).toArray()).map(({ _id }) =>
    _id.slice(listId.length + 1),
  );
const sizeOf = async (id: string): Promise<number> =>
  (await call('GET', `/${id}?includeSize=true`)).json.size as number;

describe('a DNC list', () => {
  test('is made, read, changed as a whole with what was read, and deleted', async () => {
    const kept = wish();
    const { status, json: made } = await call('POST', '', kept);
    expect(status).toBe(200);
    expect(made).toMatchObject({
      ...kept,
      version: 1,
      division: { id: 'home', name: 'Home' },
      dateModified: made.dateCreated,
      selfUri: `${PATH}/${made.id}`,
    });
    expect(made).not.toHaveProperty('size');
    expect((await call('GET', `/${made.id}`)).json).toEqual(made);
    expect((await call('GET', `/${made.id}?includeSize=true&includeImportStatus=true`)).json).toEqual({
      ...made,
      size: 0,
      importStatus: { totalRecords: 0, completedRecords: 0, percentComplete: 0 },
    });
    expect((await call('GET', `/${made.id}/importstatus`)).json).toEqual({
      ...{ totalRecords: 0, completedRecords: 0, percentComplete: 0 },
    });
    expect((await call('PUT', `/${made.id}`, made)).json).toEqual(made);
    const { phoneColumns, defaultCountry, ...known } = made;
    const changed = await call('PUT', `/${made.id}`, { ...known, name: `${made.name}!` });
    // what official clients do not know stays
    expect(changed.json).toMatchObject({ version: 2, name: `${made.name}!`, phoneColumns, defaultCountry });
    const ours = await call('PUT', `/${made.id}`, {
      ...changed.json,
      phoneColumns: ['Cell'],
      defaultCountry: null,
    });
    expect(ours.json).toMatchObject({ version: 3, phoneColumns: ['Cell'] });
    expect(ours.json).not.toHaveProperty('defaultCountry');
    for (const body of [made, { ...ours.json, version: undefined }])
      expect(await call('PUT', `/${made.id}`, body)).toMatchObject({
        status: 409,
        json: { code: 'invalid.update.wrong.version' },
      });
    expect(await call('DELETE', `/${made.id}`)).toMatchObject({ status: 200, text: '' });
    expect(await call('GET', `/${made.id}`)).toMatchObject({
      status: 404,
      json: { code: 'dnc.list.not.found' },
    });
  });

  test('stays while it is filled or a running campaign has it', async () => {
    const [filled, used] = [await make(), await make()];
    await api.database
      .of(collections.dncLists)
      .updateOne({ _id: filled.id }, { $set: { imports: [{ id: 'x', state: 'RUNNING', reason: null }] } });
    const campaign = { name: used.id, dncListIds: [used.id], status: 'on' };
    await api.database.of(collections.campaigns).insertOne({ _id: randomUUID(), ...campaign } as never);
    expect(codesOf(await call('DELETE', `/${filled.id}`))).toEqual(['dnc.list.import.in.progress']);
    expect(codesOf(await call('DELETE', `/${filled.id}/phonenumbers`))).toEqual([
      'dnc.list.import.in.progress',
    ]);
    expect(codesOf(await call('DELETE', `/${used.id}`))).toEqual(['dnc.list.in.use']);
  });
});

describe('numbers', () => {
  test('are added with and without an end, and taken off, whatever they are called', async () => {
    const { id } = await make();
    expect(await call('POST', `/${id}/phonenumbers`, ['317-555-0101', '+44 20 7946 0000'])).toMatchObject({
      status: 202,
      text: '',
    });
    const end = new Date(Date.now() + 24 * 3_600_000).toISOString().replace(/:\d\d\.\d+Z/, 'Z');
    expect(
      (await call('POST', `/${id}/phonenumbers?expirationDateTime=${end}`, ['317-555-0102'])).status,
    ).toBe(202);
    const byPatch = { action: 'Add', whatsAppNumbers: ['13175550103'], expirationDateTime: end };
    expect(await call('PATCH', `/${id}/whatsappnumbers`, byPatch)).toMatchObject({ status: 204, text: '' });
    expect(
      (await call('PATCH', `/${id}/phonenumbers`, { action: 'Add', phoneNumbers: ['13175550104'] })).status,
    ).toBe(204);
    expect(await numbersOf(id)).toEqual([
      ...['13175550101', '13175550102', '13175550103', '13175550104', '442079460000'],
    ]);
    expect(await sizeOf(id)).toBe(5);
    const stored = await api.database.of(collections.dncNumbers).findOne({ _id: `${id}:13175550102` });
    expect(stored?.expiresAt?.toISOString()).toBe(end.replace('Z', ':00.000Z'));
    await call('PATCH', `/${id}/whatsappnumbers`, {
      action: 'Remove',
      whatsAppNumbers: ['1 317 555 0101', '1 317 555 0109'],
    });
    await call('PATCH', `/${id}/phonenumbers`, { action: 'Remove', phoneNumbers: ['13175550102'] });
    expect(await numbersOf(id)).toEqual(['13175550103', '13175550104', '442079460000']);
  });

  test('are read a page at a time, and one is looked up as people write it', async () => {
    const { id } = await make();
    const end = new Date(Date.now() + 24 * 3_600_000).toISOString().replace(/:\d\d\.\d+Z/, 'Z');
    await call('POST', `/${id}/phonenumbers`, ['317-555-0201', '317-555-0202', '+52 1 55 1234 5678']);
    await call('POST', `/${id}/phonenumbers?expirationDateTime=${end}`, ['317-555-0203']);
    await api.database
      .of(collections.dncNumbers)
      .insertOne({ _id: `${id}:13175550204`, listId: id, expiresAt: new Date(0) });
    const path = `/${id}/phonenumbers`;
    const { json: first } = await call('GET', `${path}?pageSize=2`);
    expect(first).toEqual({
      entities: [{ number: '13175550201' }, { number: '13175550202' }],
      next: '13175550202',
    });
    expect((await call('GET', `${path}?pageSize=2&after=${first.next}`)).json).toEqual({
      entities: [
        { number: '13175550203', expirationDateTime: end.replace('Z', ':00.000Z') },
        { number: '525512345678' },
      ],
    });
    const lookUp = async (number: string): Promise<unknown> =>
      (await call('GET', `${path}?number=${encodeURIComponent(number)}`)).json;
    expect(await lookUp(' (317) 555-0201 ')).toEqual({ entities: [{ number: '13175550201' }] });
    // another writing of the same person's number
    expect(await lookUp('+52 55 1234 5678')).toEqual({ entities: [{ number: '525512345678' }] });
    for (const gone of ['317-555-0204', '317-555-0299']) expect(await lookUp(gone)).toEqual({ entities: [] });
    expect(codesOf(await call('GET', `${path}?number=not%20a%20number`))).toEqual(['invalid.value']);
    for (const query of ['pageSize=0', 'pageSize=1001', 'pageSize=x', 'odd=1', `number=${'1'.repeat(201)}`])
      expect((await call('GET', `${path}?${query}`)).status).toBe(400);
    expect((await call('GET', '/none/phonenumbers')).status).toBe(404);
  });

  test('more than one command can carry are added in several, up to a limit', async () => {
    const { id } = await make();
    const many = Array.from({ length: 1_500 }, (_, at) => `1317555${String(at).padStart(4, '0')}`);
    expect((await call('POST', `/${id}/phonenumbers`, many)).status).toBe(202);
    expect(await sizeOf(id)).toBe(1_500);
    const faulty = await call('POST', `/${id}/phonenumbers`, [...many, 'none']);
    expect(faulty.json.details).toEqual([{ errorCode: 'invalid.value', fieldName: '[1500]' }]);
    const tooMany = { action: 'Add', phoneNumbers: Array.from({ length: 10_001 }, () => '1') };
    expect(await call('PATCH', `/${id}/phonenumbers`, tooMany)).toMatchObject({
      status: 400,
      json: { code: 'constraint.validation', limit: { value: 10_000 } },
    });
  });

  test('all go, or those that have ended', async () => {
    const { id } = await make();
    await call('POST', `/${id}/phonenumbers`, ['13175550101', '13175550102']);
    await api.database
      .of(collections.dncNumbers)
      .updateOne({ _id: `${id}:13175550101` }, { $set: { expiresAt: new Date(Date.now() - 1_000) } });
    expect((await call('DELETE', `/${id}/whatsappnumbers?expiredOnly=true`)).status).toBe(204);
    expect(await numbersOf(id)).toEqual(['13175550102']);
    expect(await sizeOf(id)).toBe(1);
    expect((await call('DELETE', `/${id}/phonenumbers?expiredOnly=false`)).status).toBe(204);
    expect(await sizeOf(id)).toBe(0);
    // the next command waits until they are gone
    await call('POST', `/${id}/phonenumbers`, ['13175550109']);
    expect(await numbersOf(id)).toEqual(['13175550109']);
  });

  test.each<[string, string, string, unknown, string, string | undefined]>([
    ['no number', 'POST', 'phonenumbers', ['12'], 'invalid.value', '[0]'],
    ['none', 'POST', 'phonenumbers', [], 'no.contacts.specified', 'body'],
    [
      'none to add',
      'PATCH',
      'whatsappnumbers',
      { action: 'Add', whatsAppNumbers: [] },
      'no.contacts.specified',
      'whatsAppNumbers',
    ],
    [
      'another action',
      'PATCH',
      'phonenumbers',
      { action: 'Keep', phoneNumbers: [] },
      'invalid.value',
      'action',
    ],
    ['no action', 'PATCH', 'phonenumbers', { phoneNumbers: [] }, 'constraint.validation', 'action'],
    [
      'an end that is no time',
      'POST',
      'phonenumbers?expirationDateTime=soon',
      ['13175550101'],
      'invalid.date',
      'expirationDateTime',
    ],
    [
      'an end that has passed',
      'POST',
      'phonenumbers?expirationDateTime=2020-01-01T00:00Z',
      ['13175550101'],
      'invalid.date',
      'expirationDateTime',
    ],
    [
      'an end too far ahead',
      'POST',
      'phonenumbers?expirationDateTime=2999-01-01T00:00Z',
      ['13175550101'],
      'invalid.date',
      'expirationDateTime',
    ],
  ])('%s', async (_, method, path, body, errorCode, fieldName) => {
    const { id } = await make();
    const answer = await call(method, `/${id}/${path}`, body);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.json.details).toContainEqual({ errorCode, fieldName });
    expect(await numbersOf(id)).toEqual([]);
  });

  test('a list for e-mail addresses has none', async () => {
    const { id } = await make({ contactMethod: 'Email' });
    expect(codesOf(await call('POST', `/${id}/phonenumbers`, ['13175550101']))).toEqual([
      'dnc.list.invalid.contact.method',
    ]);
  });
});

describe('refusals', () => {
  test.each<[string, object, string, string]>([
    ['another source', { dncSourceType: 'gryphon' }, 'dnc.source.configuration.invalid', 'dncSourceType'],
    ['no contact method', { contactMethod: null }, 'dnc.source.configuration.invalid', 'contactMethod'],
    ['no source', { dncSourceType: undefined }, 'constraint.validation', 'dncSourceType'],
    ['a blank name', { name: ' ' }, 'name.cannot.be.blank', 'name'],
    ['a long name', { name: 'x'.repeat(65) }, 'name.length.exceeded', 'name'],
    ['a column twice', { phoneColumns: ['A', 'A'] }, 'not.unique.phone.columns', 'phoneColumns'],
    ['no such country', { defaultCountry: 'Moon' }, 'invalid.value', 'defaultCountry'],
  ])('%s', async (_, more, errorCode, fieldName) => {
    const answer = await call('POST', '', wish(more));
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.json.details).toContainEqual({ errorCode, fieldName });
  });

  test('a name that is taken, another division, another contact method', async () => {
    const [made, other] = [await make(), await make()];
    expect(codesOf(await call('POST', '', wish({ name: made.name })))).toEqual(['duplicate.name']);
    expect(codesOf(await call('PUT', `/${other.id}`, { ...other, name: made.name }))).toEqual([
      'duplicate.name',
    ]);
    const moved = { ...other, division: { id: 'other' }, contactMethod: 'Email' };
    expect(codesOf(await call('PUT', `/${other.id}`, moved))).toEqual(['invalid.update', 'invalid.update']);
  });
});

test('lists are pages by name, filtered', async () => {
  const mark = randomUUID().slice(0, 8);
  const made = [];
  for (const letter of ['b', 'A', 'c']) made.push(await make({ name: `${mark}.${letter}` }));
  type Named = { entities: Array<{ name: string }> };
  const names = async (query: string): Promise<string> => {
    const { status, json } = await call('GET', `?${query}`);
    expect([query, status]).toEqual([query, 200]);
    return (json as Named).entities.map(({ name }) => name.slice(mark.length + 1)).join('');
  };
  const wanted: ReadonlyArray<readonly [string, string]> = [
    [`name=${mark.toUpperCase()}`, 'Abc'],
    [`name=${mark}&sortBy=name&sortOrder=descending&pageSize=2`, 'cb'],
    [`name=${mark}.c&filterType=Equals`, 'c'],
    [`name=${mark}&id=${made[0].id},${made[2].id}`, 'bc'],
    [`name=${mark}&dncSourceType=rds`, 'Abc'],
    [`name=${mark}&dncSourceType=gryphon`, ''],
    [`name=${mark}&divisionId=home`, 'Abc'],
    [`name=${mark}&divisionId=other`, ''],
  ];
  for (const [query, found] of wanted) expect([query, await names(query)]).toEqual([query, found]);
  expect((await call('GET', `?name=${mark}&pageNumber=2`)).status).toBe(404);
  const included = await call('GET', `?name=${mark}&pageSize=1&includeSize=true&includeImportStatus=true`);
  expect(included.json.entities).toMatchObject([{ size: 0, importStatus: { percentComplete: 0 } }]);
  const views = await call('GET', `/divisionviews?name=${mark}&includeSize=true`);
  expect(views.json).toMatchObject({
    total: 3,
    entities: [{ name: `${mark}.A`, size: 0, contactMethod: 'Phone' }, {}, {}],
  });
  expect(views.json.entities[0]).not.toHaveProperty('phoneColumns');
  expect((await call('GET', `/divisionviews/${made[0].id}`)).json.name).toBe(`${mark}.b`);
});

test('what lies in another division does not exist', async () => {
  const made = await make();
  const other = await api.tokenWith(ALL, ['other']);
  const asOther = (method: string, path: string, body?: unknown) =>
    api.call(method, `${PATH}${path}`, { token: other, ...(body === undefined ? {} : { body }) });
  const calls: ReadonlyArray<readonly [string, string, unknown?]> = [
    ['GET', `/${made.id}`],
    ['PUT', `/${made.id}`, made],
    ['DELETE', `/${made.id}`],
    ['GET', `/${made.id}/importstatus`],
    ['GET', `/divisionviews/${made.id}`],
    ['POST', '', wish()],
    ['POST', `/${made.id}/phonenumbers`, ['13175550101']],
    ['PATCH', `/${made.id}/phonenumbers`, { action: 'Add', phoneNumbers: ['13175550101'] }],
    ['PATCH', `/${made.id}/whatsappnumbers`, { action: 'Add', whatsAppNumbers: ['13175550101'] }],
    ['DELETE', `/${made.id}/phonenumbers`],
    ['DELETE', `/${made.id}/whatsappnumbers`],
    ['POST', `/${made.id}/export`],
    ['GET', `/${made.id}/export`],
  ];
  for (const [method, path, body] of calls)
    expect([method, path, (await asOther(method, path, body)).status]).toEqual([method, path, 404]);
  for (const path of ['', '/divisionviews', `?id=${made.id}`, '?divisionId=home'])
    expect((await asOther('GET', path)).json).toMatchObject({ total: 0, entities: [] });
  expect(await numbersOf(made.id as string)).toEqual([]);
});
