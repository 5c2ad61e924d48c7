/** Lists, contacts, messages and DNC lists out of `wac` and in again. The ledger is as sender and status would have left it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { optOutListIdOf } from '../../../services/domain/contact/contact.ts';
import { exclusionIdOf, messageIdOf, runIdOf } from '../../../services/domain/message/message.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { campaignDocument, integrationDocument } from '../../support/campaign-documents.ts';
import { jsonOf, runWac } from '../../support/run-wac.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let database: Database;
let folder: string;
const wac = (...args: string[]) => runWac(system.settings, args);

beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
  folder = await mkdtemp(join(tmpdir(), 'wac-'));
  await system.start('importer', startImporter);
});
afterAll(async () => {
  await system.close();
  await rm(folder, { recursive: true });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** What a command wrote to a file, read as CSV: objects by column. */
async function exported(name: string, ...args: string[]): Promise<Array<Record<string, string>>> {
  const path = join(folder, name);
  expect(await wac(...args, '--out', path)).toMatchObject({ code: 0 });
  return parse(await readFile(path), { bom: true, columns: true });
}

const importList = async (path: string, name: string, ...more: string[]) =>
  jsonOf(
    await wac(
      ...['lists', 'import', path, '--name', name, '--country', 'US', '--json'],
      ...['--whatsapp-column', 'Cell', ...more],
    ),
  );

const PEOPLE = [
  'Id,Name,=Note,Cell,Work',
  '1,Ann,"two\nlines, a ""quote""",+1 317 555 0001,317-555-1001',
  "2,Bob,'=1,317-555-0002,",
  '3,@Cid,-3,317-555-0003,',
  '4,Dan,,317-555-0004,',
  '5,Ångström,x,317-555-0005,none',
];

/** Two runs of one campaign over the list: the older one sent to Ann, the newer one to the others. */
async function writeRuns(listId: string, ids: string[]): Promise<void> {
  const [ann = '', bob = '', cid = '', dan = ''] = ids;
  const [older, newer] = [runIdOf('spring', 1), runIdOf('spring', 2)];
  const campaign = campaignDocument({
    ...{ _id: 'spring', name: 'Spring', contactListId: listId, whatsappColumn: 'Cell' },
    ...{ integrationId: 'main', runNumber: 2, runId: newer, status: 'complete' as const },
  });
  await database.of(collections.integrations).insertOne(integrationDocument({ _id: 'main' }));
  await database.of(collections.campaigns).insertOne(campaign);
  for (const [number, runId] of [older, newer].entries())
    await database.of(collections.campaignRuns).insertOne({
      ...{
        _id: runId,
        campaignId: 'spring',
        number: number + 1,
        integrationId: 'main',
        contactListId: listId,
      },
      ...{ whatsappColumn: 'Cell', state: 'READY', planned: 5, pages: 1, filteredOut: 0 },
      ...{ plannedThroughArrival: 0, plannedAt: new Date(Date.UTC(2026, 0, number + 1)) },
    });
  const message = (runId: string, contactId: string, to: string, more: Partial<MessageDocument>) => ({
    _id: messageIdOf(runId, to),
    ...{ campaignId: 'spring', runId, contactId, sequence: 0, state: 'ACCEPTED' as const, attempt: 1, to },
    ...{ intentAt: new Date(Date.UTC(2026, 0, runId === older ? 1 : 2, 9)), integrationId: 'main' },
    ...more,
  });
  await database.of(collections.runCounters).insertMany([
    { _id: `${older}:0`, runId: older, accepted: 2 },
    { _id: `${newer}:0`, runId: newer, accepted: 1, failed: 1, skipped: 1 },
  ]);
  await database.of(collections.messages).insertMany([
    message(older, ann, '13175550001', { delivery: 'READ' }),
    message(older, bob, '13175550002', { delivery: 'READ' }),
    message(newer, bob, '13175550002', { delivery: 'SENT' }),
    message(newer, cid, '13175550003', { state: 'FAILED', code: 131026, reason: '=Undeliverable' }),
    {
      ...{ _id: exclusionIdOf(newer, dan), campaignId: 'spring', runId: newer, contactId: dan, sequence: 3 },
      ...{ state: 'SKIPPED', attempt: 0, reason: 'OPTED_OUT', detail: 'the recipient has opted out' },
      endedAt: new Date(Date.UTC(2026, 0, 2, 8)),
    },
  ]);
  await database
    .of(collections.dncNumbers)
    .insertOne({ _id: `${optOutListIdOf('main')}:13175550004`, listId: optOutListIdOf('main') });
}

