/** Whatever a variable says: it is used, or there is one line that names it, shows it unless it may be a secret, and says what was expected. */
import fc from 'fast-check';
import { EnvironmentFault, readEnv } from '../../../config/env.ts';
import { toSettings, type Settings } from '../../../config/settings.ts';
import { oddText } from '../../support/garbage-json.ts';

/** The marks of what no message may show. */
const SECRET = 'EAAGhidden';
const mayHoldSecrets = /TOKEN(?!_MINUTES)|SECRET|PASSWORD|_URL$|PEOPLE_KEY|SUBSCRIPTION_KEY|OTLP_HEADERS/;
const names = Object.keys(readEnv({}));
/** Of any text there is none that would be wrong. */
const anyText =
  /^(API_SECRET|OIDC_(CLIENT_SECRET|NAME|GROUPS_CLAIM)|API_CORS_ORIGINS|CONSOLE_DIRECTORY|NODE_ENV|WHATSAPP_PLAIN_HTTP_HOST|INSTANCE_ID|FAULT_POINTS|OPT_(OUT|IN)_WORDS|OTEL_SERVICE_NAME|IMPORT_DIRECTORIES|IMPORT_(INTERNAL_)?URL_ORIGINS|SUBSCRIPTION_INTERNAL_ORIGINS|WHATSAPP_ACCESS_TOKENS|WHATSAPP_APP_SECRETS|WEBHOOK_VERIFY_TOKEN|(SCHEMA_REGISTRY|MONGODB)_(USERNAME|PASSWORD)|\w+_FILE|SIMULATOR_(WEBHOOK_URL|APP_SECRET|ACCESS_TOKEN|SEED|SCENARIO))$/;

function read(source: NodeJS.ProcessEnv): Settings | string[] {
  try {
    return toSettings(readEnv(source));
  } catch (error) {
    if (!(error instanceof EnvironmentFault)) throw error;
    const [head, ...lines] = error.message.split('\n  ');
    expect(head).toBe(`The environment has ${lines.length} fault(s):`);
    return lines;
  }
}

test.each(names)('%s', (name) => {
  fc.assert(
    fc.property(oddText, (text) => {
      const found = read({ [name]: text.replaceAll('\0', '') });
      if (!Array.isArray(found)) return;
      // what it must fit together with may be named instead
      // (and a file is read for the variable that it holds the value of)
      const variable = name.replace(/_FILE$/, '');
      expect(found.some((line) => line.includes(variable))).toBe(true);
      for (const line of found) {
        expect(line).toMatch(
          /^[A-Z_]+: .*(is not|is neither|is more than|expected|not in choices|must|cannot be read|names no|lacks|gives|counts)/su,
        );
        expect(line.length).toBeLessThan(12_000);
      }
    }),
    { numRuns: 40 },
  );
});

test.each(names.filter((name) => mayHoldSecrets.test(name) && !name.endsWith('_FILE')))(
  'no fault shows what %s says',
  (name) => {
    fc.assert(
      fc.property(oddText, oddText, (before, behind) => {
        const found = read({ [name]: `${before}${SECRET}${behind}`.replaceAll('\0', '') });
        if (Array.isArray(found)) expect(found.join()).not.toContain(SECRET);
      }),
      { numRuns: 40 },
    );
  },
);

test('a wait is something that a timer can wait for, and what there must be some of is not none', () => {
  const wrong = names.filter((name) => name.endsWith('_MS')).map((name) => [name, '2147483648'] as const);
  const none = [
    'KAFKA_REPLICATION',
    'IMPORT_BATCH_ROWS',
    'IMPORT_LEASE_MS',
    'SEND_CONNECTIONS',
    'KAFKA_SESSION_MS',
  ];
  for (const [name, text] of [...wrong, ...none.map((name) => [name, '0'] as const)])
    expect([name, read({ [name]: text })]).toEqual([
      name,
      expect.arrayContaining([expect.stringContaining(`${name}: `)]),
    ]);
});

test('what is no text of its kind is refused for every variable that has a kind', () => {
  for (const name of names.filter((one) => !anyText.test(one)))
    expect([name, read({ [name]: '§ nonsense §' })]).toEqual([name, [expect.stringMatching(`^${name}: `)]]);
});
