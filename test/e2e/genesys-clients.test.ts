/**
 * The scenario of the Genesys contract against the whole running system, by the official clients for JavaScript and Python, unmodified:
 * only their host is another one. What they do and expect: test/fixtures/genesys/scenario.mjs and scenario.py.
 */
import { spawn } from 'node:child_process';
import { makeClient } from '../../services/access/programs.ts';
import { pythonPackage } from '../support/python-package.ts';
import { anyPhoneNumberId, BUSY_MACHINE, runSystem, type RunningSystem } from '../support/run-system.ts';

const VERSION = '269.0.0';
const ACCOUNT = '102290129340398';
const MAX_CAMPAIGNS = 7;

jest.setTimeout(400_000);

const [ofPython, ofJavaScript] = [anyPhoneNumberId(), anyPhoneNumberId()];
const number = (id: string, shown: string) => ({
  id,
  display_phone_number: shown,
  verified_name: 'Test',
  quality_rating: 'GREEN',
  throughput: { level: 'STANDARD' },
  whatsapp_business_manager_messaging_limit: 'TIER_100K',
});
let run: RunningSystem;
beforeAll(async () => {
  run = await runSystem({
    scenario: {
      account: { id: ACCOUNT, name: 'Test', businessId: '506914307656634' },
      numbers: [number(ofPython, '+1 555-078-3881'), number(ofJavaScript, '+1 555-078-3882')],
      templates: [
        {
          name: 'spring_offer',
          language: 'en_US',
          category: 'MARKETING',
          status: 'APPROVED',
          parameter_format: 'POSITIONAL',
          components: [{ type: 'BODY', text: 'Hello {{1}}, your {{2}} balance awaits.' }],
        },
      ],
    },
    env: { ...BUSY_MACHINE, MAX_CAMPAIGNS: String(MAX_CAMPAIGNS) },
  });
}, 180_000);
afterAll(() => run.close(), 60_000);

const JAVASCRIPT_SHOWS = [
  'division',
  'integration',
  'response',
  'contact lists, uploaded as CSV',
  'DNC list with several phone columns',
  'filter with preview',
  'refusals',
  'campaign with four sorts, started by PUT, complete',
  'conversations with delivery status',
  'recycled once in five seconds',
  'of two editors the second is refused',
  'exports',
  'always-running campaign with a contact added later, started and stopped by POST',
  'all of it',
];
const PYTHON_SHOWS = [
  'division',
  'users, OAuth clients and roles',
  ...JAVASCRIPT_SHOWS.slice(1, -1),
  'one campaign more than may exist',
  'all of it',
];

test('the official JavaScript client does the whole scenario', async () => {
  const env = await environment(ofJavaScript);
  expect(await shownBy(process.execPath, 'test/fixtures/genesys/scenario.mjs', env)).toEqual(
    JAVASCRIPT_SHOWS,
  );
});

// afterwards: it makes as many campaigns as there may be
test('the official Python client does the whole scenario', async () => {
  const python = await pythonPackage('PureCloudPlatformClientV2', VERSION);
  if ('lacking' in python) {
    console.warn(`the Python client is not tried: ${python.lacking}`);
    return;
  }
  const env = { ...(await environment(ofPython)), PYTHONPATH: python.folder, PYTHONDONTWRITEBYTECODE: '1' };
  expect(await shownBy('python3', 'test/fixtures/genesys/scenario.py', env)).toEqual(PYTHON_SHOWS);
});

/** For a program that may do everything. */
async function environment(phoneNumberId: string): Promise<NodeJS.ProcessEnv> {
  const { client, secret } = await makeClient(
    run.database,
    { name: `a program with ${phoneNumberId}`, grants: [{ roleId: 'admin', divisionIds: ['*'] }] },
    new Date(),
  );
  return {
    ...process.env,
    API_URL: run.system.apiUrl,
    CLIENT_ID: client._id,
    CLIENT_SECRET: secret,
    PHONE_NUMBER_ID: phoneNumberId,
    BUSINESS_ACCOUNT_ID: ACCOUNT,
    MAX_CAMPAIGNS: String(MAX_CAMPAIGNS),
  };
}

/** What a program printed, by line. @throws when it ended otherwise than well */
async function shownBy(command: string, script: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const { code, shown, errors } = await runProgram(command, script, env);
  if (code !== 0) throw new Error(`${shown}\n${errors}`);
  return shown.trim().split('\n');
}

type Ended = { code: number | null; shown: string; errors: string };

function runProgram(command: string, script: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(command, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended: Ended = { code: null, shown: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (ended.shown += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ended.errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ended, code }));
  });
}