test('a list is exported with the last attempts, imported again without a change, and shown contact by contact', async () => {
  const { listId } = await importList(await file('people.csv', PEOPLE.join('\n')), 'People');
  const list = String(listId);
  const stored = () =>
    database.of(collections.contacts).find({ listId: list }).sort({ arrival: 1 }).toArray();
  const before = await stored();
  await writeRuns(
    list,
    before.map(({ _id }) => _id.slice(list.length + 1)),
  );

  const rows = await exported('people-out.csv', 'lists', 'export', 'People');
  expect((await readFile(join(folder, 'people-out.csv'))).subarray(0, 3)).toEqual(Buffer.from('\ufeff'));
  expect(Object.keys(rows[0] ?? {})).toEqual([
    ...[
      'inin-outbound-id',
      'Id',
      'Name',
      "'=Note",
      'Cell',
      'Work',
      'ContactCallable',
      'ContactableByWhatsApp',
    ],
    ...['WhatsAppLastAttempt-Cell', 'WhatsAppLastResult-Cell', 'ContactableByWhatsApp-Cell'],
    ...['WhatsAppDeliveryStatus-Cell', 'WhatsAppLastError-Cell'],
  ]);
  const results = rows.map((row) => [
    ...[row['Id'], row['Name'], row['ContactCallable'], row['ContactableByWhatsApp-Cell']],
    ...[row['WhatsAppLastAttempt-Cell'], row['WhatsAppLastResult-Cell']],
    ...[row['WhatsAppDeliveryStatus-Cell'], row['WhatsAppLastError-Cell']],
  ]);
  expect(results).toEqual([
    ['1', 'Ann', '1', '1', '2026-01-01T09:00:00.000Z', 'OUTBOUND-MESSAGE-SENT', 'Read', ''],
    ['2', 'Bob', '1', '1', '2026-01-02T09:00:00.000Z', 'OUTBOUND-MESSAGE-SENT', 'Published', ''],
    [
      ...['3', "'@Cid", '1', '1', '2026-01-02T09:00:00.000Z'],
      ...['OUTBOUND-MESSAGE-FAILED', 'Failed', '131026 =Undeliverable'],
    ],
    [
      ...['4', 'Dan', '1', '0', '2026-01-02T08:00:00.000Z'],
      ...['OUTBOUND-CONTACT-UNCONTACTABLE-SKIPPED', '', 'the recipient has opted out'],
    ],
    ['5', 'Ångström', '1', '1', '', '', '', ''],
  ]);
  // a spreadsheet would run these
  expect(rows.map((row) => row["'=Note"])).toEqual(['two\nlines, a "quote"', "''=1", "'-3", '', 'x']);

  const again = await wac('lists', 'import', join(folder, 'people-out.csv'), '--list', 'People', '--json');
  expect(jsonOf(again)).toMatchObject({ rowsRead: 5, imported: 0, updated: 0, unchanged: 5, rejected: 0 });
  expect(await stored()).toEqual(before);

  const cid = rows[2]?.['inin-outbound-id'] ?? '';
  expect(jsonOf(await wac('lists', 'contact', 'People', cid, '--json'))).toMatchObject({
    id: cid,
    contactListId: list,
    data: { Id: '3', Name: '@Cid', '=Note': '-3', Cell: '317-555-0003', Work: '' },
    callable: true,
    contactableStatus: { WhatsApp: { contactable: true, columnStatus: { Cell: { contactable: true } } } },
    latestWhatsAppEvaluations: {
      Cell: {
        contactColumn: 'Cell',
        contactAddress: '13175550003',
        messageType: 'WhatsApp',
        wrapupCodeId: 'OUTBOUND-MESSAGE-FAILED',
        timestamp: '2026-01-02T09:00:00.000Z',
      },
    },
  });
  expect(await wac('lists', 'contact', 'People', 'nobody')).toMatchObject({
    code: 3,
    err: expect.stringContaining('[contact.does.not.exist]') as string,
  });
});

