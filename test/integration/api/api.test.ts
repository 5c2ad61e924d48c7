/** The API as a process: health, metrics, its description, and JSON for everything else. */
import { openTestApi, type TestApi } from '../../support/test-api.ts';

let api: TestApi;
let url: string;

beforeAll(async () => {
  api = await openTestApi();
  ({ url } = api);
});
afterAll(() => api.close());

test('it lives, is ready and shows its metrics', async () => {
  expect((await fetch(`${url}/live`)).status).toBe(200);
  expect((await fetch(`${url}/ready`)).status).toBe(200);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');
});

test('an address that does not exist is answered with an error body', async () => {
  const answer = await fetch(`${url}/api/v2/nothing`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({
    message: 'The requested resource was not found: GET /api/v2/nothing.',
    code: 'not.found',
    status: 404,
    contextId: expect.any(String) as string,
    details: [{ errorCode: 'not.found' }],
    errors: [],
  });
});

test('it describes itself in OpenAPI 3.1, with the permissions of every route', async () => {
  const { json } = await api.call('GET', '/api/v2/openapi.json');
  expect(json.openapi).toBe('3.1.0');
  for (const { method, url: path } of api.routes)
    expect(json.paths[path.replaceAll(/:(\w+)/g, '{$1}')][String(method).toLowerCase()].summary).not.toBe('');
  expect((await fetch(`${url}/docs/`)).status).toBe(200);
});

test('told to stop, it says at once that it is not ready, and goes on answering', async () => {
  api.context.announceStop();
  expect((await fetch(`${url}/ready`)).status).toBe(503);
  expect((await fetch(`${url}/live`)).status).toBe(200);
});
