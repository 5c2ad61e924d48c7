import { readFileSync } from 'node:fs';
import { EnvironmentFault, readEnv } from '../../../config/env.ts';

/** Read by docker compose itself. */
const OF_COMPOSE = ['COMPOSE_PROFILES', 'SECRETS'];

/** Rows of the tables in config/README.md: variable → default as written. */
function documented(): Map<string, string> {
  const rows = readFileSync('config/README.md', 'utf8').matchAll(/^\| `([A-Z_]+)` +\|.*\| *(\S+) *\|$/gm);
  return new Map([...rows].map(([, name = '', value = '']) => [name, value]));
}

/** Variables set by a file in the form of `NAME=value`. */
function variablesIn(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').matchAll(/^([A-Z_]+)=(.*)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}

function faultOf(source: NodeJS.ProcessEnv): string {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof EnvironmentFault) return error.message;
    throw error;
  }
  return '';
}

test('config/README.md lists every variable with the default that it has', () => {
  const defaults = Object.entries(readEnv({})).map(([name, value]) => [
    name,
    value === '' ? 'empty' : `\`${String(value)}\``,
  ]);
  expect(Object.fromEntries(documented())).toEqual(Object.fromEntries(defaults));
});

test.each(['config/local.env', 'deploy/simulator.env'])(
  '%s sets known variables to usable values',
  (path) => {
    const variables = variablesIn(path);
    const known = readEnv(variables);
    expect(Object.keys(variables).filter((name) => !(name in known) && !OF_COMPOSE.includes(name))).toEqual(
      [],
    );
  },
);

test('config/local.env holds no secret', () => {
  expect(
    Object.keys(variablesIn('config/local.env')).filter((name) => /TOKEN|SECRET|PASSWORD/.test(name)),
  ).toEqual([]);
});

test('all faults are told at once, each with what was found', () => {
  const message = faultOf({
    HEALTH_PORT: '70000',
    LOG_LEVEL: 'loud',
    LOG_PRETTY: 'perhaps',
    IMPORT_BATCH_ROWS: 'many',
    SEND_TIMEOUT_MS: '-1',
    PACE_MARGIN: 'thin',
  });
  expect(message).toMatch(/^The environment has 6 fault\(s\):/);
  for (const told of [
    /HEALTH_PORT: .*70000/,
    /LOG_LEVEL: .*loud/,
    /LOG_PRETTY: .*perhaps/,
    /IMPORT_BATCH_ROWS: "many" is not a whole number of at least 1/,
    /SEND_TIMEOUT_MS: "-1" is not a whole number of at least 1/,
    /PACE_MARGIN: .*thin/,
  ])
    expect(message).toMatch(told);
});

test.each(['', ' ', '1.5', '1e400', '0x', 'NaN', 'Infinity', '9007199254740993'])(
  '%j is not a number of milliseconds',
  (text) => {
    expect(faultOf({ SEND_LATENESS_MS: text })).toContain('SEND_LATENESS_MS');
  },
);

test('a fault elsewhere does not bring secrets to light', () => {
  const secrets = {
    WHATSAPP_ACCESS_TOKENS: 'EAAG-1',
    WHATSAPP_APP_SECRETS: 'shh-2',
    WEBHOOK_VERIFY_TOKEN: 'shh-3',
  };
  const message = faultOf({ ...secrets, HEALTH_PORT: 'x' });
  expect(message).toContain('HEALTH_PORT');
  for (const secret of Object.values(secrets)) expect(message).not.toContain(secret);
});

test.each(['', '10.0.0.1', '10.0.0.0/8, 2001:db8::/32', '::1'])('trusted proxies can be %j', (text) => {
  expect(readEnv({ API_TRUSTED_PROXIES: text }).API_TRUSTED_PROXIES).toBe(text);
});

test.each([
  'loopback',
  '10.0.0',
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  'fe80::1%eth0',
  '10.0.0.1;::1',
])('trusted proxies are not %j', (text) => {
  expect(faultOf({ API_TRUSTED_PROXIES: text })).toMatch(/API_TRUSTED_PROXIES: .*is not an IP address/);
});
