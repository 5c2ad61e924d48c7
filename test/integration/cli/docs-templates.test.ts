/** The examples of docs/templates.md, run as they stand against the campaigns process and the simulator, and compared with what they say. */
import { readFileSync } from 'node:fs';
import { collections } from '../../../schemas/collections.ts';
import { startCampaigns } from '../../../services/campaigns/handler.ts';
import { contactKeyOf } from '../../../services/domain/contact/contact.ts';
import { startSimulator, TOKEN, type Client } from '../../fixtures/simulator/start-simulator.ts';
import { runWac } from '../../support/run-wac.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const PAGE = readFileSync('docs/templates.md', 'utf8');
const LIST = 'list-1';

const template = (name: string, more: object) => ({
  name,
  language: 'en_US',
  category: 'MARKETING',
  status: 'APPROVED',
  ...more,
});
const account = {
  account: { id: '102290129340398', name: 'Business', businessId: '1' },
  numbers: ['106540352242922', '106540352242923'].map((id) => ({
    id,
    throughput: { level: 'STANDARD' },
    whatsapp_business_manager_messaging_limit: 'TIER_10K',
  })),
  templates: [
    template('winter_offer', {
      components: [
        { type: 'BODY', text: 'Hello {{1}}, you have {{2}} to spend until {{3}}.' },
        { type: 'FOOTER', text: 'Reply STOP to opt out' },
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'QUICK_REPLY', text: 'No, thanks' },
            { type: 'URL', text: 'See it', url: 'https://example.com/o/{{1}}' },
          ],
        },
      ],
    }),
    template('summer_sale', { status: 'PAUSED', components: [{ type: 'BODY', text: 'Sale!' }] }),
    template('order_update', {
      language: 'pt_BR',
      category: 'UTILITY',
      parameter_format: 'NAMED',
      components: [
        { type: 'HEADER', format: 'IMAGE' },
        { type: 'BODY', text: '{{first_name}}, seu pedido de {{total}} chega em {{delivery}}.' },
        {
          type: 'BUTTONS',
          buttons: [{ type: 'URL', text: 'Acompanhar', url: 'https://example.com/pedido/{{1}}' }],
        },
      ],
    }),
  ],
};

let system: TestSystem;
let simulator: Client;

beforeAll(async () => {
  simulator = await startSimulator(account);
  system = await openTestSystem({
    WHATSAPP_BASE_URL: simulator.base,
    WHATSAPP_ACCESS_TOKENS: `default=${TOKEN}`,
  });
  const mongo = await system.context.mongo();
  const [columnNames = [], ...rows] = csvOf(/```csv\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '');
  await mongo.of(collections.contactLists).insertOne({
    _id: LIST,
    name: 'Customers',
    divisionId: 'home',
    columnNames,
    whatsappColumns: [{ columnName: 'phone', type: 'cell' }],
    contactIdColumn: 'id',
    defaultCountry: null,
    timeZone: null,
    size: rows.length,
    imports: [],
    arrivalBatches: 1,
    version: 1,
    createdAt: new Date(),
  });
  await mongo.of(collections.contacts).insertMany(
    rows.map((values, arrival) => ({
      _id: contactKeyOf(LIST, values[0] ?? ''),
      listId: LIST,
      arrival,
      values,
      phoneIds: [(values[2] ?? '').replace(/\D/g, '')],
    })),
  );
  await system.start('campaigns', startCampaigns);
});

afterAll(async () => {
  await system.close();
  await simulator.close();
});

type Example = { command: string; expected: string };
const examples = [...PAGE.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = '']): Example[] =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const joined = text.replace(/\\\n\s*/g, '');
      const end = joined.indexOf('\n');
      return { command: joined.slice(0, end), expected: joined.slice(end + 1).trimEnd() };
    }),
);

it('has examples', () => expect(examples.length).toBeGreaterThan(10));

it.each(examples)('$command', async ({ command, expected }) => {
  const [wac, ...args] = wordsOf(command);
  expect(wac).toBe('wac');
  const mongo = await system.context.mongo();
  if (args[0] === 'integrations' && args[1] === 'list')
    await until(
      'the number was read',
      async () => (await mongo.of(collections.integrations).findOne({ name: 'Main number' }))?.number,
    );
  const { code, out, err } = await runWac(system.settings, args);
  const said = expected.startsWith('wac: ') ? err : out;
  expect([code, plain(said)]).toEqual([
    expected.startsWith('wac: ') ? 3 : 0,
    expect.stringMatching(patternOf(plain(expected))),
  ]);
});

/** Whatever the page leaves out as … may be anything. Spaces of CLDR that do not break are spaces. */
const patternOf = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split('…')
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('[\\s\\S]*')}$`,
  );
const plain = (text: string): string =>
  text
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .trimEnd();

/** As a shell splits a line: words, '…' and "…". */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
  );
}

function csvOf(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/("[^"]*"|[^,]*)(,|$)/g)]
        .slice(0, 6)
        .map(([, cell = '']) => cell.replace(/^"|"$/g, '')),
    );
}
