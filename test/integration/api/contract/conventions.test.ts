/** Sections 1, 2 and 8 of the Genesys contract: every endpoint with its permission and query, and how any client may call. */
import { openTestApi, type Answer, type TestApi } from '../../../support/test-api.ts';
import { startImporter } from '../../../../services/importer/handler.ts';
import { contractEndpoints, contractQueries, notServed } from './contract-endpoints.ts';

const LISTS = '/api/v2/outbound/contactlists';
let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await openTestApi();
  await api.system.start('importer', startImporter);
  token = await api.tokenWith(['*']);
  for (const name of ['Alpha', 'beta', 'alpine']) {
    const columns = { columnNames: ['phone'], whatsAppColumns: [{ columnName: 'phone', type: 'cell' }] };
    expect(await call('POST', LISTS, { name, ...columns })).toMatchObject({ status: 200 });
  }
});
afterAll(() => api.close());

const call = (method: string, path: string, body?: unknown, headers = {}): Promise<Answer> =>
  api.call(method, path, { token, headers, ...(body === undefined ? {} : { body }) });

describe('section 2', () => {
  const keyOf = (method: string, url: string): string =>
    `${method} ${url.replace('/api/v2', '').replaceAll(/:\w+/g, '{}')}`;

  test('every endpoint is served, with its permissions', () => {
    const served = new Map(
      api.routes.map(({ method, url, access }) => [
        keyOf(method, url),
        typeof access === 'string'
          ? access
          : 'any' in access
            ? access.any.join(' | ')
            : access.all.join(' & '),
      ]),
    );
    const sorted = (permissions: string | undefined): string =>
      (permissions ?? 'not served')
        .split(/ ([|&]) /)
        .sort()
        .join(' ');
    expect(Object.keys(notServed).filter((key) => served.has(key) || !contractEndpoints.has(key))).toEqual(
      [],
    );
    const wanted = [...contractEndpoints].filter(([key]) => !(key in notServed));
    expect(wanted.map(([key]) => `${key} = ${sorted(served.get(key))}`)).toEqual(
      wanted.map(([key, permissions]) => `${key} = ${sorted(permissions)}`),
    );
  });

  test.each([...contractQueries])('%s takes the options of its query', (path, options) => {
    const route = api.routes.find(({ method, url }) => method === 'GET' && url === `/api/v2${path}`);
    const { properties = {} } = (route?.schema.querystring ?? {}) as { properties?: object };
    expect(Object.keys(properties)).toEqual(expect.arrayContaining([...options]));
  });
});

describe('section 1', () => {
  const names = async (query: string): Promise<string[]> => {
    const { status, json } = await call('GET', `${LISTS}?${query}`);
    expect(status).toBe(200);
    return (json.entities as Array<{ name: string }>).map(({ name }) => name);
  };

  test('wrong credentials give no token, as OAuth tells it', async () => {
    const answer = await fetch(`${api.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('nobody:x').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: 'invalid_client' });
  });

  test.each([
    ['', ['Alpha', 'alpine', 'beta']],
    ['name=al', ['Alpha', 'alpine']],
    ['name=ALPHA&filterType=Equals', ['Alpha']],
    ['name=et&filterType=Contains', ['beta']],
    ['name=al&filterType=BeginsWith', ['Alpha', 'alpine']],
    ['name=a&filterType=EndsWith', ['Alpha', 'beta']],
    ['name=alz&filterType=GreaterThan', ['beta']],
    ['name=beta&filterType=GreaterThanEqualTo', ['beta']],
    ['name=B&filterType=LessThan', ['Alpha']],
    ['name=Alpha&filterType=LessThanEqualTo', ['Alpha']],
  ])('a list is filtered by "%s"', async (query, expected) => {
    expect((await names(query)).toSorted()).toEqual([...expected].toSorted());
  });

  test.each(['a', 'ascending', 'd', 'descending'])('the order is %s', async (sortOrder) => {
    const found = await names(`sortOrder=${sortOrder}`);
    const up = found.toSorted();
    expect(found).toEqual(sortOrder.startsWith('d') ? up.toReversed() : up);
  });

  test('pages are 25, at most 100, and one after the last is not found unless it may be empty', async () => {
    expect((await call('GET', LISTS)).json).toMatchObject({ pageSize: 25, pageNumber: 1 });
    expect((await call('GET', `${LISTS}?pageSize=5000`)).json).toMatchObject({ pageSize: 100 });
    const beyond = `${LISTS}?pageSize=2&pageNumber=9`;
    expect(await call('GET', beyond)).toMatchObject({ status: 404, json: { code: 'not.found' } });
    expect(await call('GET', `${beyond}&allowEmptyResult=true`)).toMatchObject({
      ...{ status: 200, json: { entities: [], total: 3, pageCount: 2 } },
    });
    const middle = (await call('GET', `${LISTS}?pageSize=1&pageNumber=2`)).json;
    for (const [link, page] of Object.entries({
      ...{ firstUri: 1, previousUri: 1, selfUri: 2, nextUri: 3, lastUri: 3 },
    }))
      expect((await call('GET', middle[link] as string)).json).toMatchObject({ pageNumber: page });
  });
});

describe('section 8', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };

  test('every endpoint takes the JSON content type with an empty body', async () => {
    for (const key of contractEndpoints.keys()) {
      const [method = '', path = ''] = key.split(' ');
      const answer = await call(method, `/api/v2${path.replaceAll('{}', 'none')}`, undefined, JSON_TYPE);
      // what is needed may lack; it is not the type that is wrong, nor the server
      expect([key, answer.status === 415 || answer.status >= 500]).toEqual([key, false]);
    }
  });

  test('what is refused is told as JSON, whatever it is', async () => {
    const refused = await Promise.all([
      call('GET', '/api/v2/nowhere'),
      call('PATCH', LISTS),
      call('POST', LISTS, '{', JSON_TYPE),
      call('POST', LISTS, 'x', { 'content-type': 'text/plain' }),
      call('GET', `${LISTS}/none`),
      api.call('GET', LISTS),
      api.call('GET', LISTS, { token: 'x' }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([404, expect.any(Number), 400, 415, 404, 401, 401]);
    for (const { json, status } of refused)
      expect(json).toMatchObject({
        ...{ status, code: expect.any(String), message: expect.any(String), contextId: expect.any(String) },
        ...{ details: expect.any(Array), errors: expect.any(Array) },
      });
  });

  test('array queries are joined by commas or repeated', async () => {
    const all = (await call('GET', LISTS)).json.entities as Array<{ id: string }>;
    const [one, other] = all.map(({ id }) => id);
    for (const query of [`id=${one},${other}`, `id=${one}&id=${other}`])
      expect((await call('GET', `${LISTS}?${query}`)).json).toMatchObject({ total: 2 });
  });

  test('false is sent as text', async () => {
    const [list] = (await call('GET', LISTS)).json.entities as Array<{ id: string }>;
    const path = `${LISTS}/${list?.id}/contacts?priority=false&clearSystemData=false&doNotQueue=false`;
    expect(await call('POST', path, [{ data: { phone: '+1 317 555 0101' } }])).toMatchObject({ status: 200 });
    expect(await call('POST', path.replace('=false', '=maybe'), [])).toMatchObject({ status: 400 });
  });
});
