/** Divisions over HTTP, with campaigns and importer behind: made, listed by who may act in them, and deleted when empty. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { startCampaigns } from '../../../services/campaigns/handler.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { openTestApi, type Answer, type TestApi } from '../../support/test-api.ts';

const PATH = '/api/v2/authorization/divisions';
const SUBSCRIPTIONS = '/api/v2/outbound/webhooksubscriptions';
const LISTS = '/api/v2/outbound/contactlists';
const ALL = [
  'authorization:division:*',
  'authorization:grant:add',
  'outbound:contactList:*',
  'outbound:webhookSubscription:*',
];

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await openTestApi({ SUBSCRIPTION_KEY: 'only-for-tests-0123456789abcdef0123456789' });
  await api.system.start('campaigns', startCampaigns);
  await api.system.start('importer', startImporter);
  token = await api.tokenWith(ALL);
});
afterAll(() => api.close());

const call = (method: string, path: string, body?: unknown, by = token): Promise<Answer> =>
  api.call(method, path, { token: by, ...(body === undefined ? {} : { body }) });
const make = async (name = `d ${randomUUID().slice(0, 8)}`) => {
  const answer = await call('POST', PATH, { name, description: 'x' });
  expect(answer.status).toBe(200);
  return answer.json as { id: string; name: string };
};
const listIn = (division: string, by = token) =>
  call(
    'POST',
    LISTS,
    {
      ...{ name: randomUUID(), columnNames: ['phone'], division: { id: division } },
      whatsAppColumns: [{ columnName: 'phone', type: 'cell' }],
    },
    by,
  );
const codesOf = ({ json }: Answer): string[] =>
  (json.details as Array<{ errorCode: string }>).map(({ errorCode }) => errorCode);
type Listed = { entities: Array<{ id: string; name: string; objectCounts?: object }>; total: number };

describe('a division', () => {
  test('is made, read, renamed and deleted while it is empty', async () => {
    const made = await make();
    expect(made).toMatchObject({ description: 'x', homeDivision: false, selfUri: `${PATH}/${made.id}` });
    expect((await call('GET', `${PATH}/${made.id}`)).json).toEqual(made);
    const renamed = await call('PUT', `${PATH}/${made.id}`, { ...made, name: `${made.name}!` });
    expect(renamed).toMatchObject({ status: 200, json: { name: `${made.name}!`, description: 'x' } });
    // without a version the latest wins, as in the contract; with one it has to be the present one
    expect(codesOf(await call('PUT', `${PATH}/${made.id}`, made))).toEqual(['invalid.update.wrong.version']);
    const list = await listIn(made.id);
    expect(list).toMatchObject({ status: 200, json: { division: { id: made.id } } });
    const inUse = await call('DELETE', `${PATH}/${made.id}`);
    expect(inUse.status).toBe(400);
    expect(codesOf(inUse)).toEqual(['referential.integrity.error']);
    await call('DELETE', `${LISTS}/${list.json.id}`);
    const subscription = await call('POST', SUBSCRIPTIONS, {
      ...{ name: randomUUID(), url: 'https://hooks.example.com', eventTypes: ['*'] },
      division: { id: made.id },
    });
    expect(codesOf(await call('DELETE', `${PATH}/${made.id}`))).toEqual(['referential.integrity.error']);
    await call('DELETE', `${SUBSCRIPTIONS}/${subscription.json.id}`);
    expect(await call('DELETE', `${PATH}/${made.id}`)).toMatchObject({ status: 204, text: '' });
    expect((await call('GET', `${PATH}/${made.id}`)).status).toBe(404);
    expect(codesOf(await listIn(made.id))).toEqual(['division.not.found']);
  });

  test.each([
    ['no name', { name: ' ' }, 400, 'name.cannot.be.blank'],
    ['a long name', { name: 'x'.repeat(65) }, 400, 'name.length.exceeded'],
    ['a name that is taken', { name: 'Home' }, 400, 'duplicate.name'],
    ['an unknown field', { name: 'x', nme: 'x' }, 400, 'invalid.property'],
  ])('with %s is refused', async (_, body, status, code) => {
    expect(await call('POST', PATH, body)).toMatchObject({ status, json: { code } });
  });

  test('there are at most as many as the limit says', async () => {
    const limit = (await call('GET', `${PATH}/limit`)).json as number;
    const division = { description: '', version: 1, uses: 0, createdAt: new Date(), modifiedAt: new Date() };
    const many = Array.from({ length: limit }, (_, at) => ({
      ...division,
      _id: `many${at}`,
      name: `many${at}`,
    }));
    await api.database.of(collections.divisions).insertMany(many);
    const refused = await call('POST', PATH, { name: randomUUID() });
    expect(refused).toMatchObject({
      status: 400,
      json: { code: 'max.entity.count.reached', limit: { value: limit } },
    });
    await api.database.of(collections.divisions).deleteMany({ _id: /^many/ });
  });
});

test('Home is there, cannot be deleted, and is where things are made', async () => {
  const home = await call('GET', `${PATH}/home`);
  expect(home).toMatchObject({ status: 200, json: { id: 'home', homeDivision: true, name: 'Home' } });
  expect(codesOf(await call('DELETE', `${PATH}/home`))).toEqual(['invalid.update']);
});

test('pages are by name, with what is in each', async () => {
  const mark = randomUUID().slice(0, 8);
  const made = [await make(`${mark}.b`), await make(`${mark}.a`), await make(`${mark}.c`)];
  await listIn(made[0]?.id ?? '');
  const names = async (query: string): Promise<string> => {
    const { json } = await call('GET', `${PATH}?${query}`);
    return (json as Listed).entities.map(({ name }) => name.slice(mark.length + 1)).join('');
  };
  expect(await names(`name=${mark.toUpperCase()}`)).toBe('abc');
  expect(await names(`name=${mark}&pageSize=2&pageNumber=2`)).toBe('c');
  expect(await names(`name=${mark}&sortOrder=descending`)).toBe('cba');
  expect(await names(`id=${made[0]?.id},${made[2]?.id}`)).toBe('bc');
  const counted = (await call('GET', `${PATH}?name=${mark}&objectCount=true`)).json as Listed;
  const one = (await call('GET', `${PATH}/${counted.entities[0]?.id}?objectCount=true`))
    .json as Listed['entities'][0];
  expect(one.objectCounts).toEqual(counted.entities[0]?.objectCounts);
  expect(counted.entities.map(({ objectCounts }) => objectCounts)).toEqual([
    { CAMPAIGN: 0, CONTACTLIST: 0, DNCLIST: 0 },
    { CAMPAIGN: 0, CONTACTLIST: 1, DNCLIST: 0 },
    { CAMPAIGN: 0, CONTACTLIST: 0, DNCLIST: 0 },
  ]);
});

test('a caller sees and changes the divisions of his roles, and no others', async () => {
  const [own, other] = [await make(), await make()];
  const caller = await api.tokenWith(['outbound:contactList:*', 'authorization:division:edit'], [own.id]);
  expect((await call('GET', PATH, undefined, caller)).json).toMatchObject({ total: 1, entities: [own] });
  expect((await call('GET', `${PATH}?id=${other.id}`, undefined, caller)).json).toMatchObject({ total: 0 });
  expect((await call('GET', `${PATH}/${other.id}`, undefined, caller)).status).toBe(404);
  expect((await call('PUT', `${PATH}/${other.id}`, { name: 'x' }, caller)).status).toBe(404);
  expect((await call('PUT', `${PATH}/${own.id}`, { name: `${own.name}!` }, caller)).status).toBe(200);
  expect(await call('DELETE', `${PATH}/${own.id}`, undefined, caller)).toMatchObject({ status: 403 });
  expect(await listIn(own.id, caller)).toMatchObject({ status: 200, json: { division: { id: own.id } } });
  expect((await listIn(other.id, caller)).status).toBe(404);
  const permitted = (permission: string) =>
    call('GET', `/api/v2/authorization/divisionspermitted/me?permission=${permission}`, undefined, caller);
  expect((await permitted('outbound:contactList:add')).json).toMatchObject([{ id: own.id }]);
  expect((await permitted('outbound:dncList:add')).json).toEqual([]);
  expect(await permitted('outbound:nonsense')).toMatchObject({
    status: 400,
    json: { code: 'invalid.query.param.value' },
  });
});
