import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collections } from '../../../schemas/collections.ts';
import { startCampaigns } from '../../../services/campaigns/handler.ts';
import { exclusionIdOf, messageIdOf, runIdOf } from '../../../services/domain/message/message.ts';
import { contactListDocument } from '../../support/campaign-documents.ts';
import { jsonOf, runWac } from '../../support/run-wac.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let folder: string;
const listId = randomUUID();

beforeAll(async () => {
  system = await openTestSystem();
  folder = await mkdtemp(join(tmpdir(), 'wac-'));
  const lists = (await system.context.mongo()).of(collections.contactLists);
  await lists.insertOne(contactListDocument({ _id: listId, name: 'Customers' }));
  await system.start('campaigns', startCampaigns);
});

afterAll(() => system.close());

/** Runs `wac` against this file's system. */
const wac = (...args: string[]) => runWac(system.settings, args);

const createArguments = (name: string): string[] =>
  [
    ['campaigns', 'create', '--name', name, '--list', 'Customers', '--whatsapp-column', 'phone'],
    ['--integration', 'Main number', '--template', 'spring_offer:en_US', '--body', 'name,age'],
    ['--rate', '600', '--filter', 'Adults', '--sort', 'age:desc:numeric', '--sort', 'name'],
  ].flat();

it('makes a campaign of named things, starts, shows, stops and exports it', async () => {
  expect(
    await wac(
      ...['integrations', 'register', '--name', 'Main number', '--phone-number-id', '106540352242922'],
      ...['--phone-number', '+1 555 010 0000'],
    ),
  ).toMatchObject({ code: 0 });
  const clauses = JSON.stringify([
    {
      predicates: [{ column: 'age', columnType: 'numeric', operator: 'GREATER_THAN_EQUALS', value: 18 }],
    },
  ]);
  expect(
    await wac('filters', 'create', '--name', 'Adults', '--list', 'Customers', '--filter', clauses),
  ).toMatchObject({ code: 0 });

  const created = await wac(...createArguments('Spring'), '--json');
  expect(created).toMatchObject({ code: 0 });
  const id = String(jsonOf(created)['id']);
  const database = await system.context.mongo();
  expect(await database.of(collections.campaigns).findOne({ _id: id })).toMatchObject({
    name: 'Spring',
    contactListId: listId,
    template: { name: 'spring_offer', language: 'en_US', body: [{ column: 'name' }, { column: 'age' }] },
    contactSorts: [
      { fieldName: 'age', direction: 'DESC', numeric: true },
      { fieldName: 'name', direction: 'ASC', numeric: false },
    ],
  });

  const started = await wac('campaigns', 'start', 'Spring', '--json');
  const runId = runIdOf(id, 1);
  expect(jsonOf(started)).toEqual({ id, name: 'Spring', status: 'on', runId });

  await writeRun(id, runId);
  const shown = jsonOf(await wac('campaigns', 'show', 'Spring', '--json'));
  expect(shown['progress']).toMatchObject({
    status: 'on',
    planned: 4,
    settled: 3,
    percent: 75,
    counts: { accepted: 1, failed: 1, skipped: 1, read: 1, skippedBy: { ON_DO_NOT_CALL_LIST: 1 } },
    waiting: 'held until tomorrow',
  });

  const watching = wac('campaigns', 'watch', 'Spring', '--json');
  expect(jsonOf(await wac('campaigns', 'stop', 'Spring', '--json'))).toMatchObject({ status: 'stopping' });
  await database.of(collections.campaigns).updateOne({ _id: id }, { $set: { status: 'off' } });
  const watched = await watching;
  expect(watched.code).toBe(0);
  expect(jsonOf(watched)).toMatchObject({ status: 'off', settled: 3 });

  const file = join(folder, 'messages.csv');
  expect(await wac('messages', 'export', '--campaign', 'Spring', '--out', file)).toMatchObject({ code: 0 });
  const [header, ...rows] = (await readFile(file, 'utf8')).trim().split('\n');
  expect(header).toContain('Wrap-up Code,Delivery Status');
  expect(rows).toHaveLength(4);
  expect(rows.find((row) => row.includes('13175550001'))).toMatch(/OUTBOUND-MESSAGE-SENT,Read/);
  // a spreadsheet would run it
  expect(rows.find((row) => row.includes('13175550002'))).toContain(`'=HYPERLINK`);
  for (const which of ['+1 (317) 555-0001', '1', messageIdOf(runIdOf(id, 1), '13175550001')]) {
    const shown = await wac('messages', 'show', 'Spring', which, '--json');
    expect(jsonOf(shown)).toMatchObject({
      'Contact ID': '1',
      'Delivery Status': 'Read',
      History: [
        { what: 'refused, to be tried again', code: 131016, attempt: 1 },
        { what: 'claimed for sending', attempt: 2 },
        { what: 'read' },
      ],
    });
  }
  expect((await wac('messages', 'show', 'Spring', '1')).out).toMatch(/WHEN .*\n.*refused.*131016 +busy\n/);
  expect(await wac('messages', 'show', 'Spring', '4711')).toMatchObject({ code: 3 });
  expect(await wac('messages', 'show', 'Spring', '1', '--run', '7')).toMatchObject({ code: 2 });
  const failed = await wac(
    'messages',
    'export',
    '--campaign',
    'Spring',
    '--only',
    'failed',
    '--format',
    'ndjson',
  );
  expect(jsonOf(failed)).toMatchObject({ 'Phone ID': '13175550002', 'Delivery Status': 'Failed' });
  expect(failed.out.trim().split('\n')).toHaveLength(1);
});

