/** Contacts of a list over HTTP, with the importer behind. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { contactKeyOf } from '../../../services/domain/contact/contact.ts';
import { messageIdOf } from '../../../services/domain/message/message.ts';
import { openTestApi, type Answer, type TestApi } from '../../support/test-api.ts';

const LISTS = '/api/v2/outbound/contactlists';
const ALL = ['outbound:contactList:*', 'outbound:contact:*'];

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await openTestApi();
  await api.system.start('importer', startImporter);
  token = await api.tokenWith(ALL);
});
afterAll(() => api.close());

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  api.call(method, `${LISTS}${path}`, { token, headers, ...(body === undefined ? {} : { body }) });
const newList = async (more: object = {}): Promise<string> => {
  const answer = await call('POST', '', {
    name: `l ${randomUUID().slice(0, 8)}`,
    columnNames: ['id', 'name', 'amount', 'phone'],
    whatsAppColumns: [{ columnName: 'phone', type: 'cell' }],
    contactIdColumn: 'id',
    defaultCountry: 'US',
    ...more,
  });
  expect(answer).toMatchObject({ status: 200 });
  return answer.json.id as string;
};
const contact = (id: string, data: Record<string, unknown> = {}) => ({
  data: { id, name: `Name ${id}`, phone: `317 555 ${id.padStart(4, '0')}`, ...data },
});
const add = (listId: string, contacts: unknown[], query = '', headers = {}) =>
  call('POST', `/${listId}/contacts${query}`, contacts, headers);
const codesOf = ({ json }: Answer): string[] =>
  (json.details as Array<{ errorCode: string }>).map(({ errorCode }) => errorCode);
const sizeOf = async (listId: string): Promise<number> =>
  (await call('GET', `/${listId}?includeSize=true`)).json.size as number;
const idsOf = ({ json }: Answer): string[] =>
  ((json.entities ?? json) as Array<{ id: string }>).map(({ id }) => id);

describe('contacts', () => {
  test('are added, read, changed and removed', async () => {
    const listId = await newList();
    const added = await add(listId, [
      contact('1', { amount: 7.5 }),
      { ...contact('2', { name: null }), retentionDays: 3 },
    ]);
    expect(added).toMatchObject({ status: 200 });
    const [first] = added.json;
    expect(first).toEqual({
      id: '1',
      contactListId: listId,
      data: { id: '1', name: 'Name 1', amount: '7.5', phone: '317 555 0001' },
      callable: true,
      phoneNumberStatus: {},
      contactableStatus: { WhatsApp: { contactable: true, columnStatus: { phone: { contactable: true } } } },
      latestWhatsAppEvaluations: {},
      latestWhatsAppDelivery: {},
      configurationOverrides: { priority: false },
      dateCreated: expect.stringMatching(/^\d{4}-.*Z$/),
      selfUri: `${LISTS}/${listId}/contacts/1`,
    });
    expect(added.json[1].data).toMatchObject({ name: '', amount: '' });
    expect((await call('GET', `/${listId}/contacts/1`)).json).toEqual(first);
    // what was read goes back as it is
    expect((await call('PUT', `/${listId}/contacts/1`, first)).json).toEqual(first);
    const changed = await call('PUT', `/${listId}/contacts/1`, contact('1', { name: 'Ann' }));
    expect(changed).toMatchObject({ status: 200, json: { data: { name: 'Ann', amount: '' } } });
    expect(await sizeOf(listId)).toBe(2);
    expect(await call('DELETE', `/${listId}/contacts/1`)).toMatchObject({ status: 200, text: '' });
    for (const method of ['GET', 'DELETE'])
      expect(await call(method, `/${listId}/contacts/1`)).toMatchObject({
        status: 404,
        json: { code: 'resource.not.found' },
      });
    expect(await sizeOf(listId)).toBe(1);
  });

  test('have ids of any characters, given or made of their cells', async () => {
    const listId = await newList({ contactIdColumn: null });
    const odd = 'a/b?c=d%20é:;"';
    const [given, made] = (await add(listId, [{ id: odd, ...contact('1') }, contact('2')])).json;
    expect(given.id).toBe(odd);
    expect((await call('GET', `/${listId}/contacts/${encodeURIComponent(odd)}`)).json).toEqual(given);
    expect((await api.call('GET', given.selfUri, { token })).json).toEqual(given);
    expect(made.id).toMatch(/^[0-9a-f]{24}$/);
    // the same cells again are the same contact
    expect(idsOf(await add(listId, [contact('2')]))).toEqual([made.id]);
    expect(await sizeOf(listId)).toBe(2);
  });

  test('under the same Idempotency-Key are added and removed once', async () => {
    const listId = await newList();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await add(listId, [contact('1')], '', headers);
    expect((await call('DELETE', `/${listId}/contacts/1`, undefined, headers)).status).toBe(200);
    // the repeat does not bring it back
    expect((await add(listId, [contact('1')], '', headers)).json).toEqual([]);
    expect(first.json).toHaveLength(1);
    expect((await call('DELETE', `/${listId}/contacts/1`, undefined, headers)).status).toBe(200);
  });

  test('more than one command can carry are added in several', async () => {
    const listId = await newList();
    const long = 'x'.repeat(500);
    const many = Array.from({ length: 1_000 }, (_, at) =>
      contact(String(at + 1), { name: long, amount: long }),
    );
    const added = await add(listId, many);
    expect(added.status).toBe(200);
    expect(idsOf(added)).toEqual(many.map(({ data }) => data.id));
    expect(await sizeOf(listId)).toBe(1_000);
    const last = many.at(-1);
    const faulty = await add(listId, [...many.slice(0, -1), { data: { ...last?.data, phone: 'none' } }]);
    expect(faulty).toMatchObject({ status: 400, json: { details: [{ fieldName: '[999].data.phone' }] } });
  });

  test('with priority say so, and when they were added', async () => {
    const listId = await newList();
    await add(listId, [contact('1')], '?priority=false');
    const [second] = (await add(listId, [contact('2'), contact('1')], '?priority=true')).json;
    expect(second).toMatchObject({ id: '2', configurationOverrides: { priority: true } });
    const read = await call('GET', `/${listId}/contacts/1`);
    expect(read.json).toMatchObject({ configurationOverrides: { priority: false } });
    const stored = await api.database.of(collections.contacts).find({ listId }).toArray();
    expect(stored.map(({ priority }) => priority)).toEqual([undefined, true]);
  });

  test('that are not to be queued have an arrival before all that runs have seen', async () => {
    const listId = await newList();
    await add(listId, [contact('1')]);
    await add(listId, [contact('2'), contact('3')], '?doNotQueue=true&priority=true');
    await add(listId, [contact('4')], '?doNotQueue=false');
    const arrivals = new Map(
      (await api.database.of(collections.contacts).find({ listId }).toArray()).map(({ _id, arrival }) => [
        _id.slice(listId.length + 1),
        arrival,
      ]),
    );
    const list = await api.database.of(collections.contactLists).findOne({ _id: listId });
    expect([arrivals.get('2'), arrivals.get('3')]).toEqual([1, 2]);
    expect(arrivals.get('1')).toBeGreaterThan(10_000_000);
    expect(arrivals.get('4')).toBeGreaterThan(arrivals.get('1') ?? 0);
    expect(list).toMatchObject({ size: 4, quietArrivals: 2 });
  });

  test('lose what earlier messages came to when it is asked for', async () => {
    const listId = await newList();
    await add(listId, [contact('1')]);
    const runId = randomUUID();
    const run = { contactListId: listId, state: 'READY', plannedAt: new Date(), integrationId: 'i' };
    await api.database
      .of(collections.campaignRuns)
      .insertOne({ _id: runId, ...run, whatsappColumn: 'phone' } as never);
    await api.database.of(collections.runCounters).insertOne({ _id: `${runId}:0`, runId, accepted: 1 });
    const entry = { contactId: '1', to: '13175550001', state: 'ACCEPTED', delivery: 'READ', runId };
    await api.database
      .of(collections.messages)
      .insertOne({ _id: messageIdOf(runId, '13175550001'), ...entry, intentAt: new Date() } as never);
    expect((await call('GET', `/${listId}/contacts/1`)).json).toMatchObject({
      latestWhatsAppEvaluations: {
        phone: { contactAddress: '13175550001', wrapupCodeId: 'OUTBOUND-MESSAGE-SENT' },
      },
      latestWhatsAppDelivery: { phone: { deliveryStatus: 'Read' } },
    });
    const cleared = await add(listId, [contact('1')], '?clearSystemData=true');
    expect(cleared.json[0]).toMatchObject({ latestWhatsAppEvaluations: {}, latestWhatsAppDelivery: {} });
  });
});

describe('many contacts', () => {
  test('are read by id in the order of the ids', async () => {
    const listId = await newList();
    await add(
      listId,
      ['1', '2', '3'].map((id) => contact(id)),
    );
    expect(idsOf(await call('POST', `/${listId}/contacts/bulk`, ['3', 'none', '1', '3']))).toEqual([
      '3',
      '1',
    ]);
    const many = Array.from({ length: 51 }, (_, at) => String(at));
    expect(codesOf(await call('POST', `/${listId}/contacts/bulk`, many))).toEqual([
      'too.many.contacts.requested',
    ]);
  });

  test('are removed, those that are not there passed over', async () => {
    const listId = await newList();
    await add(
      listId,
      ['1', '2', '3'].map((id) => contact(id)),
    );
    expect((await call('DELETE', `/${listId}/contacts?contactIds=1,none&contactIds=3`)).status).toBe(204);
    expect(await sizeOf(listId)).toBe(1);
    for (const query of ['', '?contactIds='])
      expect(codesOf(await call('DELETE', `/${listId}/contacts${query}`))).toEqual(['no.contacts.specified']);
    const many = Array.from({ length: 251 }, (_, at) => at).join();
    expect(await call('DELETE', `/${listId}/contacts?contactIds=${many}`)).toMatchObject({
      status: 400,
      json: { code: 'too.many.contacts.added', limit: { value: 250 } },
    });
  });

  test('are all removed, and the list can be filled again at once', async () => {
    const listId = await newList();
    await add(
      listId,
      ['1', '2'].map((id) => contact(id)),
    );
    await add(listId, [contact('3')], '?doNotQueue=true');
    const headers = { 'idempotency-key': randomUUID() };
    expect((await call('POST', `/${listId}/clear`, undefined, headers)).status).toBe(204);
    // what is read after the answer is empty, whatever is left to remove
    expect((await call('GET', `/${listId}/contacts/1`)).status).toBe(404);
    expect(
      (await call('POST', `/${listId}/contacts/search`, { pageNumber: 1, pageSize: 25 })).json,
    ).toMatchObject({ total: 0, contactsCount: 0, entities: [] });
    expect(idsOf(await add(listId, [contact('1')]))).toEqual(['1']);
    expect((await call('POST', `/${listId}/clear`, undefined, headers)).status).toBe(204);
    expect(idsOf(await call('POST', `/${listId}/contacts/bulk`, ['1', '2', '3']))).toEqual(['1']);
    expect(await api.database.of(collections.contacts).countDocuments({ listId })).toBe(1);
    const list = await api.database.of(collections.contactLists).findOne({ _id: listId });
    expect(list).toMatchObject({ size: 1 });
    expect(list).not.toHaveProperty('clearing');
    await api.database
      .of(collections.contactLists)
      .updateOne({ _id: listId }, { $set: { imports: [{ id: 'x', state: 'RUNNING', reason: null }] } });
    expect(codesOf(await call('POST', `/${listId}/clear`))).toEqual(['contact.list.import.in.progress']);
  });

  test('are searched by filter and clauses, sorted and paged', async () => {
    const listId = await newList();
    const amounts = ['10', '9', '', 'many', '$1,000', '-3'];
    await add(
      listId,
      amounts.map((amount, at) => contact(String(at + 1), { amount, name: at % 2 === 0 ? 'Ann' : 'bob' })),
    );
    const search = async (more: object, page: object = { pageNumber: 1, pageSize: 25 }) =>
      call('POST', `/${listId}/contacts/search`, { ...page, ...more });
    expect(idsOf(await search({}))).toEqual(['1', '2', '3', '4', '5', '6']);
    const clauses = (predicate: object) => ({ criteria: { clauses: [{ predicates: [predicate] }] } });
    const anns = clauses({ column: 'name', columnType: 'alphabetic', operator: 'EQUALS', value: 'ANN' });
    expect(idsOf(await search(anns))).toEqual(['1', '3', '5']);
    const phone = { column: 'phone', columnType: 'alphabetic', operator: 'EQUALS' };
    // as it was written, by whatever way it is found; another writing of the number is another text
    expect(idsOf(await search(clauses({ ...phone, value: '317 555 0002' })))).toEqual(['2']);
    expect(idsOf(await search(clauses({ ...phone, value: '+1 317 555 0002' })))).toEqual([]);
    await add(listId, [{ id: 'x', data: { id: 'x', phone: '+1 317 555 0002' } }]);
    expect(idsOf(await search(clauses({ ...phone, value: '+1 317 555 0002' })))).toEqual(['x']);
    await call('DELETE', `/${listId}/contacts?contactIds=x`);
    const above = clauses({ column: 'amount', columnType: 'numeric', operator: 'GREATER_THAN', value: '5' });
    expect(idsOf(await search(above))).toEqual(['1', '2', '5']);
    const by = (...contactSorts: object[]) => ({ contactSorts });
    const numeric = { fieldName: 'amount', numeric: true };
    // what is no number comes last either way, in the order of arrival
    expect(idsOf(await search(by(numeric)))).toEqual(['6', '2', '1', '5', '3', '4']);
    expect(idsOf(await search(by({ ...numeric, direction: 'DESC' })))).toEqual([
      '5',
      '1',
      '2',
      '6',
      '3',
      '4',
    ]);
    expect(idsOf(await search(by({ fieldName: 'amount' })))).toEqual(['5', '6', '1', '2', '4', '3']);
    expect(idsOf(await search(by({ fieldName: 'name', direction: 'DESC' }, numeric)))).toEqual([
      ...['6', '2', '4', '1', '5', '3'],
    ]);
    expect((await search({ ...above, ...by(numeric) }, { pageNumber: 2, pageSize: 2 })).json).toMatchObject({
      entities: [{ id: '5' }],
      total: 3,
      contactsCount: 6,
      pageNumber: 2,
      pageSize: 2,
      pageCount: 2,
    });
    expect((await search({}, { pageNumber: 1, pageSize: 5_000 })).json.pageSize).toBe(100);
  });

  test('keep the blanks of their cells in a list that does not trim them, not of ids and numbers', async () => {
    const phone = ' 317 555 0001 ';
    const listId = await newList({ trimWhitespace: false });
    const { json } = await add(listId, [contact(' 1 ', { name: ' Ann ', amount: '  ', phone })]);
    expect(json[0]).toMatchObject({
      ...{ id: '1', callable: true },
      data: { id: ' 1 ', name: ' Ann ', amount: '' },
    });
    // the same contact again
    expect((await call('PUT', `/${listId}/contacts/1`, json[0])).json).toEqual(json[0]);
    const list = (await call('GET', `/${listId}`)).json;
    await call('PUT', `/${listId}`, { ...list, trimWhitespace: true });
    const { json: trimmed } = await add(listId, [contact(' 1 ', { name: ' Ann ', phone })]);
    expect(trimmed[0].data).toMatchObject({ id: '1', name: 'Ann' });
  });

  test('are found by their id in any case of its letters, and page by page by cursor', async () => {
    const listId = await newList();
    await add(
      listId,
      ['c1', 'C1', 'c2', 'd1', 'd2', 'd3'].map((id, at) => contact(id, { phone: `317 555 000${at}` })),
    );
    const search = async (more: object) =>
      call('POST', `/${listId}/contacts/search`, { pageNumber: 1, pageSize: 25, ...more });
    const having = (column: string, operator: string, value: string) => ({
      criteria: { clauses: [{ predicates: [{ column, columnType: 'alphabetic', operator, value }] }] },
    });
    const found = await search(having('id', 'EQUALS', 'c1'));
    expect(idsOf(found)).toEqual(['c1', 'C1']);
    expect(found.json).toMatchObject({ total: 2, pageCount: 1, contactsCount: 6 });
    const ds = having('id', 'BEGINS_WITH', 'D');
    const ids: string[][] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: Answer = await search({ ...ds, cursor, pageNumber: 9, pageSize: 2 });
      expect(page.status).toBe(200);
      expect(page.json).toMatchObject({ pageSize: 2, contactsCount: 6 });
      expect(page.json).not.toHaveProperty('total');
      ids.push(idsOf(page));
      cursor = page.json.cursor as string | undefined;
    }
    expect(ids).toEqual([['d1', 'd2'], ['d3']]);
    expect(await search({ cursor: 'x' })).toMatchObject({ status: 400 });
    expect(await search({ cursor: '', contactSorts: [{ fieldName: 'id' }] })).toMatchObject({ status: 400 });
  });

  test('a search that cannot be is refused with every fault', async () => {
    const listId = await newList();
    const search = (body: object) =>
      call('POST', `/${listId}/contacts/search`, { pageNumber: 1, pageSize: 25, ...body });
    expect(
      codesOf(
        await search({ contactSorts: [{ fieldName: 'no' }, { fieldName: 'id' }, { fieldName: 'id' }] }),
      ),
    ).toEqual(['contact.sorts.duplicate.field.names', 'contact.sorts.invalid.field.name']);
    expect(
      (await search({ criteria: { clauses: [{ predicates: [{ column: 'no' }, {}] }] } })).json.details,
    ).toEqual([
      {
        errorCode: 'filter.type.required.for.multiple.predicates',
        fieldName: 'criteria.clauses[0].filterType',
      },
      { errorCode: 'operator.required', fieldName: 'criteria.clauses[0].predicates[0].operator' },
      { errorCode: 'operator.required', fieldName: 'criteria.clauses[0].predicates[1].operator' },
      {
        errorCode: 'column.does.not.match.contact.list',
        fieldName: 'criteria.clauses[0].predicates[0].column',
      },
      { errorCode: 'column.required', fieldName: 'criteria.clauses[0].predicates[1].column' },
    ]);
    expect(codesOf(await search({ contactListFilterId: 'none' }))).toEqual(['contact.list.filter.not.found']);
    expect((await call('POST', `/${listId}/contacts/search`, {})).status).toBe(400);
  });
});

describe('refusals', () => {
  test.each<[string, unknown[], string, string]>([
    [
      'a column that the list has not',
      [{ data: { id: '1', fon: '1' } }],
      'invalid.contact.columns',
      '[0].data.fon',
    ],
    ['no id', [{ data: { phone: '317 555 0001' } }], 'invalid.contact.id', '[0].data.id'],
    ['another id than the column', [{ id: '2', ...contact('1') }], 'invalid.contact.id', '[0].id'],
    ['no possible number', [contact('1'), contact('2', { phone: '12' })], 'invalid.value', '[1].data.phone'],
    ['a long cell', [contact('1', { name: 'x'.repeat(513) })], 'invalid.value', '[0].data.name'],
    [
      'a contact of another list',
      [{ ...contact('1'), contactListId: 'x' }],
      'invalid.value',
      '[0].contactListId',
    ],
    [
      'a contact that is not to be messaged',
      [{ ...contact('1'), callable: false }],
      'invalid.property',
      '[0].callable',
    ],
    ['an object as a cell', [{ data: { id: { a: 1 } } }], 'invalid.value', '[0].data.id'],
    ['no data', [{ id: '1' }], 'constraint.validation', '[0].data'],
  ])('%s', async (_, contacts, errorCode, fieldName) => {
    const listId = await newList();
    const answer = await add(listId, contacts);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.json.details).toContainEqual({ errorCode, fieldName });
    expect(await sizeOf(listId)).toBe(0);
  });

  test('too many, a contact that does not exist, one id in the address and another in the body', async () => {
    const listId = await newList();
    const many = Array.from({ length: 1_001 }, (_, at) => contact(String(at)));
    expect(await add(listId, many)).toMatchObject({
      status: 400,
      json: { code: 'too.many.contacts.added', limit: { value: 1_000 } },
    });
    expect(codesOf(await call('PUT', `/${listId}/contacts/9`, contact('9')))).toEqual([
      'contact.does.not.exist',
    ]);
    expect(codesOf(await call('PUT', `/${listId}/contacts/9`, { id: '8', ...contact('9') }))).toEqual([
      'invalid.contact.id',
    ]);
    expect(await sizeOf(listId)).toBe(0);
    expect((await add(listId, [])).json).toEqual([]);
  });
});

test('contacts of a list that lies in another division, or of none, do not exist', async () => {
  const listId = await newList();
  await add(listId, [contact('1')]);
  const other = await api.tokenWith(ALL, ['other']);
  const calls: ReadonlyArray<readonly [string, string, unknown?]> = [
    ['POST', '/contacts', [contact('1')]],
    ['GET', '/contacts/1'],
    ['PUT', '/contacts/1', contact('1')],
    ['DELETE', '/contacts/1'],
    ['DELETE', '/contacts?contactIds=1'],
    ['POST', '/contacts/bulk', ['1']],
    ['POST', '/contacts/search', { pageNumber: 1, pageSize: 1 }],
    ['POST', '/clear'],
  ];
  for (const [method, path, body] of calls)
    for (const [as, list] of [
      [other, listId],
      [token, 'none'],
    ]) {
      const options = { token: as ?? '', ...(body === undefined ? {} : { body }) };
      const answer = await api.call(method, `${LISTS}/${list}${path}`, options);
      expect([method, path, answer.status, answer.json.code]).toEqual([
        ...[method, path, 404, 'contact.list.not.found'],
      ]);
    }
  const stored = await api.database.of(collections.contacts).findOne({ _id: contactKeyOf(listId, '1') });
  expect(stored).not.toBeNull();
  // who may see lists, but not change contacts, is told what he lacks
  const viewer = await api.tokenWith(['outbound:contactList:view', 'outbound:contact:view'], ['home']);
  const elsewhere = await api.call('DELETE', `${LISTS}/${listId}/contacts/1`, { token: viewer });
  expect(elsewhere).toMatchObject({ status: 403, json: { code: 'missing.permissions' } });
});
