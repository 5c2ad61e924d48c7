/** Contact list filters over HTTP, with the processes behind that decide about lists and filters. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { startCampaigns } from '../../../services/campaigns/handler.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { openTestApi, storeDivision, type Answer, type TestApi } from '../../support/test-api.ts';

const PATH = '/api/v2/outbound/contactlistfilters';
const LISTS = '/api/v2/outbound/contactlists';
const ALL = ['outbound:contactListFilter:*', 'outbound:contactList:*', 'outbound:contact:*'];

let api: TestApi;
let token: string;
let listId: string;
beforeAll(async () => {
  api = await openTestApi();
  await storeDivision(api.database, 'other');
  await api.system.start('importer', startImporter);
  await api.system.start('campaigns', startCampaigns);
  token = await api.tokenWith(ALL);
  listId = await newList();
  const contacts = ['Ann', 'bob', 'Carl'].map((name, at) => ({
    data: { id: String(at + 1), name, amount: String(at * 10), phone: `317 555 000${at}` },
  }));
  expect((await api.call('POST', `${LISTS}/${listId}/contacts`, { token, body: contacts })).status).toBe(200);
});
afterAll(() => api.close());

const newList = async (division = 'home'): Promise<string> => {
  const body = {
    name: `l ${randomUUID().slice(0, 8)}`,
    division: { id: division },
    columnNames: ['id', 'name', 'amount', 'phone'],
    whatsAppColumns: [{ columnName: 'phone', type: 'cell' }],
    contactIdColumn: 'id',
    defaultCountry: 'US',
  };
  return (await api.call('POST', LISTS, { token, body })).json.id as string;
};
const call = (method: string, path: string, body?: unknown) =>
  api.call(method, `${PATH}${path}`, { token, ...(body === undefined ? {} : { body }) });
const predicate = (more: object = {}) => ({
  column: 'amount',
  columnType: 'numeric',
  operator: 'GREATER_THAN',
  value: '5',
  ...more,
});
const wish = (more: object = {}) => ({
  name: `f ${randomUUID().slice(0, 8)}`,
  contactList: { id: listId },
  filterType: 'AND',
  clauses: [{ filterType: 'AND', predicates: [predicate()] }],
  ...more,
});
const make = async (more: object = {}): Promise<Answer['json']> => {
  const answer = await call('POST', '', wish(more));
  expect(answer).toMatchObject({ status: 200 });
  return answer.json;
};
const codesOf = ({ json }: Answer): string[] =>
  (json.details as Array<{ errorCode: string }>).map(({ errorCode }) => errorCode);

describe('a filter', () => {
  test('is made, read, changed as a whole with what was read, and deleted', async () => {
    const range = { min: '1', max: '20', minInclusive: true, maxInclusive: false, inSet: [] };
    const between = { column: 'amount', columnType: 'numeric', operator: 'BETWEEN', inverted: false, range };
    const kept = wish({
      clauses: [{ filterType: 'OR', predicates: [between, { ...predicate(), inverted: true }] }],
    });
    const { status, json: made } = await call('POST', '', kept);
    expect(status).toBe(200);
    expect(made).toMatchObject({
      ...kept,
      ...{ version: 1, sourceType: 'ContactList', selfUri: `${PATH}/${made.id}` },
    });
    expect((await call('GET', `/${made.id}`)).json).toEqual(made);
    expect((await call('PUT', `/${made.id}`, made)).json).toEqual(made);
    const changed = await call('PUT', `/${made.id}`, { ...made, name: `${made.name}!`, filterType: 'OR' });
    expect(changed).toMatchObject({
      status: 200,
      json: { version: 2, name: `${made.name}!`, filterType: 'OR' },
    });
    for (const body of [made, { ...made, filterType: 'OR' }, { ...changed.json, version: undefined }])
      expect(await call('PUT', `/${made.id}`, body)).toMatchObject({
        status: 409,
        json: { code: 'invalid.update.wrong.version' },
      });
    expect((await call('GET', `/${made.id}`)).json).toEqual(changed.json);
    expect(await call('DELETE', `/${made.id}`)).toMatchObject({ status: 204, text: '' });
    expect(await call('GET', `/${made.id}`)).toMatchObject({
      status: 404,
      json: { code: 'resource.not.found' },
    });
  });

  test('stays while a campaign uses it, and keeps its clauses while one runs', async () => {
    const made = await make();
    const campaign = { name: `c ${made.name}`, contactListFilterIds: [made.id], status: 'on' };
    await api.database.of(collections.campaigns).insertOne({ _id: randomUUID(), ...campaign } as never);
    expect(codesOf(await call('DELETE', `/${made.id}`))).toEqual(['referential.integrity.error']);
    expect(codesOf(await call('PUT', `/${made.id}`, { ...made, filterType: 'OR' }))).toEqual([
      'resources.in.use',
    ]);
    expect((await call('PUT', `/${made.id}`, { ...made, name: `${made.name}!` })).status).toBe(200);
  });

  test('is previewed without being kept', async () => {
    const { total } = (await call('GET', '')).json;
    const unnamed = { ...wish(), name: undefined };
    const preview = await call('POST', '/preview', unnamed);
    expect(preview).toMatchObject({
      status: 200,
      json: {
        filteredContacts: 2,
        totalContacts: 3,
        preview: [
          { id: '2', contactListId: listId, data: { name: 'bob', amount: '10' }, callable: true },
          { id: '3' },
        ],
      },
    });
    expect((await call('GET', '')).json.total).toBe(total);
    const other = { ...unnamed, contactList: { id: 'none' } };
    expect(await call('POST', '/preview', other)).toMatchObject({
      status: 404,
      json: { code: 'contact.list.not.found' },
    });
  });

  test('narrows searches of its list alone', async () => {
    const { id } = await make();
    const search = (list: string) =>
      api.call('POST', `${LISTS}/${list}/contacts/search`, {
        token,
        body: { contactListFilterId: id, pageNumber: 1, pageSize: 25 },
      });
    expect((await search(listId)).json).toMatchObject({ total: 2, contactsCount: 3 });
    expect(codesOf(await search(await newList()))).toEqual([
      'contact.list.filter.does.not.match.contact.list',
    ]);
  });
});

describe('refusals', () => {
  const one = (more: object) => ({ clauses: [{ predicates: [predicate(more)] }] });
  const at = 'clauses[0].predicates[0]';
  test.each<[string, object, string, string]>([
    ['no clauses', { clauses: [] }, 'clauses.required', 'clauses'],
    ['no predicates', { clauses: [{}] }, 'at.least.one.predicate.required', 'clauses[0].predicates'],
    ['no column', one({ column: '' }), 'column.required', `${at}.column`],
    ['an unknown column', one({ column: 'x' }), 'column.does.not.match.contact.list', `${at}.column`],
    ['no operator', one({ operator: null }), 'operator.required', `${at}.operator`],
    ['an unknown operator', one({ operator: 'LIKE' }), 'invalid.value', `${at}.operator`],
    ['no value', one({ value: null }), 'value.required', `${at}.value`],
    ['a value that is no number', one({ value: 'x' }), 'value.did.not.match.column.type', `${at}.value`],
    [
      'a value that is no date',
      one({ columnType: 'alphabetic', operator: 'BEFORE', value: 'x' }),
      'invalid.date.value',
      `${at}.value`,
    ],
    ['no range', one({ operator: 'BETWEEN', value: null }), 'range.required', `${at}.range`],
    [
      'no least value',
      one({ operator: 'BETWEEN', range: { max: '1' } }),
      'range.min.required',
      `${at}.range.min`,
    ],
    [
      'no greatest value',
      one({ operator: 'BETWEEN', range: { min: '1' } }),
      'range.max.required',
      `${at}.range.max`,
    ],
    ['no set', one({ operator: 'IN', range: {} }), 'range.set.required', `${at}.range.inSet`],
    [
      'a least value that is no number',
      one({ operator: 'BETWEEN', range: { min: 'a', max: '1' } }),
      'min.did.not.match.column.type',
      `${at}.range.min`,
    ],
    [
      'a greatest value that is no number',
      one({ operator: 'BETWEEN', range: { min: '1', max: 'a' } }),
      'max.did.not.match.column.type',
      `${at}.range.max`,
    ],
    [
      'a greatest value below the least',
      one({ operator: 'BETWEEN', range: { min: '2', max: '1' } }),
      'max.less.than.min',
      `${at}.range.max`,
    ],
    [
      'clauses that nothing joins',
      { filterType: null, clauses: [1, 2].map(() => ({ predicates: [predicate()] })) },
      'filter.type.required.for.multiple.clauses',
      'filterType',
    ],
    [
      'conditions that nothing joins',
      { clauses: [{ predicates: [predicate(), predicate()] }] },
      'filter.type.required.for.multiple.predicates',
      'clauses[0].filterType',
    ],
    ['no list', { contactList: null }, 'contact.list.cannot.be.blank', 'contactList'],
    ['an unknown list', { contactList: { id: 'none' } }, 'contact.list.not.found', 'contactList.id'],
    ['a blank name', { name: ' ' }, 'name.cannot.be.blank', 'name'],
    ['no name', { name: undefined }, 'name.cannot.be.blank', 'name'],
    ['a list template', { sourceType: 'ContactListTemplate' }, 'invalid.property', 'sourceType'],
    [
      'more than ten conditions',
      { clauses: [{ filterType: 'OR', predicates: Array.from({ length: 11 }, () => predicate()) }] },
      'constraint.validation',
      'clauses',
    ],
  ])('%s', async (_, more, errorCode, fieldName) => {
    const answer = await call('POST', '', wish(more));
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.json.details).toContainEqual({ errorCode, fieldName });
  });

  test('a name that is taken, another list', async () => {
    const [made, other] = [await make(), await make()];
    expect(codesOf(await call('POST', '', wish({ name: made.name })))).toEqual(['duplicate.name']);
    expect(codesOf(await call('PUT', `/${other.id}`, { ...other, name: made.name }))).toEqual([
      'duplicate.name',
    ]);
    expect(codesOf(await call('PUT', `/${other.id}`, { ...other, contactList: { id: 'x' } }))).toEqual([
      'invalid.update',
    ]);
  });
});

test('filters are pages by name, of a list, and by ids', async () => {
  const mark = randomUUID().slice(0, 8);
  const made = [];
  for (const letter of ['b', 'A', 'c']) made.push(await make({ name: `${mark}.${letter}` }));
  const other = await make({ name: `${mark}.d`, contactList: { id: await newList() } });
  type Named = { entities: Array<{ name: string }> };
  const names = async (query: string): Promise<string> => {
    const { status, json } = await call('GET', `?${query}`);
    expect([query, status]).toEqual([query, 200]);
    return (json as Named).entities.map(({ name }) => name.slice(mark.length + 1)).join('');
  };
  const wanted: ReadonlyArray<readonly [string, string]> = [
    [`name=${mark.toUpperCase()}`, 'Abcd'],
    [`name=${mark}&sortBy=name&sortOrder=d&pageSize=3`, 'dcb'],
    [`name=${mark}&contactListId=${listId}`, 'Abc'],
    [`name=${mark}&contactListId=${other.contactList.id}`, 'd'],
    [`name=.b&filterType=EndsWith&contactListId=${listId}`, 'b'],
    [`name=${mark}&pageNumber=9&allowEmptyResult=true`, ''],
  ];
  for (const [query, found] of wanted)
    expect([query, (await names(query)).slice(-found.length || undefined)]).toEqual([query, found]);
  expect((await call('GET', `?name=${mark}&pageNumber=9`)).status).toBe(404);
  expect(codesOf(await call('GET', '?name=a&filterType=RegEx'))).toEqual(['invalid.query.param.value']);
  const bulk = await call('POST', '/bulk/retrieve', { ids: [other.id, 'none', made[0].id] });
  expect(bulk.json).toMatchObject({ total: 2, entities: [{ name: `${mark}.b` }, { name: `${mark}.d` }] });
  const many = Array.from({ length: 101 }, (_, at) => String(at));
  expect(codesOf(await call('POST', '/bulk/retrieve', { ids: many }))).toEqual(['too.many.bulk.retrieves']);
});

test('a filter of a list in another division does not exist', async () => {
  const made = await make();
  const other = await api.tokenWith(ALL, ['other']);
  const asOther = (method: string, path: string, body?: unknown) =>
    api.call(method, `${PATH}${path}`, { token: other, ...(body === undefined ? {} : { body }) });
  for (const [method, path, body] of [
    ['GET', `/${made.id}`],
    ['PUT', `/${made.id}`, made],
    ['DELETE', `/${made.id}`],
    ['POST', '/preview', made],
  ] as const)
    expect([method, path, (await asOther(method, path, body)).status]).toEqual([method, path, 404]);
  expect(codesOf(await asOther('POST', '', wish()))).toEqual(['contact.list.not.found']);
  for (const path of ['', `?contactListId=${listId}`])
    expect((await asOther('GET', path)).json).toMatchObject({ total: 0, entities: [] });
  expect((await asOther('POST', '/bulk/retrieve', { ids: [made.id] })).json.total).toBe(0);
  const own = wish({ contactList: { id: await newList('other') } });
  expect(await asOther('POST', '', own)).toMatchObject({ status: 200 });
  const viewer = await api.tokenWith(['outbound:contactListFilter:view']);
  const refused = await api.call('DELETE', `${PATH}/${made.id}`, { token: viewer });
  expect(refused).toMatchObject({ status: 403, json: { code: 'missing.permissions' } });
});