/** What eligibility, throttle and status would have written. */
async function writeRun(campaignId: string, runId: string): Promise<void> {
  const database = await system.context.mongo();
  const { integrationId = '' } =
    (await database.of(collections.campaigns).findOne({ _id: campaignId })) ?? {};
  await database.of(collections.campaignRuns).insertOne({
    _id: runId,
    campaignId,
    number: 1,
    integrationId,
    contactListId: listId,
    state: 'READY',
    planned: 4,
    pages: 1,
    filteredOut: 2,
    plannedThroughArrival: 0,
    plannedAt: new Date(),
  });
  await database.of(collections.runCounters).insertMany([
    { _id: `${runId}:0`, runId, accepted: 1, read: 1, skipped: 1, skippedBy: { ON_DO_NOT_CALL_LIST: 1 } },
    { _id: `${runId}:1`, runId, failed: 1, failedBy: { '131026': 1 } },
  ]);
  await database.of(collections.pace).insertOne({
    _id: integrationId,
    epoch: 1,
    owner: 'throttle',
    nextMicros: 0,
    runs: {
      [runId]: {
        nextMicros: Date.now() * 1_000,
        releasedThrough: 3,
        stoppedRevision: null,
        waiting: 'held until tomorrow',
      },
    },
  });
  const base = { campaignId, runId, attempt: 1 };
  await database.of(collections.messages).insertMany([
    {
      ...base,
      _id: messageIdOf(runId, '13175550001'),
      contactId: '1',
      sequence: 0,
      state: 'ACCEPTED',
      to: '13175550001',
      delivery: 'READ',
      attempt: 2,
      history: [{ at: new Date(1_000), what: 'RETRY', attempt: 1, code: 131016, reason: 'busy' }],
      intentAt: new Date(2_000),
      readAt: new Date(3_000),
    },
    {
      ...base,
      _id: messageIdOf(runId, '13175550002'),
      contactId: '=HYPERLINK("http://evil")',
      sequence: 1,
      state: 'FAILED',
      to: '13175550002',
      code: 131026,
    },
    {
      ...base,
      _id: exclusionIdOf(runId, '3'),
      contactId: '3',
      sequence: 2,
      state: 'SKIPPED',
      reason: 'ON_DO_NOT_CALL_LIST',
    },
    { ...base, _id: messageIdOf(runId, '13175550004'), contactId: '4', sequence: 3, state: 'INTENT' },
  ]);
}

it('prints every fault of a refused command with its field and code, and ends with 3', async () => {
  const refused = await wac(
    ...['campaigns', 'create', '--name', 'x'.repeat(65), '--list', 'nowhere', '--whatsapp-column', 'phone'],
    ...[
      '--integration',
      'none',
      '--template',
      'spring_offer:en_US',
      '--body',
      'name',
      '--rate',
      '0',
      '--json',
    ],
  );
  expect(refused.code).toBe(3);
  const codes = (jsonOf(refused)['errors'] as Array<{ code: string }>).map(({ code }) => code);
  expect(codes).toEqual([
    'name.length.exceeded',
    'contact.list.not.found',
    'invalid.messages.per.minute',
    'whatsapp.integration.not.found',
  ]);
  expect(refused.err).toContain('messagesPerMinute: Messages per minute is 0');
  expect(refused.err).toContain('[invalid.messages.per.minute]');
});

it('says which thing does not exist, and ends with 3', async () => {
  const refused = await wac('campaigns', 'start', 'No such campaign');
  expect(refused).toMatchObject({ code: 3, out: '' });
  expect(refused.err).toContain('There is no campaign with the name or id "No such campaign".');
});

