import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentFault, readEnv } from '../../../config/env.ts';
import { toSettings, type Settings } from '../../../config/settings.ts';

const settingsOf = (source: NodeJS.ProcessEnv): Settings => toSettings(readEnv(source));

function faultOf(source: NodeJS.ProcessEnv): string {
  try {
    settingsOf(source);
  } catch (error) {
    if (error instanceof EnvironmentFault) return error.message;
    throw error;
  }
  return '';
}

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'settings-'))));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const fileWith = (text: string): string => {
  const path = join(folder, `secret-${(files += 1)}`);
  writeFileSync(path, text);
  return path;
};

test('an empty environment is enough', () => {
  expect(settingsOf({})).toMatchObject({ namespace: '', cloudApi: { accessTokens: new Map() } });
});

test('there may be a thousand campaigns, contact lists, DNC lists and filters, unless fewer are allowed', () => {
  const thousand = { campaigns: 1_000, contactLists: 1_000, dncLists: 1_000, filters: 1_000 };
  expect(settingsOf({}).limits).toMatchObject(thousand);
  expect(settingsOf({ MAX_DNC_LISTS: '5', MAX_CONTACT_LIST_FILTERS: '6' }).limits).toMatchObject({
    ...thousand,
    dncLists: 5,
    filters: 6,
  });
});

test('an instance is named by its host and process unless it has a name', () => {
  expect(settingsOf({}).instanceId).toMatch(new RegExp(`-${process.pid}$`));
  expect(settingsOf({ INSTANCE_ID: 'sender-7' }).instanceId).toBe('sender-7');
});

test('lists are separated by commas; blanks and empty entries do not count', () => {
  expect(settingsOf({ KAFKA_BROKERS: ' a:9092, b:9092 ,' }).kafka.brokers).toEqual(['a:9092', 'b:9092']);
  expect(settingsOf({ WHATSAPP_APP_SECRETS: 'new,old' }).webhook.appSecrets).toEqual(['new', 'old']);
});

test('access tokens have names; one without is that of "default"', () => {
  const tokens = settingsOf({ WHATSAPP_ACCESS_TOKENS: 'EAAG1, brand=EAAG2==' }).cloudApi.accessTokens;
  expect([...tokens]).toEqual([
    ['default', 'EAAG1'],
    ['brand', 'EAAG2=='],
  ]);
});

test('origins of URLs are written exactly, as browsers write them', () => {
  const origins = 'https://files.example.com,http://10.0.0.1:8080';
  expect(settingsOf({ IMPORT_URL_ORIGINS: origins }).imports.urls.origins).toEqual(origins.split(','));
  const wrong = ['files.example.com', 'https://files.example.com/', 'https://f.example.com:443', 'ftp://x'];
  const faults = faultOf({ IMPORT_URL_ORIGINS: wrong.join(), IMPORT_INTERNAL_URL_ORIGINS: '*' });
  for (const origin of wrong)
    expect(faults).toContain(
      `IMPORT_URL_ORIGINS: "${origin}" is not an origin such as https://files.example.com:8443`,
    );
  expect(faults).toContain('IMPORT_INTERNAL_URL_ORIGINS: "*" is not an origin');
});

test('a secret’s file wins over its variable, and its last line break does not count', () => {
  const settings = settingsOf({
    WHATSAPP_APP_SECRETS: 'from-variable',
    WHATSAPP_APP_SECRETS_FILE: fileWith('from-file\n'),
  });
  expect(settings.webhook.appSecrets).toEqual(['from-file']);
});

test('values that do not fit together are told at once', () => {
  const message = faultOf({
    SEND_LEASE_MS: '30000',
    SEND_TIMEOUT_MS: '30000',
    PACE_MARGIN: '0.51',
    WEBHOOK_VERIFY_TOKEN_FILE: join(folder, 'missing'),
    WHATSAPP_ACCESS_TOKENS: 'good=1,=2,empty=',
  });
  expect(message).toMatch(/^The environment has 5 fault\(s\):/);
  for (const told of [
    'SEND_LEASE_MS: 30000 must be more than 31750, which is SEND_CLAIM_AHEAD_MS (250) + SEND_LATENESS_MS (500) + SEND_TIMEOUT_MS (30000) + 1000',
    'PACE_MARGIN: 0.51 must lie between 0 and 0.5',
    'WEBHOOK_VERIFY_TOKEN_FILE: cannot be read',
    'WHATSAPP_ACCESS_TOKENS: entry 2 is not name=token',
    'WHATSAPP_ACCESS_TOKENS: entry 3 is not name=token',
  ])
    expect(message).toContain(told);
});

test('no fault shows a token or a secret', () => {
  const message = faultOf({
    WHATSAPP_ACCESS_TOKENS: 'good=EAAG-hidden-1,=EAAG-hidden-2',
    WHATSAPP_APP_SECRETS: 'hidden-3',
    WEBHOOK_VERIFY_TOKEN: 'hidden-4',
    WHATSAPP_APP_SECRETS_FILE: fileWith('hidden-5'),
    PACE_MARGIN: '2',
  });
  expect(message).toContain('entry 2');
  expect(message).not.toMatch(/hidden/);
});

