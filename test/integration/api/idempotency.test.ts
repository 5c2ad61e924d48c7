/** A call that an api process did not live to answer, made once more under the same Idempotency-Key: one effect. */
import { randomUUID } from 'node:crypto';
import { topics } from '../../../schemas/topics.ts';
import type { CampaignCommand } from '../../../schemas/types.ts';
import { collections } from '../../../schemas/collections.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { freePorts } from '../../../deploy/local/free-port.ts';
import { serviceProcesses } from '../../support/service-process.ts';
import { API_TEST_SECRET, openTestApi, type TestApi } from '../../support/test-api.ts';
import { until } from '../../support/test-system.ts';

jest.setTimeout(240_000);

let api: TestApi;
let commands: CampaignCommand[];
let token: string;
beforeAll(async () => {
  api = await openTestApi();
  commands = await api.system.collect(topics.campaignCommands);
  token = await api.tokenWith(['outbound:contactList:*', 'outbound:contact:*']);
});
const processes = serviceProcesses(() => api.system.settings);
afterAll(async () => {
  processes.killAll();
  await api.close();
});

test('kill -9 in the middle of a POST', async () => {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const env = { API_PORT: String(port), API_PUBLIC_URL: url, API_SECRET: API_TEST_SECRET };
  const doomed = await processes.start('api', env);
  const body = {
    name: `l ${randomUUID()}`,
    columnNames: ['id', 'phone'],
    whatsAppColumns: [{ columnName: 'phone', type: 'cell' }],
  };
  const headers = { 'idempotency-key': randomUUID() };
  const post = (base: string) =>
    fetch(`${base}/api/v2/outbound/contactlists`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  // nobody decides yet: the call waits for its outcome, and its process dies with the command published
  const cutOff = post(url).then(
    () => 'answered',
    () => 'cut off',
  );
  const made = () => commands.filter(({ body: { type } }) => type === 'CreateContactList');
  await until('the command is published', () => made().length === 1);
  doomed.signal('SIGKILL');
  expect(await cutOff).toBe('cut off');
  await api.system.start('importer', startImporter);

  const again = await post(api.url);
  expect(again.status).toBe(200);
  const entity = (await again.json()) as { id: string; version: number };
  expect(entity.version).toBe(1);
  await until('the command was published twice', () => made().length === 2);
  expect(new Set(made().map(({ commandId, subjectId }) => `${commandId} ${subjectId}`)).size).toBe(1);
  const lists = await api.database.of(collections.contactLists).find({ name: body.name }).toArray();
  expect(lists.map(({ _id }) => _id)).toEqual([entity.id]);
});
