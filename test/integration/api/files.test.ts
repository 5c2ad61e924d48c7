/** Files in and out over HTTP, with the importer behind: uploads, their imports and rejects, exports. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { changeClient } from '../../../services/access/store.ts';
import { collections, UPLOADS_BUCKET } from '../../../schemas/collections.ts';
import { sweepUploads } from '../../../services/api/uploads/receive-file.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { openTestApi, type Answer, type TestApi } from '../../support/test-api.ts';
import { until } from '../../support/test-system.ts';

const LISTS = '/api/v2/outbound/contactlists';
const DNC = '/api/v2/outbound/dnclists';
const ALL = ['outbound:contactList:*', 'outbound:contact:*', 'outbound:dncList:*', 'outbound:dnc:*'];
const MAX_BYTES = 200_000;
const CSV = 'id,name,phone\n1,=Ann,317 555 0101\n2,Bob,none\n3,Carl,317 555 0103\n';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await openTestApi({ API_UPLOAD_MAX_BYTES: String(MAX_BYTES) });
  await api.system.start('importer', startImporter);
  token = await api.tokenWith(ALL);
});
afterAll(() => api.close());

const call = (method: string, path: string, body?: unknown, as = token) =>
  api.call(method, path, { token: as, ...(body === undefined ? {} : { body }) });
const newList = async (more: object = {}): Promise<string> => {
  const body = {
    name: `l ${randomUUID().slice(0, 8)}`,
    columnNames: ['id', 'name', 'phone'],
    whatsAppColumns: [{ columnName: 'phone', type: 'cell' }],
    defaultCountry: 'US',
    ...more,
  };
  return (await call('POST', LISTS, body)).json.id as string;
};
const newDncList = async (more: object = {}): Promise<string> => {
  const base = { name: `d ${randomUUID().slice(0, 8)}`, dncSourceType: 'rds', contactMethod: 'Any' };
  return (await call('POST', DNC, { ...base, defaultCountry: 'US', ...more })).json.id as string;
};
const addressFor = async (
  path: string,
  order: object,
): Promise<{ url: string; headers: Record<string, string> }> => {
  const answer = await call('POST', `${path}/uploads`, { contentType: 'text/csv', ...order });
  expect(answer).toMatchObject({ status: 200, json: { headers: { 'content-type': 'text/csv' } } });
  return answer.json as { url: string; headers: Record<string, string> };
};
const put = async (
  url: string,
  content: string | Buffer,
  headers: Record<string, string> = { 'content-type': 'text/csv' },
) => {
  const answer = await fetch(url, { method: 'PUT', headers, body: content });
  return { status: answer.status, json: (await answer.json()) as Answer['json'] };
};
const form = (fields: Record<string, string>, content: string, fileFirst: boolean): FormData => {
  const data = new FormData();
  const addFile = () => data.append('file', new Blob([content], { type: 'text/csv' }), 'people.csv');
  if (fileFirst) addFile();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  if (!fileFirst) addFile();
  return data;
};
const send = async (path: string, body: FormData, headers: Record<string, string> = {}, as = token) => {
  const answer = await fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as}`, ...headers },
    body,
  });
  return { status: answer.status, json: (await answer.json()) as Answer['json'] };
};
const imported = (path: string, listId: string) =>
  until('the import has ended', async () => {
    const { json } = await call('GET', `${path}/${listId}/importstatus`);
    const status = json as { state?: string; percentComplete: number; importId: string };
    expect(status.state).not.toBe('FAILED');
    return status.percentComplete === 100 && status.state === undefined ? status : null;
  });
const idsIn = async (listId: string): Promise<string[]> => {
  const search = { pageNumber: 1, pageSize: 100 };
  const { json } = await call('POST', `${LISTS}/${listId}/contacts/search`, search);
  return (json.entities as Array<{ id: string }>).map(({ id }) => id);
};
const filesLeft = async (): Promise<number[]> => [
  await api.database.db.collection(`${UPLOADS_BUCKET}.files`).countDocuments(),
  await api.database.db.collection(`${UPLOADS_BUCKET}.chunks`).countDocuments(),
  await api.database.of(collections.openUploads).countDocuments(),
];
const nothingLeft = () =>
  until('nothing is left of uploads', async () => (await filesLeft()).every((count) => count === 0));
const codesOf = ({ json }: { json: Answer['json'] }): string[] =>
  (json.details as Array<{ errorCode: string }>).map(({ errorCode }) => errorCode);

describe('a file that is put to a signed address', () => {
  test('is imported by itself, and what it refused can be downloaded', async () => {
    const listId = await newList();
    const { url, headers } = await addressFor(LISTS, { id: listId, contactIdName: 'id' });
    const taken = await put(url, CSV, headers);
    expect(taken).toMatchObject({ status: 200, json: { listId } });
    expect(await imported(LISTS, listId)).toEqual({
      ...{ totalRecords: 3, completedRecords: 3, percentComplete: 100 },
      ...{ importId: taken.json.importId, rejectedRecords: 1 },
    });
    expect(await idsIn(listId)).toEqual(['1', '3']);
    const rejects = await call('GET', `${LISTS}/${listId}/imports/${taken.json.importId}/rejects`);
    expect(rejects.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(rejects.text.split('\n')).toEqual([
      'id,name,phone,errors',
      '2,Bob,none,"line 3, phone: the number has letters; a phone number has digits only"',
      '',
    ]);
    // the same file again, after a lost answer, is the same import
    expect(await put(url, CSV, headers)).toEqual(taken);
    expect(await api.database.of(collections.imports).countDocuments({ listId })).toBe(1);
    await nothingLeft();
  });

  test('has no address that no request could name', async () => {
    const listId = await newDncList();
    const columns = { phoneColumns: 'x'.repeat(9_900), whatsAppColumns: 'y'.repeat(9_900) };
    const body = { contentType: 'text/csv', id: listId, ...columns };
    expect(await call('POST', `${DNC}/uploads`, body)).toMatchObject({
      status: 400,
      json: { code: 'constraint.validation' },
    });
  });

  test('fills a DNC list from the columns that are named', async () => {
    const listId = await newDncList();
    const { url } = await addressFor(DNC, {
      id: listId,
      phoneColumns: 'Home, Work',
      whatsAppColumns: 'Cell',
      expirationDateTimeColumn: 'Until',
    });
    const csv =
      'Name,Home,Cell,Work,Until\nA,317 555 0101,317 555 0102,,\nB,,,317 555 0103,2020-01-01T00:00Z\n';
    expect((await put(url, csv)).status).toBe(200);
    expect(await imported(DNC, listId)).toMatchObject({ totalRecords: 2, rejectedRecords: 1 });
    const { json } = await call('GET', `${DNC}/${listId}?includeSize=true`);
    expect(json).toMatchObject({ size: 2, phoneColumns: ['Home', 'Work', 'Cell'] });
    expect((await call('GET', `${DNC}/${listId}/importstatus`)).json.importId).toBeDefined();
  });

  test('is refused at an address that is wrong, over, or of somebody who may not upload any more', async () => {
    const listId = await newList();
    const { url } = await addressFor(LISTS, { id: listId });
    const broken = new URL(url);
    const signed = broken.searchParams.get('token') ?? '';
    const [text = '', signature = ''] = signed.split('.');
    const order = JSON.parse(Buffer.from(text, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...order, listId: 'other' })).toString('base64url');
    for (const bad of ['', 'x', `${forged}.${signature}`, `${text}.`]) {
      broken.searchParams.set('token', bad);
      expect([bad, await put(broken.href, CSV)]).toMatchObject([
        bad,
        { status: 403, json: { code: 'not.authorized' } },
      ]);
    }
    const elsewhere = url.replace(/files\/[^?]+/, `files/${randomUUID()}`);
    expect((await put(elsewhere, CSV)).status).toBe(403);
    const short = await addressFor(LISTS, { id: listId, signedUrlTimeoutSeconds: 1 });
    await until('the address is over', async () => (await put(short.url, '')).status === 403);
    const client = await api.database.of(collections.clients).findOne({}, { sort: { createdAt: 1 } });
    await changeClient(api.database, client?._id ?? '', { active: false });
    expect((await put(url, CSV)).status).toBe(403);
    await changeClient(api.database, client?._id ?? '', { active: true });
    await nothingLeft();
    expect(await idsIn(listId).catch(() => [])).toEqual([]);
  });

  test('leaves nothing when it is empty, too large, breaks off, or cannot be imported', async () => {
    const listId = await newList();
    const address = () => addressFor(LISTS, { id: listId });
    expect(codesOf(await put((await address()).url, ''))).toEqual(['bad.request']);
    const large = await put((await address()).url, Buffer.alloc(MAX_BYTES + 1, 'x')).catch(() => null);
    // the answer may be lost where the connection is cut while the rest is still being sent
    if (large) expect(large).toMatchObject({ status: 413, json: { code: 'request.entity.too.large' } });
    const { pathname, search, port, hostname } = new URL((await address()).url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 100000\r\n\r\n${CSV}`,
    );
    await until('the upload has begun', async () => (await filesLeft())[2] === 1);
    socket.destroy();
    await nothingLeft();
    const other = await put((await addressFor(LISTS, { id: listId, contactIdName: 'none' })).url, CSV);
    expect(other).toMatchObject({ status: 400, json: { details: [{ fieldName: 'contactIdName' }] } });
    const xml = await put((await address()).url, CSV, { 'content-type': 'text/xml' });
    expect(xml).toMatchObject({ status: 415, json: { code: 'unsupported.media.type' } });
    await nothingLeft();
    expect(await api.database.of(collections.imports).countDocuments({ listId })).toBe(0);
  });

  test('of whose end nobody heard goes after a day, unless an import has it', async () => {
    const old = new Date(Date.now() - 25 * 3_600_000);
    const chunks = api.database.db.collection<{ files_id: string }>(`${UPLOADS_BUCKET}.chunks`);
    const [lost, had, fresh] = [randomUUID(), randomUUID(), randomUUID()];
    await chunks.insertMany([lost, had, fresh].map((files_id) => ({ files_id })));
    await api.database.of(collections.openUploads).insertMany([
      { _id: lost, at: old },
      { _id: had, at: old },
      { _id: fresh, at: new Date() },
    ]);
    await api.database.of(collections.imports).insertOne({
      _id: randomUUID(),
      source: { uploadId: had, path: null, url: null },
      state: 'FAILED',
    } as never);
    await sweepUploads(api.database, Date.now());
    expect((await chunks.find().toArray()).map(({ files_id }) => files_id)).toEqual([had, fresh]);
    expect((await api.database.of(collections.openUploads).find().toArray()).map(({ _id }) => _id)).toEqual([
      fresh,
    ]);
    await chunks.deleteMany({});
    await api.database.of(collections.openUploads).deleteMany({});
  });
});

describe('a file in a form', () => {
  test.each([true, false])('is imported, whether the file comes first (%s) or last', async (fileFirst) => {
    const listId = await newList();
    const fields = { fileType: 'contactlist', id: listId, 'contact-id-name': 'id' };
    const headers = { 'idempotency-key': randomUUID() };
    const taken = await send('/uploads/v2/contactlist', form(fields, CSV, fileFirst), headers);
    expect(taken).toMatchObject({ status: 200 });
    expect(await imported(LISTS, listId)).toMatchObject({ importId: taken.json.correlationId });
    expect(await idsIn(listId)).toEqual(['1', '3']);
    expect(await send('/uploads/v2/contactlist', form(fields, CSV, fileFirst), headers)).toEqual(taken);
    expect(await api.database.of(collections.imports).countDocuments({ listId })).toBe(1);
    await nothingLeft();
  });

  test('fills a DNC list', async () => {
    const listId = await newDncList();
    const fields = { fileType: 'dnclist', id: listId, 'phone-columns': 'phone' };
    expect((await send('/uploads/v2/dnclist', form(fields, CSV, true))).status).toBe(200);
    await imported(DNC, listId);
    expect((await call('GET', `${DNC}/${listId}?includeSize=true`)).json.size).toBe(2);
  });

  test('is refused when its content type names no boundary', async () => {
    const headers = { 'content-type': 'multipart/form-data' };
    const refused = await api.call('POST', '/uploads/v2/contactlist', { token, body: 'x', headers });
    expect(refused).toMatchObject({ status: 400, json: { code: 'bad.request' } });
  });

  test('leaves nothing when it is refused', async () => {
    const listId = await newList();
    const upload = '/uploads/v2/contactlist';
    const fields = { fileType: 'contactlist', id: listId };
    const large = `${CSV}${'x'.repeat(MAX_BYTES)}`;
    const none = new FormData();
    none.append('id', listId);
    expect(await send(upload, none)).toMatchObject({
      status: 400,
      json: { details: [{ fieldName: 'file' }] },
    });
    const refused: ReadonlyArray<readonly [FormData, number, string]> = [
      [form({ ...fields, fileType: 'dnclist' }, CSV, true), 400, 'invalid.value'],
      [form({ fileType: 'contactlist' }, CSV, true), 400, 'constraint.validation'],
      [form({ ...fields, list: 'x' }, CSV, true), 400, 'invalid.property'],
      [form({ ...fields, id: 'none' }, CSV, true), 404, 'contact.list.not.found'],
      [form(fields, '', true), 400, 'bad.request'],
      [form(fields, large, false), 413, 'request.entity.too.large'],
    ];
    for (const [body, status, code] of refused)
      expect(await send(upload, body)).toMatchObject({ status, json: { code } });
    const other = await api.tokenWith(ALL, ['other']);
    expect((await send(upload, form(fields, CSV, true), {}, other)).status).toBe(404);
    const noForm = await call('POST', upload, {});
    expect(noForm).toMatchObject({ status: 415, json: { code: 'unsupported.media.type' } });
    await nothingLeft();
    expect(await api.database.of(collections.imports).countDocuments({ listId })).toBe(0);
  });

  test('leaves nothing when it breaks off', async () => {
    const listId = await newList();
    const { port, hostname } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /uploads/v2/contactlist HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name="id"\r\n\r\n${listId}\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\nContent-Type: text/csv\r\n\r\n${CSV}`,
    );
    await until('the upload has begun', async () => (await filesLeft())[2] === 1);
    socket.destroy();
    await nothingLeft();
  });
});

describe('an export', () => {
  test('of a contact list is asked for, looked up and downloaded', async () => {
    const listId = await newList({ contactIdColumn: 'id' });
    const path = `${LISTS}/${listId}/export`;
    expect(await call('GET', path)).toMatchObject({
      status: 404,
      json: { code: 'no.available.list.export.uri' },
    });
    const contacts = [
      { data: { id: '1', name: '=cmd|calc', phone: '317 555 0101' } },
      { data: { id: '2', name: 'Bob; Ann', phone: '317 555 0102' } },
    ];
    await call('POST', `${LISTS}/${listId}/contacts`, contacts);
    const download = async (order?: object): Promise<string[]> => {
      expect(await call('POST', path, order)).toMatchObject({
        status: 200,
        json: { id: expect.any(String) as string },
      });
      const { json } = await call('GET', `${path}?download=false`);
      expect(json.exportTimestamp).toBeDefined();
      const file = await call('GET', new URL(json.uri as string).pathname);
      expect(file.headers.get('content-disposition')).toContain('attachment');
      return file.text.split('\n').filter((line) => line !== '');
    };
    const head =
      'inin-outbound-id,id,name,phone,ContactCallable,ContactableByWhatsApp,WhatsAppLastAttempt-phone,' +
      'WhatsAppLastResult-phone,ContactableByWhatsApp-phone,WhatsAppDeliveryStatus-phone,WhatsAppLastError-phone';
    // a spreadsheet runs no cell
    const [one, two] = ["1,1,'=cmd|calc,317 555 0101,1,1,,,1,,", '2,2,Bob; Ann,317 555 0102,1,1,,,1,,'];
    expect(await download()).toEqual([head, one, two]);
    expect(await download({ contactIds: ['2', 'none'] })).toEqual([head, two]);
    const clauses = [{ predicates: [{ column: 'id', operator: 'EQUALS', value: '1' }] }];
    expect(await download({ criteria: { clauses } })).toEqual([head, one]);
    const redirect = await call('GET', `${path}?download=true`);
    expect(redirect.status).toBe(302);
    const uri = redirect.headers.get('location') ?? '';
    const bytes = await fetch(uri, { headers: { authorization: `Bearer ${token}` } }).then((answer) =>
      answer.arrayBuffer(),
    );
    // a reader of text takes the byte-order mark away
    expect(Buffer.from(bytes).subarray(0, 7).toString()).toBe('\ufeffinin');
    // what can be exported can be imported
    expect(
      (await put((await addressFor(LISTS, { id: listId })).url, [head, one, two].join('\n'))).status,
    ).toBe(200);
    expect(await imported(LISTS, listId)).toMatchObject({ totalRecords: 2, rejectedRecords: 0 });
  });

  test('belongs to whoever asked for it, and asks for his permissions when it is read', async () => {
    const listId = await newList();
    const path = `${LISTS}/${listId}/export`;
    await call('POST', path);
    const uri = new URL((await call('GET', path)).json.uri as string).pathname;
    const colleague = await api.tokenWith(ALL);
    expect((await call('GET', path, undefined, colleague)).status).toBe(404);
    expect((await call('GET', uri, undefined, colleague)).status).toBe(404);
    expect(
      (await call('GET', uri, undefined, await api.tokenWith(['outbound:contactList:view']))).status,
    ).toBe(403);
    expect((await api.call('GET', uri)).status).toBe(401);
    expect(codesOf(await call('POST', path, { criteria: { clauses: [] } }))).toEqual(['clauses.required']);
    expect((await call('POST', path, { all: true })).json.code).toBe('invalid.property');
  });

  test('of a DNC list has its numbers with their ends', async () => {
    const listId = await newDncList();
    await call('POST', `${DNC}/${listId}/phonenumbers`, ['317 555 0101']);
    await call('POST', `${DNC}/${listId}/export`);
    const { json } = await call('GET', `${DNC}/${listId}/export`);
    const file = await call('GET', new URL(json.uri as string).pathname);
    expect(file.text).toMatch(/^phone,ExpirationDateTime\n13175550101,\n$/);
  });
});