it.each([
  ['an unknown command', ['campaigns', 'begin'], /unknown command 'begin'/],
  ['a rate that is no number', [...createArguments('y'), '--rate', 'fast'], /whole number, found "fast"/],
  ['a template without language', ['campaigns', 'update', 'x', '--template', 'spring'], /name:language/],
  ['a missing option', ['campaigns', 'create', '--name', 'y'], /needs --list, --whatsapp-column/],
  ['parameters without template', ['campaigns', 'update', 'Spring', '--body', 'name'], /need --template/],
  ['neither name nor list', ['lists', 'import', 'package.json'], /either --name .* or --list/],
  ['a file that is not there', ['lists', 'import', '/no/such.csv', '--name', 'y'], /no such file/],
  ['a folder as file', ['dnc', 'import', '/tmp', '--name', 'y'], /not a file/],
  ['JSON that is none', ['filters', 'create', '--name', 'y', '--list', 'z', '--filter', '{"a"'], /not JSON/],
  [
    'an operator that there is not',
    [
      ...['filters', 'create', '--name', 'y', '--list', 'z', '--filter'],
      '[{"predicates":[{"column":"a","operator":"LIKE"}]}]',
    ],
    /clauses\[0\]\.predicates\[0\]\.operator is "LIKE"; expected one of EQUALS/,
  ],
  ['a timeout of nothing', ['campaigns', 'list', '--timeout', '0'], /seconds above 0/],
  [
    'a run that there was not',
    ['messages', 'export', '--campaign', 'Spring', '--run', '7'],
    /runs 1 to 1, not 7/,
  ],
])('ends with 2 for %s', async (_, args, message) => {
  const { code, out, err } = await wac(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
});

it('ends with 4 when nobody decides in time', async () => {
  // the importer, which decides this, does not run here
  const file = join(folder, 'numbers.csv');
  await writeFile(file, 'phone\n3175550000\n');
  const late = await wac('dnc', 'import', file, '--name', 'z', '--phone-column', 'phone', '--timeout', '1');
  expect(late.code).toBe(4);
  expect(late.err).toMatch(/no outcome of command [0-9a-f-]+ within 1000 ms/);
});

it('ends with 4 when the database cannot be reached', async () => {
  const lost = await wac(
    ...[
      'campaigns',
      'list',
      '--timeout',
      '1',
      '--mongo',
      'mongodb://me:secret@127.0.0.1:1/?serverSelectionTimeoutMS=1500',
    ],
  );
  expect(lost.code).toBe(4);
  expect(lost.err).toContain(
    'MongoDB at mongodb://…@127.0.0.1:1/?serverSelectionTimeoutMS=1500 cannot be reached',
  );
  expect(lost.err).not.toContain('secret');
});

it.each([[['--help']], [['campaigns', 'create', '--help']], [['lists', 'import', '--help']]])(
  'helps with examples: %s',
  async (args) => {
    const help = await wac(...args);
    expect(help.code).toBe(0);
    expect(help.out).toMatch(/Examples?:\n/);
  },
);

it('lets a long watch end when the campaign is deleted', async () => {
  expect(await wac(...createArguments('Summer'))).toMatchObject({ code: 0 });
  expect(await wac('campaigns', 'start', 'Summer')).toMatchObject({ code: 0 });
  const watching = wac('campaigns', 'watch', 'Summer');
  const database = await system.context.mongo();
  await until('it is gone', async () => {
    const { deletedCount } = await database.of(collections.campaigns).deleteOne({ name: 'Summer' });
    return deletedCount === 1;
  });
  expect(await watching).toMatchObject({ code: 3 });
});

it('keeps callable times of a campaign, shows, refuses and clears them', async () => {
  const hours = ['--callable', 'mon-fri 09:00-18:00', '--callable', 'sat 10:00-14:00'];
  const zone = ['--time-zone', 'Europe/Berlin'];
  expect(await wac(...createArguments('Daytime'), ...hours, ...zone)).toMatchObject({ code: 0 });
  const campaigns = (await system.context.mongo()).of(collections.campaigns);
  expect((await campaigns.findOne({ name: 'Daytime' }))?.callableTimes).toEqual({
    timeZone: 'Europe/Berlin',
    ranges: [
      { days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], start: '09:00', end: '18:00' },
      { days: ['SAT'], start: '10:00', end: '14:00' },
    ],
  });
  expect((await wac('campaigns', 'show', 'Daytime')).out).toMatch(
    /mon,tue,wed,thu,fri 09:00-18:00; sat 10:00-14:00 \(Europe\/Berlin\)/,
  );
  const backwards = ['--callable', 'mon 22:00-06:00', '--time-zone', 'Berlin'];
  const refused = await wac('campaigns', 'update', 'Daytime', ...backwards);
  expect(refused).toMatchObject({ code: 3 });
  expect(refused.err).toMatch(/callableTimes\.timeZone/);
  expect(refused.err).toMatch(/callableTimes\.ranges\[0\]\.end/);
  expect(await wac('campaigns', 'update', 'Daytime', ...hours)).toMatchObject({ code: 2 });
  expect(await wac('campaigns', 'update', 'Daytime', '--callable', 'weekdays 9-5', ...zone)).toMatchObject({
    code: 2,
  });
  expect(await wac('campaigns', 'update', 'Daytime', '--clear-callable')).toMatchObject({ code: 0 });
  expect((await campaigns.findOne({ name: 'Daytime' }))?.callableTimes).toBeNull();
});
