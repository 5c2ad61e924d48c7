/** Opt-outs and dead letters over HTTP: what an operator sees and does, and what nobody sees: numbers in addresses, bytes unmasked. */
import { randomUUID } from 'node:crypto';
import { topics } from '../../../schemas/topics.ts';
import { collections, type IntegrationDocument } from '../../../schemas/collections.ts';
import type { CampaignCommand, DeadLetter } from '../../../schemas/types.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { openTestApi, type Answer, type TestApi } from '../../support/test-api.ts';
import { until } from '../../support/test-system.ts';

const OPT_OUTS = '/api/v2/outbound/optouts';
const LETTERS = '/api/v2/outbound/deadletters';

let api: TestApi;
let token: string;
const integrationId = randomUUID();
beforeAll(async () => {
  api = await openTestApi();
  await api.system.start('importer', startImporter);
  token = await api.tokenWith(['outbound:optOut:*', 'outbound:deadLetter:*']);
  await api.database
    .of(collections.integrations)
    .insertOne({ _id: integrationId, name: 'Main', phoneNumberId: '1' } as IntegrationDocument);
});
afterAll(() => api.close());

const call = (method: string, path: string, body?: unknown, by = token): Promise<Answer> =>
  api.call(method, path, { token: by, ...(body === undefined ? {} : { body }) });

describe('opt-outs', () => {
  test('are added, listed a page at a time, and taken off', async () => {
    const numbers = ['+1 317 555 0102', '13175550101', '13175550103'];
    expect(await call('POST', OPT_OUTS, { integrationId, numbers })).toMatchObject({ status: 204, text: '' });
    const first = await call('GET', `${OPT_OUTS}?integrationId=${integrationId}&pageSize=2`);
    expect(first.json.entities).toMatchObject([{ phoneId: '13175550101' }, { phoneId: '13175550102' }]);
    const second = await call('GET', `${OPT_OUTS}?integrationId=${integrationId}&after=${first.json.next}`);
    expect(second.json).toMatchObject({ entities: [{ phoneId: '13175550103' }] });
    expect(second.json).not.toHaveProperty('next');
    expect((await call('POST', `${OPT_OUTS}/remove`, { integrationId, numbers })).status).toBe(204);
    expect((await call('GET', `${OPT_OUTS}?integrationId=${integrationId}`)).json.entities).toEqual([]);
  });

  test('are refused for a number that is none, too many, and an integration that is not there', async () => {
    expect(await call('POST', OPT_OUTS, { integrationId, numbers: ['x'] })).toMatchObject({ status: 400 });
    const many = Array.from({ length: 1_001 }, () => '13175550101');
    expect(await call('POST', OPT_OUTS, { integrationId, numbers: many })).toMatchObject({
      status: 400,
      json: { code: 'too.many.contacts.added' },
    });
    expect((await call('POST', OPT_OUTS, { integrationId: 'none', numbers: ['13175550101'] })).status).toBe(
      404,
    );
    expect((await call('GET', OPT_OUTS)).json.code).toBe('invalid.query.param.value');
  });

  test('answers that may be one are shown with whether the number has opted out by now', async () => {
    const answer = { integrationId, userId: null, reason: 'SOUNDS_LIKE' as const, text: 'stopp' };
    await api.database.of(collections.possibleOptOuts).insertMany([
      { ...answer, _id: 'a', phoneId: '13175550111', at: new Date(1_000) },
      { ...answer, _id: 'b', phoneId: '13175550112', at: new Date(2_000) },
    ]);
    await call('POST', OPT_OUTS, { integrationId, numbers: ['13175550111'] });
    expect(
      (await call('GET', `${OPT_OUTS}/possible?integrationId=${integrationId}`)).json.entities,
    ).toMatchObject([
      { phoneId: '13175550112', text: 'stopp', isOptedOut: false },
      { phoneId: '13175550111', isOptedOut: true },
    ]);
  });
});

