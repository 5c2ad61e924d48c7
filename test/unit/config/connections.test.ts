/** TLS and logins at Kafka, the registry and MongoDB: what fits together, and one line for what does not. */
import { EnvironmentFault, readEnv } from '../../../config/env.ts';
import { toSettings, type Settings } from '../../../config/settings.ts';
import { makeAuthority, makeFiles, type Certificate, type Files } from '../../support/locked/certificates.ts';

const HIDDEN = 'hidden-password';
const settingsOf = (source: NodeJS.ProcessEnv): Settings => toSettings(readEnv(source));

function faultsOf(source: NodeJS.ProcessEnv): string[] {
  try {
    settingsOf(source);
  } catch (error) {
    if (!(error instanceof EnvironmentFault)) throw error;
    expect(error.message).not.toContain(HIDDEN);
    return error.message.split('\n  ').slice(1);
  }
  return [];
}

let files: Files;
let path: Record<'ca' | 'cert' | 'key' | 'otherKey' | 'ended' | 'text', string>;
let own: Certificate;
beforeAll(async () => {
  files = makeFiles();
  const authority = await makeAuthority('test');
  own = await authority.issue('sender');
  const ended = await authority.issue('sender', undefined, new Date(Date.now() - 1_000));
  path = {
    ca: files.write(authority.cert),
    cert: files.write(own.cert),
    key: files.write(own.key),
    otherKey: files.write(authority.key),
    ended: files.write(ended.cert),
    text: files.write('BEGIN'),
  };
});
afterAll(() => files.remove());

test('without settings nothing is locked', () => {
  const { kafka, registry, mongo } = settingsOf({});
  expect([kafka.tls, kafka.login, registry.tls, registry.login, mongo.tls, mongo.login]).toEqual(
    Array(6).fill(null),
  );
});

test('Kafka with TLS and a password from a file', () => {
  const { kafka } = settingsOf({
    KAFKA_BROKERS: 'kafka:9093',
    KAFKA_TLS: 'true',
    KAFKA_CA_FILE: path.ca,
    KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
    KAFKA_USERNAME: 'sender',
    KAFKA_PASSWORD_FILE: files.write(`${HIDDEN}\n`),
  });
  expect(kafka.login).toEqual({ mechanism: 'scram-sha-512', username: 'sender', password: HIDDEN });
  expect(kafka.tls?.ca).toContain('BEGIN CERTIFICATE');
  expect(kafka.tls).not.toHaveProperty('cert');
});

test('certificates of our own, and access tokens', () => {
  const { kafka, registry, mongo } = settingsOf({
    KAFKA_TLS: 'true',
    KAFKA_CERTIFICATE_FILE: path.cert,
    KAFKA_KEY_FILE: path.key,
    KAFKA_SASL_MECHANISM: 'oauthbearer',
    KAFKA_OAUTH_TOKEN_URL: 'https://sign-in.example.com/token',
    KAFKA_OAUTH_CLIENT_ID: 'sender',
    KAFKA_OAUTH_CLIENT_SECRET: HIDDEN,
    SCHEMA_REGISTRY_URL: 'https://registry/apis/ccompat/v7',
    SCHEMA_REGISTRY_USERNAME: 'sender',
    SCHEMA_REGISTRY_PASSWORD: HIDDEN,
    MONGODB_CA_FILE: path.ca,
    MONGODB_USERNAME: 'sender',
    MONGODB_PASSWORD: HIDDEN,
  });
  expect(kafka.tls).toEqual({ cert: own.cert, key: own.key });
  expect(kafka.login).toMatchObject({ mechanism: 'oauthbearer', clientId: 'sender', scope: '' });
  expect(registry).toMatchObject({ tls: null, login: { username: 'sender', password: HIDDEN } });
  expect(mongo.login).toEqual({ username: 'sender', password: HIDDEN });
});

const oauth = {
  KAFKA_SASL_MECHANISM: 'oauthbearer',
  KAFKA_OAUTH_CLIENT_ID: 'sender',
  KAFKA_OAUTH_CLIENT_SECRET: HIDDEN,
};
const scram = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_USERNAME: 'u', KAFKA_PASSWORD: HIDDEN };

