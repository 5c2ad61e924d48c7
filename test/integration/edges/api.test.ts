/** The API process as it is so far: health, metrics, and JSON for everything else. */
import { createServer } from 'node:net';
import { startApi } from '../../../services/api/handler.ts';
import { openContext, type ServiceContext } from '../../../services/platform/process/run-service.ts';
import { testSettings } from '../../support/test-system.ts';

let context: ServiceContext;
let stop: (() => Promise<void>) | undefined;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  context = openContext('api', testSettings({ API_PORT: String(port) }));
  ({ stop } = await startApi(context));
});
afterAll(() => context.close(stop));

test('it lives, is ready and shows its metrics', async () => {
  expect((await fetch(`${url}/live`)).status).toBe(200);
  expect((await fetch(`${url}/ready`)).status).toBe(200);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');
});

test('an address that does not exist is answered with an error body', async () => {
  const answer = await fetch(`${url}/api/v2/nothing`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toEqual({
    message: 'GET /api/v2/nothing does not exist.',
    code: 'not.found',
    status: 404,
    contextId: expect.any(String) as string,
    details: [],
    errors: [],
  });
});

test('told to stop, it says at once that it is not ready, and goes on answering', async () => {
  context.announceStop();
  expect((await fetch(`${url}/ready`)).status).toBe(503);
  expect((await fetch(`${url}/live`)).status).toBe(200);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