describe('dead letters', () => {
  const letterOf = (over: Partial<DeadLetter>): DeadLetter => ({
    topic: `${api.system.settings.namespace}campaign-commands`,
    ...{ partition: 0, offset: 7, key: null, value: null, headers: {}, errorCode: 'SCHEMA_MISMATCH' },
    ...{ errorMessage: 'cannot read 13175550123', service: 'importer', attempts: 1, at: Date.now(), ...over },
  });
  type Listed = { entities: Array<{ id: string; code: string; handled?: object }>; total: number };
  const listed = async (query = ''): Promise<Listed> =>
    (await call('GET', `${LETTERS}?${query}`)).json as Listed;

  test('are listed, shown masked, dropped and replayed, and who did it is kept', async () => {
    const producer = await api.system.context.producer();
    const codec = await api.system.context.codecs.for(topics.campaignCommands);
    const command: CampaignCommand = {
      ...{ commandId: randomUUID(), subjectId: integrationId, issuedAt: Date.now(), issuedBy: 'test' },
      body: { type: 'AddOptOuts', numbers: ['13175550199'] },
    };
    await producer.send(topics.deadLetters, [
      letterOf({ key: Buffer.from(integrationId), value: codec.encode(command), at: 1_000 }),
      letterOf({
        errorCode: 'NOT_AVRO',
        topic: `${api.system.settings.namespace}released-messages`,
        at: 2_000,
      }),
    ]);
    await until('both are listed', async () => (await listed()).total === 2);
    const { entities } = await listed();
    expect(entities).toMatchObject([
      { code: 'SCHEMA_MISMATCH', topic: 'campaign-commands', service: 'importer' },
      { code: 'NOT_AVRO', topic: 'released-messages' },
    ]);
    expect(JSON.stringify(entities)).not.toContain('13175550123');
    expect((await listed('code=NOT_AVRO')).total).toBe(1);
    expect((await listed('topic=campaign-commands&pageSize=1')).total).toBe(1);
    expect((await listed('since=1970-01-01T00:00:01.500Z')).total).toBe(1);
    const [first, second] = entities.map(({ id }) => id);
    const shown = await call('GET', `${LETTERS}/${first}`);
    expect(shown.json).toMatchObject({ id: first, value: { body: { type: 'AddOptOuts' } } });
    expect(shown.text).not.toContain('13175550199');

    expect(await call('POST', `${LETTERS}/replay`, { ids: [first] })).toMatchObject({
      status: 200,
      json: { ids: [first] },
    });
    await until('the command was carried out', async () => {
      const found = await call('GET', `${OPT_OUTS}?integrationId=${integrationId}`);
      return found.text.includes('13175550199');
    });
    expect((await call('POST', `${LETTERS}/drop`, { ids: [second] })).status).toBe(200);
    expect((await listed()).total).toBe(0);
    const all = await listed('all=true');
    expect(all.entities).toMatchObject([
      { id: first, handled: { action: 'REPLAYED', by: expect.stringMatching(/^client:/) as string } },
      { id: second, handled: { action: 'DROPPED' } },
    ]);
    const told = await api.database
      .of(collections.audits)
      .find({ 'entity.kind': 'deadLetter' })
      .sort({ at: 1 })
      .toArray();
    expect(told).toMatchObject([
      {
        ...{ action: 'ReplayDeadLetter', entity: { id: first, name: 'campaign-commands' }, isDone: true },
        ...{ who: { kind: 'client' }, from: { door: 'API', address: '127.0.0.1' } },
        changes: [{ property: 'handled', before: null, after: '"REPLAYED"' }],
      },
      { action: 'DropDeadLetter', entity: { id: second, name: 'released-messages' } },
    ]);
  });

  test('what is not there is named; without the permission nothing is replayed', async () => {
    const missing = await call('POST', `${LETTERS}/replay`, { ids: ['0-998', '0-999'] });
    expect(missing.status).toBe(404);
    expect(missing.json.errors).toHaveLength(2);
    expect((await call('GET', `${LETTERS}/0-999`)).status).toBe(404);
    expect((await call('GET', `${LETTERS}?since=soon`)).json.code).toBe('invalid.date');
    const viewer = await api.tokenWith(['outbound:deadLetter:view']);
    expect((await call('POST', `${LETTERS}/replay`, { ids: ['0-0'] }, viewer)).status).toBe(403);
  });
});
