/** `wac opt-outs list|add|remove` with the importer and the event log: what is stored, what is refused and how, who did it. */
import { collections } from '../../../schemas/collections.ts';
import { dncKeyOf, optOutListIdOf } from '../../../services/domain/contact/contact.ts';
import { keepEventLog } from '../../../services/campaigns/event-log/keep-event-log.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { integrationDocument } from '../../support/campaign-documents.ts';
import { jsonOf, runWac } from '../../support/run-wac.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let database: Database;
const wac = (...args: string[]) => runWac(system.settings, args);
const MAIN = ['--integration', 'Main number'];

/** Phone IDs on the integration's list, as stored. */
async function stored(integrationId: string): Promise<string[]> {
  const listId = optOutListIdOf(integrationId);
  const entries = await database.of(collections.dncNumbers).find({ listId }).sort({ _id: 1 }).toArray();
  return entries.map(({ _id }) => _id.slice(listId.length + 1));
}
const listed = async (...integration: string[]): Promise<Array<Record<string, unknown>>> => {
  const { out } = await wac('opt-outs', 'list', ...integration, '--json');
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};

beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
  await database
    .of(collections.integrations)
    .insertMany([
      integrationDocument({ _id: 'main', name: 'Main number' }),
      integrationDocument({ _id: 'main2', name: 'Second number' }),
      integrationDocument({ _id: 'main3', name: 'Namesake' }),
      integrationDocument({ _id: 'main4', name: 'Namesake' }),
    ]);
  await system.start('importer', startImporter);
  await keepEventLog(system.context);
});
afterAll(() => system.close());

it('puts numbers on the list of one integration, however they are written, and each once', async () => {
  const before = Date.now();
  const added = await wac(
    ...['opt-outs', 'add', ...MAIN, '--json'],
    ...['+1 317 555 0001', '+1 (317) 555-0001', '+49 30 901820'],
  );
  expect(added).toMatchObject({ code: 0, err: '' });
  expect(jsonOf(added)).toMatchObject({ integrationId: 'main' });
  expect(await stored('main')).toEqual(['13175550001', '4930901820']);
  const entries = await listed(...MAIN);
  expect(entries.map(({ phoneId }) => phoneId).sort()).toEqual(['13175550001', '4930901820']);
  for (const { optedOutAt } of entries)
    expect(Date.parse(String(optedOutAt))).toBeGreaterThanOrEqual(before - 1);
  expect(await listed('--integration', 'Second number')).toEqual([]);
});

it('shows who said so by WhatsApp beside them, and takes all of them off again', async () => {
  await wac('opt-outs', 'add', '--integration', 'main2', '+1 317 555 0002');
  const key = dncKeyOf(optOutListIdOf('main2'), '13175550003');
  const at = new Date('2026-01-02T03:04:05Z');
  await database.of(collections.dncNumbers).insertOne({ _id: key, listId: optOutListIdOf('main2'), at });
  const shown = await wac('opt-outs', 'list', '--integration', 'Second number');
  expect(shown.out).toMatch(/PHONE ID +OPTED OUT AT/);
  expect(shown.out).toMatch(/13175550003 +2026-01-02T03:04:05\.000Z/);
  expect(shown.err).toContain('2 opted out');
  const removed = await wac(
    ...['opt-outs', 'remove', '--integration', 'main2'],
    ...['+1 317 555 0002', '+13175550003', '+1 317 555 0099'], // the last was never on it: not missed
  );
  expect(removed).toMatchObject({ code: 0 });
  expect(removed.out).toContain('off the opt-out list of Second number');
  expect(await stored('main2')).toEqual([]);
  expect(await stored('main')).toHaveLength(2);
});

it('refuses all numbers when one is none, and says which and why', async () => {
  const before = await stored('main');
  for (const [name, texts] of [
    ['add', ['+1 317 555 0010', 'nobody', '317 555 0011', '+1 317']],
    ['remove', ['+1 317 555 0001', 'nobody', '317 555 0011', '+1 317']],
  ] as const) {
    const refused = await wac('opt-outs', name, ...MAIN, '--json', ...texts);
    expect(refused.code).toBe(3);
    expect(jsonOf(refused)).toMatchObject({
      accepted: false,
      errors: [
        { code: 'invalid.value', field: 'numbers[1]' },
        { code: 'invalid.value', field: 'numbers[2]' },
        { code: 'invalid.value', field: 'numbers[3]' },
      ],
    });
    expect(refused.err).toContain('has letters; a phone number has digits only');
  }
  expect(await stored('main')).toEqual(before);
});