test('contacts are searched in any cell, capitals or not, and by part of a number', async () => {
  const found = async (...args: string[]) =>
    (await wac('lists', 'contacts', 'People', '--json', ...args)).out
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { data: Record<string, string> }).data['Id']);
  expect(await found()).toEqual(['1', '2', '3', '4', '5']);
  expect(await found('--limit', '2')).toEqual(['1', '2']);
  expect(await found('--search', 'ÅNGSTR')).toEqual(['5']);
  expect(await found('--search', '(317) 555-0002')).toEqual(['2']);
  expect(await found('--search', '.*')).toEqual([]);
  expect((await wac('lists', 'contacts', 'People', '--search', 'two')).out).toMatch(
    /Ann +two lines, a "quote" .* OUTBOUND-MESSAGE-SENT/,
  );
});

test('who did not get it, and why, as messages and as contacts to be sent to once more', async () => {
  const only = (...args: string[]) =>
    exported('messages.csv', 'messages', 'export', '--campaign', 'Spring', ...args);
  const phones = async (...args: string[]) => (await only(...args)).map((row) => row['Phone ID']).sort();
  expect(await only('--only', 'failed')).toMatchObject([
    {
      ...{
        'Phone ID': '13175550003',
        'Wrap-up Code': 'OUTBOUND-MESSAGE-FAILED',
        'Delivery Status': 'Failed',
      },
      ...{ 'Error Code': '131026', Reason: "'=Undeliverable" },
    },
  ]);
  expect(await phones('--only', 'failed', 'never-reached')).toEqual(['13175550002', '13175550003']);
  expect(await phones('--only', 'failed', '--code', '131026', '--code', '131047')).toEqual(['13175550003']);
  expect(await phones('--code', '131047')).toEqual([]);
  // who was skipped has no number in the ledger: it is the contact's of now
  expect(await phones('--reason', 'OPTED_OUT')).toEqual(['13175550004']);
  expect(await phones('--run', '1', '--only', 'read')).toEqual(['13175550001', '13175550002']);
  expect(await wac('messages', 'export', '--campaign', 'Spring', '--code', 'x')).toMatchObject({ code: 2 });

  const failed = ['--only', 'failed', 'never-reached', 'unknown', '--contacts'];
  const rows = await exported('again.csv', 'messages', 'export', '--campaign', 'Spring', ...failed);
  expect(rows.map((row) => [row['Id'], row['WhatsAppLastResult-Cell']]).sort()).toEqual([
    ['2', 'OUTBOUND-MESSAGE-SENT'],
    ['3', 'OUTBOUND-MESSAGE-FAILED'],
  ]);
  const made = await importList(join(folder, 'again.csv'), 'Spring again');
  expect(made).toMatchObject({ rowsRead: 2, imported: 2 });
  const contacts = await database
    .of(collections.contacts)
    .find({ listId: String(made['listId']) })
    .sort({ 'values.0': 1 })
    .toArray();
  expect(contacts.map(({ values }) => values)).toEqual([
    ['2', 'Bob', "'=1", '317-555-0002', ''],
    ['3', '@Cid', '-3', '317-555-0003', ''],
  ]);
});

