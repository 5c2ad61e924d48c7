/**
 * The scenario of the Genesys contract against the whole running system, by the official Python client, unmodified: only its host is
 * another one. What it does and expects: test/fixtures/genesys/scenario.py.
 */
import { spawn } from 'node:child_process';
import { makeClient } from '../../services/access/programs.ts';
import { pythonPackage } from '../support/python-package.ts';
import { anyPhoneNumberId, BUSY_MACHINE, runSystem, type RunningSystem } from '../support/run-system.ts';

const VERSION = '269.0.0';
const ACCOUNT = '102290129340398';
const MAX_CAMPAIGNS = 5;

jest.setTimeout(400_000);

const phoneNumberId = anyPhoneNumberId();
let run: RunningSystem;
beforeAll(async () => {
  run = await runSystem({
    scenario: {
      account: { id: ACCOUNT, name: 'Test', businessId: '506914307656634' },
      numbers: [
        {
          id: phoneNumberId,
          display_phone_number: '+1 555-078-3881',
          verified_name: 'Test',
          quality_rating: 'GREEN',
          throughput: { level: 'STANDARD' },
          whatsapp_business_manager_messaging_limit: 'TIER_100K',
        },
      ],
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

test('the official Python client does the whole scenario', async () => {
  const python = await pythonPackage('PureCloudPlatformClientV2', VERSION);
  if ('lacking' in python) {
    console.warn(`the Python client is not tried: ${python.lacking}`);
    return;
  }
  const { client, secret } = await makeClient(
    run.database,
    { name: 'a program', grants: [{ roleId: 'admin', divisionIds: ['*'] }] },
    new Date(),
  );
  const env = {
    ...process.env,
    PYTHONPATH: python.folder,
    PYTHONDONTWRITEBYTECODE: '1',
    API_URL: run.system.apiUrl,
    CLIENT_ID: client._id,
    CLIENT_SECRET: secret,
    PHONE_NUMBER_ID: phoneNumberId,
    BUSINESS_ACCOUNT_ID: ACCOUNT,
    MAX_CAMPAIGNS: String(MAX_CAMPAIGNS),
  };
  const { code, shown, errors } = await runPython('test/fixtures/genesys/scenario.py', env);
  if (code !== 0) throw new Error(`${shown}\n${errors}`);
  expect(shown.trim().split('\n')).toEqual([
    'division',
    'users, OAuth clients and roles',
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
    'one campaign more than may exist',
    'all of it',
  ]);
});

type Ended = { code: number | null; shown: string; errors: string };

function runPython(script: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn('python3', [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended: Ended = { code: null, shown: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (ended.shown += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ended.errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ended, code }));
  });
}