it.each([
  ['list', 'Nowhere', []],
  ['add', 'Nowhere', ['+1 317 555 0020']],
  ['remove', 'Nowhere', ['+1 317 555 0020']],
])('%s names an integration that is not there', async (name, integration, numbers) => {
  const refused = await wac('opt-outs', name, '--integration', integration, ...numbers);
  expect(refused).toMatchObject({ code: 3, out: '' });
  expect(refused.err).toContain('There is no integration with the name or id "Nowhere"');
});

it.each([
  ['no numbers', ['add', ...MAIN], "missing required argument 'numbers'"],
  ['no integration', ['add', '+1 317 555 0020'], "required option '--integration <integration>'"],
  ['a name that two have', ['list', '--integration', 'Namesake'], 'several things are named "Namesake"'],
])('%s is a mistake of usage', async (_, args, text) => {
  const { code, err } = await wac('opt-outs', ...args);
  expect(code).toBe(2);
  expect(err).toContain(text);
});

it('does not take off who opted out after the command was issued: one rule for recipients and operators', async () => {
  const key = dncKeyOf(optOutListIdOf('main2'), '13175550041');
  const at = new Date(Date.now() + 3_600_000); // said later than any command of now
  await database.of(collections.dncNumbers).insertOne({ _id: key, listId: optOutListIdOf('main2'), at });
  const removed = await wac('opt-outs', 'remove', '--integration', 'main2', '+1 317 555 0041');
  expect(removed).toMatchObject({ code: 0 });
  expect(await stored('main2')).toEqual(['13175550041']);
});

it('shows answers that may be opt-outs, the latest first, and whether the number has opted out since', async () => {
  const answer = { integrationId: 'main', userId: null, reason: 'SOUNDS_LIKE' as const };
  await database.of(collections.possibleOptOuts).insertMany([
    {
      ...answer,
      _id: 'w1',
      phoneId: '13175550051',
      text: 'Stop. Thank you',
      at: new Date('2026-01-02T03:04:05Z'),
    },
    {
      ...answer,
      _id: 'w2',
      phoneId: null,
      userId: 'US.x1',
      text: 'STOP',
      at: new Date('2026-01-03T00:00:00Z'),
    },
  ]);
  await wac('opt-outs', 'add', ...MAIN, '+1 317 555 0051');
  const shown = await wac('opt-outs', 'possible', ...MAIN);
  expect(shown).toMatchObject({ code: 0 });
  expect(shown.out.split('\n').slice(1, 3)).toEqual([
    expect.stringMatching(/2026-01-03T00:00:00\.000Z +- +US\.x1 +no +STOP$/),
    expect.stringMatching(/2026-01-02T03:04:05\.000Z +13175550051 +- +yes +Stop\. Thank you$/),
  ]);
  const latest = await wac('opt-outs', 'possible', ...MAIN, '--limit', '1', '--json');
  expect(jsonOf(latest)).toMatchObject({ phoneId: null, userId: 'US.x1', text: 'STOP', isOptedOut: false });
});

it('leaves who did it in the event log, refusals too, and no whole phone number', async () => {
  await wac('opt-outs', 'add', ...MAIN, '+1 317 555 0031');
  await wac('opt-outs', 'remove', ...MAIN, '+1 317 555 0031');
  await wac('opt-outs', 'add', ...MAIN, 'x1317555003');
  const entries = await until('all three are in the log', async () => {
    const found = await database
      .of(collections.events)
      .find({ category: 'OPT_OUT', 'entity.id': 'main' })
      .sort({ at: 1, _id: 1 })
      .toArray();
    const latest = found.slice(-3);
    return latest.at(-1)?.code === 'COMMAND_REFUSED' && latest[1]?.message.startsWith('RemoveOptOuts')
      ? latest
      : null;
  });
  expect(entries).toMatchObject([
    { level: 'INFO', code: 'COMMAND_ACCEPTED', message: expect.stringContaining('AddOptOuts by ') },
    { level: 'INFO', code: 'COMMAND_ACCEPTED', message: expect.stringContaining('RemoveOptOuts by ') },
    { level: 'WARNING', code: 'COMMAND_REFUSED', message: expect.stringContaining('has letters') },
  ]);
  const shown = await wac('events', '--category', 'opt_out', '--limit', '3');
  expect(shown.out.match(/OptOuts by /g)).toHaveLength(3);
  expect(JSON.stringify(entries)).not.toContain('3175550031');
});