test('contacts are added, changed and removed by command, a thousand at most', async () => {
  await importList(await file('few.csv', 'Id,Cell\n1,3175550001\n'), 'Few', '--id-column', 'Id');
  const ids = async () =>
    (await wac('lists', 'contacts', 'Few', '--json', '--limit', '5000')).out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
  expect(await wac('lists', 'add-contact', 'Few', 'Id=2', 'Cell=+1 317 555 0002')).toMatchObject({ code: 0 });
  expect(await wac('lists', 'add-contact', 'Few', 'Id=1', 'Cell=317-555-9999')).toMatchObject({ code: 0 });
  const many = (count: number) =>
    JSON.stringify(
      Array.from({ length: count }, (_, index) => ({ data: { Id: `m${index}`, Cell: 3175560000 + index } })),
    );
  expect(await wac('lists', 'add-contacts', 'Few', await file('many.json', many(1_000)))).toMatchObject({
    code: 0,
  });
  expect(await ids()).toHaveLength(1_002);
  expect(jsonOf(await wac('lists', 'contact', 'Few', '1', '--json'))).toMatchObject({
    data: { Id: '1', Cell: '317-555-9999' },
  });
  const refused = await wac('lists', 'add-contacts', 'Few', many(1_001));
  expect(refused).toMatchObject({ code: 3 });
  expect(refused.err).toContain('the limit is 1000. [too.many.contacts.added]');
  const faulty = await wac('lists', 'add-contact', 'Few', 'Id=3', 'Cell=n/a', 'Town=Rome');
  expect(faulty).toMatchObject({ code: 3 });
  expect(faulty.err).toContain('contacts[0].data.Town');
  const removed = await wac('lists', 'remove-contacts', 'Few', 'm0', 'm1', 'nobody', '--json');
  expect(jsonOf(removed)).toMatchObject({ asked: 3, removed: 2 });
  expect((await ids()).slice(0, 3)).toEqual(['1', '2', 'm2']);
});

test('a DNC list is exported with its ends and imported again; ends are put off, never brought forward', async () => {
  const path = await file('dnc.csv', 'Home,Cell\n317-153-4777,317-981-6233\n');
  const columns = ['--phone-column', 'Home', '--phone-column', 'Cell', '--country', 'US'];
  expect(await wac('dnc', 'import', path, '--name', 'Blocked', ...columns)).toMatchObject({ code: 0 });
  const inDays = (days: number): string => new Date(Date.now() + days * 24 * 3_600_000).toISOString();
  const [late, sooner] = [inDays(120), inDays(90)];
  await wac('dnc', 'add', 'Blocked', '+1 317 555 5555', '--expires', late);
  const expected = [
    { Home: '13171534777', Cell: '', ExpirationDateTime: '' },
    { Home: '13175555555', Cell: '', ExpirationDateTime: late },
    { Home: '13179816233', Cell: '', ExpirationDateTime: '' },
  ];
  expect(await exported('blocked.csv', 'dnc', 'export', 'Blocked')).toEqual(expected);

  const again = await wac('dnc', 'import', join(folder, 'blocked.csv'), '--list', 'Blocked', '--json');
  expect(jsonOf(again)).toMatchObject({ rowsRead: 3, imported: 0, unchanged: 3, rejected: 0 });
  expect(await exported('blocked.csv', 'dnc', 'export', 'Blocked')).toEqual(expected);

  const ends = await file(
    'ends.csv',
    [
      'Home,Cell,ExpirationDateTime',
      `13171534777,,${sooner}`,
      `13175555555,,${sooner}`,
      `13175555556,,${sooner}`,
      '13175555557,,2020-01-01T00:00Z',
      '13175555558,,soon',
    ].join('\n'),
  );
  const more = await wac('dnc', 'import', ends, '--list', 'Blocked', '--json');
  expect(jsonOf(more)).toMatchObject({ rowsRead: 5, imported: 2, unchanged: 2, rejected: 1 });
  expect(await exported('blocked.csv', 'dnc', 'export', 'Blocked')).toEqual([
    ...expected.slice(0, 2),
    { Home: '13175555556', Cell: '', ExpirationDateTime: sooner },
    { Home: '13175555558', Cell: '', ExpirationDateTime: '' },
    ...expected.slice(2),
  ]);
});