describe('what the promises rest on', () => {
  test('the margin of a minute must exceed the lateness, or a sliding minute is not kept', () => {
    expect(faultOf({ SEND_LATENESS_MS: '2000' })).toContain(
      'SEND_LATENESS_MS: 2000 must be less than PACE_MARGIN (0.01) × 60000 = 600, or a sliding minute may exceed the limit',
    );
    expect(faultOf({ SEND_LATENESS_MS: '600' })).toContain('SEND_LATENESS_MS: 600 must be less than');
    expect(faultOf({ SEND_LATENESS_MS: '599' })).toBe('');
    expect(faultOf({ SEND_LATENESS_MS: '2000', PACE_MARGIN: '0.05' })).toBe('');
    expect(faultOf({ PACE_MARGIN: '0' })).toContain('SEND_LATENESS_MS: 500 must be less than');
  });

  test('a lease must last for the wait for the slot and for the answer', () => {
    const short = { SEND_LEASE_MS: '5750', SEND_TIMEOUT_MS: '4000' };
    expect(faultOf(short)).toContain('SEND_LEASE_MS: 5750 must be more than 5750, which is');
    expect(faultOf({ ...short, SEND_LEASE_MS: '5751' })).toBe('');
    expect(faultOf({ ...short, SEND_LEASE_MS: '6000', SEND_CLAIM_AHEAD_MS: '2000' })).toContain(
      'SEND_LEASE_MS: 6000 must be more than 7500',
    );
  });

  test('what is released must be taken by the sender: a minute ahead at most', () => {
    expect(faultOf({ SEND_HORIZON_MS: '60000' })).toContain('SEND_HORIZON_MS: 60000 must be less than 60000');
  });

  test('measurements may be late, and must say so', () => {
    expect(faultOf({ SEND_LATENESS_MS: '900000', PACE_UNCHECKED: 'true' })).toBe('');
    expect(faultOf({ SEND_LEASE_MS: '31250', PACE_UNCHECKED: 'true' })).toContain('SEND_LEASE_MS: 31250');
  });
});

test('a token that no HTTP header may carry is refused at start, and not shown', () => {
  const message = faultOf({ WHATSAPP_ACCESS_TOKENS: 'good=EAAG-1,bad=EAAG\nhidden' });
  expect(message).toContain('WHATSAPP_ACCESS_TOKENS: the token of entry 2 must be of printable ASCII');
  expect(message).not.toContain('hidden');
});

test('the placeholders of the example are refused, wherever they come from, and are not repeated', () => {
  const message = faultOf({
    WHATSAPP_ACCESS_TOKENS: 'default=change-this-access-token',
    WHATSAPP_APP_SECRETS_FILE: fileWith('change-this-app-secret\n'),
    WEBHOOK_VERIFY_TOKEN: 'change-this-verify-token',
  });
  for (const name of ['WHATSAPP_ACCESS_TOKENS', 'WHATSAPP_APP_SECRETS', 'WEBHOOK_VERIFY_TOKEN'])
    expect(message).toContain(`${name}: holds the placeholder of the example`);
  expect(message).not.toContain('change-this');
});

test('fault points are refused in production', () => {
  const faults = { FAULT_POINTS: 'sender.intent.after=kill' };
  expect(faultOf({ ...faults, NODE_ENV: 'production' })).toContain('FAULT_POINTS: must be empty');
  expect(faultOf({ ...faults, NODE_ENV: 'test' })).toBe('');
  expect(faultOf({ NODE_ENV: 'production' })).toBe('');
});

test('access tokens do not leave this machine without TLS, unless the host is named', () => {
  const faultAt = (url: string, more: NodeJS.ProcessEnv = {}) => faultOf({ WHATSAPP_BASE_URL: url, ...more });
  for (const url of [
    'https://graph.facebook.com',
    'http://127.0.0.1:8090',
    'http://localhost:1',
    'http://[::1]:2',
  ])
    expect([url, faultAt(url)]).toEqual([url, '']);
  for (const url of [
    'http://graph.facebook.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://10.0.0.1',
  ])
    expect([url, faultAt(url)]).toEqual([url, expect.stringContaining('without TLS')]);
  expect(faultAt('http://simulator:8090', { WHATSAPP_PLAIN_HTTP_HOST: 'simulator' })).toBe('');
  expect(faultAt('http://graph.facebook.com', { WHATSAPP_PLAIN_HTTP_HOST: 'simulator' })).toContain(
    'without TLS',
  );
});

test('the URL of MongoDB comes from a file where it holds a password, and no fault shows it', () => {
  const url = 'mongodb://wac:hidden-1@db-0:27017/?replicaSet=rs0&tls=true';
  expect(settingsOf({ MONGODB_URL_FILE: fileWith(`${url}\n`) }).mongo.url).toBe(url);
  const fault = faultOf({ MONGODB_URL_FILE: fileWith('postgres://wac:hidden-1@db-0/') });
  expect(fault).toContain('MONGODB_URL_FILE: expected a URL such as mongodb://');
  expect(fault).not.toContain('hidden-1');
  expect(faultOf({ MONGODB_URL_FILE: fileWith('') })).toContain('MONGODB_URL_FILE: ');
  expect(faultOf({ MONGODB_URL_FILE: join(folder, 'none') })).toMatch(/MONGODB_URL_FILE: cannot be read/);
});