test.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
  [
    'an unknown mechanism',
    () => ({ KAFKA_SASL_MECHANISM: 'gssapi' }),
    /KAFKA_SASL_MECHANISM: "gssapi" is not plain, scram-sha-256,/,
  ],
  [
    'a password without a mechanism',
    () => ({ KAFKA_USERNAME: 'u' }),
    /KAFKA_USERNAME: is set, but KAFKA_SASL_MECHANISM is empty/,
  ],
  ['a mechanism without a password', () => ({ ...scram, KAFKA_PASSWORD: '' }), /KAFKA_PASSWORD: must be set/],
  [
    'a password file that is missing',
    () => ({ ...scram, KAFKA_PASSWORD: '', KAFKA_PASSWORD_FILE: '/nowhere' }),
    /KAFKA_PASSWORD_FILE: cannot be read \(ENOENT/,
  ],
  [
    'what belongs to another mechanism',
    () => ({ ...scram, KAFKA_OAUTH_CLIENT_ID: 'c' }),
    /KAFKA_OAUTH_CLIENT_ID: must be empty where KAFKA_SASL_MECHANISM is scram-sha-512/,
  ],
  ['no token endpoint', () => oauth, /KAFKA_OAUTH_TOKEN_URL: must be set/],
  [
    'a token endpoint without TLS',
    () => ({ ...oauth, KAFKA_OAUTH_TOKEN_URL: 'http://sign-in.example.com/token' }),
    /KAFKA_OAUTH_TOKEN_URL: the client secret would travel to sign-in.example.com without TLS/,
  ],
  [
    'a plain password without TLS',
    () => ({ ...scram, KAFKA_SASL_MECHANISM: 'plain', KAFKA_BROKERS: 'a:1,b:2' }),
    /KAFKA_SASL_MECHANISM: with plain the secret would travel to a:1 without TLS/,
  ],
  ['certificates without TLS', () => ({ KAFKA_CA_FILE: path.ca }), /KAFKA_CA_FILE: .*KAFKA_TLS is not true/],
  [
    'a certificate without its key',
    () => ({ KAFKA_TLS: 'true', KAFKA_CERTIFICATE_FILE: path.cert }),
    /KAFKA_KEY_FILE: must be set where KAFKA_CERTIFICATE_FILE is/,
  ],
  [
    'a key without its certificate',
    () => ({ MONGODB_KEY_FILE: path.key }),
    /MONGODB_CERTIFICATE_FILE: must be set where MONGODB_KEY_FILE is/,
  ],
  [
    'the key of another certificate',
    () => ({ MONGODB_CERTIFICATE_FILE: path.cert, MONGODB_KEY_FILE: path.otherKey }),
    /MONGODB_KEY_FILE: is not the key of the certificate in MONGODB_CERTIFICATE_FILE/,
  ],
  [
    'a missing authority',
    () => ({ MONGODB_CA_FILE: '/nowhere' }),
    /MONGODB_CA_FILE: cannot be read \(ENOENT/,
  ],
  ['no certificate', () => ({ MONGODB_CA_FILE: path.text }), /MONGODB_CA_FILE: expected .* in PEM/],
  [
    'no key',
    () => ({ MONGODB_CERTIFICATE_FILE: path.cert, MONGODB_KEY_FILE: path.text }),
    /MONGODB_KEY_FILE: expected a file with a private key in PEM/,
  ],
  [
    'a certificate that has ended',
    () => ({ MONGODB_CERTIFICATE_FILE: path.ended, MONGODB_KEY_FILE: path.key }),
    /MONGODB_CERTIFICATE_FILE: its certificate ended on /,
  ],
  [
    'a registry with certificates and without TLS',
    () => ({ SCHEMA_REGISTRY_CA_FILE: path.ca }),
    /SCHEMA_REGISTRY_URL: .*expected https/,
  ],
  [
    'a registry password without TLS',
    () => ({
      SCHEMA_REGISTRY_URL: 'http://registry:8080',
      SCHEMA_REGISTRY_USERNAME: 'u',
      SCHEMA_REGISTRY_PASSWORD: HIDDEN,
    }),
    /SCHEMA_REGISTRY_URL: the password would travel to registry without TLS/,
  ],
  [
    'a registry user in the URL',
    () => ({ SCHEMA_REGISTRY_URL: `https://u:${HIDDEN}@registry` }),
    /SCHEMA_REGISTRY_URL: holds a user name/,
  ],
  [
    'a registry password without a user',
    () => ({ SCHEMA_REGISTRY_PASSWORD: HIDDEN }),
    /SCHEMA_REGISTRY_USERNAME: must be set/,
  ],
  [
    'two users of MongoDB',
    () => ({
      MONGODB_URL: `mongodb://u:${HIDDEN}@h/`,
      MONGODB_USERNAME: 'u',
      MONGODB_PASSWORD: HIDDEN,
    }),
    /MONGODB_URL: holds a user name, and so does MONGODB_USERNAME/,
  ],
  [
    'certificates and tls=false',
    () => ({ MONGODB_URL: 'mongodb://h/?tls=false', MONGODB_CA_FILE: path.ca }),
    /MONGODB_URL: says tls=false/,
  ],
])('%s is a fault of the environment', (_, source, expected) => {
  const faults = faultsOf(source());
  expect(faults.filter((fault) => expected.test(fault))).toHaveLength(1);
});
