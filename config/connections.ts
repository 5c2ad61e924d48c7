/** How Kafka, the registry and MongoDB are spoken to: TLS and who we are there; and what is wrong with it. */
import type { Env } from './env.ts';
import { list } from './list.ts';
import type { Secrets } from './read-secrets.ts';
import { readTls, type Tls } from './tls-files.ts';

export type Login = { readonly username: string; readonly password: string };

export type KafkaLogin =
  | (Login & { readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512' })
  | {
      readonly mechanism: 'oauthbearer';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      /** Empty: the token endpoint's default. */
      readonly scope: string;
    };

export type KafkaConnection = {
  readonly brokers: string[];
  /** null: without TLS. */
  readonly tls: Tls | null;
  readonly login: KafkaLogin | null;
};
export type RegistryConnection = {
  readonly url: string;
  /** Only for an https URL; null: what Node.js trusts. */
  readonly tls: Tls | null;
  readonly login: Login | null;
};
export type MongoConnection = {
  readonly url: string;
  /** null: as the URL says. */
  readonly tls: Tls | null;
  /** null: as the URL says. */
  readonly login: Login | null;
};

export type Connections = {
  readonly kafka: KafkaConnection;
  readonly registry: RegistryConnection;
  readonly mongo: MongoConnection;
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'] as const;

/** @returns one line for each fault; no line shows a secret */
export function readConnections(
  env: Env,
  secrets: Secrets,
  now: Date,
): { values: Connections; faults: string[] } {
  const faults: string[] = [];
  const values = {
    kafka: kafkaConnection(env, secrets, now, faults),
    registry: registryConnection(env, secrets, now, faults),
    mongo: mongoConnection(env, secrets, now, faults),
  };
  return { values, faults };
}

function kafkaConnection(env: Env, secrets: Secrets, now: Date, faults: string[]): KafkaConnection {
  const files = { ca: env.KAFKA_CA_FILE, certificate: env.KAFKA_CERTIFICATE_FILE, key: env.KAFKA_KEY_FILE };
  const { tls, faults: tlsFaults } = readTls('KAFKA', files, now);
  faults.push(...tlsFaults);
  for (const [name, file] of Object.entries(files))
    if (file !== '' && !env.KAFKA_TLS)
      faults.push(`KAFKA_${name.toUpperCase()}_FILE: is set, but KAFKA_TLS is not true`);
  const brokers = list(env.KAFKA_BROKERS);
  return {
    brokers,
    tls: env.KAFKA_TLS ? (tls ?? {}) : null,
    login: kafkaLogin(env, secrets, brokers, faults),
  };
}

function kafkaLogin(env: Env, secrets: Secrets, brokers: string[], faults: string[]): KafkaLogin | null {
  const mechanism = MECHANISMS.find((known) => known === env.KAFKA_SASL_MECHANISM.toLowerCase());
  const password = { KAFKA_USERNAME: env.KAFKA_USERNAME, KAFKA_PASSWORD: secrets.KAFKA_PASSWORD };
  const token = {
    KAFKA_OAUTH_TOKEN_URL: env.KAFKA_OAUTH_TOKEN_URL,
    KAFKA_OAUTH_CLIENT_ID: env.KAFKA_OAUTH_CLIENT_ID,
    KAFKA_OAUTH_CLIENT_SECRET: secrets.KAFKA_OAUTH_CLIENT_SECRET,
  };
  const needed = mechanism === undefined ? {} : mechanism === 'oauthbearer' ? token : password;
  for (const [name, value] of Object.entries(needed))
    if (value === '') faults.push(`${name}: must be set where KAFKA_SASL_MECHANISM is ${mechanism}`);
  const scope = { KAFKA_OAUTH_SCOPE: env.KAFKA_OAUTH_SCOPE };
  const used = mechanism === 'oauthbearer' ? { ...needed, ...scope } : needed;
  for (const [name, value] of Object.entries({ ...password, ...token, ...scope }))
    if (value !== '' && !(name in used))
      faults.push(
        mechanism === undefined
          ? `${name}: is set, but KAFKA_SASL_MECHANISM is empty; expected one of ${MECHANISMS.join(', ')}`
          : `${name}: must be empty where KAFKA_SASL_MECHANISM is ${mechanism}`,
      );
  if (mechanism === undefined) return null;
  const beyond = brokers.find((broker) => !LOOPBACK.test(broker.replace(/:\d+$/, '')));
  if (beyond !== undefined && !env.KAFKA_TLS && ['plain', 'oauthbearer'].includes(mechanism))
    faults.push(
      `KAFKA_SASL_MECHANISM: with ${mechanism} the secret would travel to ${beyond} without TLS; expected KAFKA_TLS=true, or scram-sha-512`,
    );
  if (mechanism !== 'oauthbearer')
    return { mechanism, username: env.KAFKA_USERNAME, password: secrets.KAFKA_PASSWORD };
  withoutTls('KAFKA_OAUTH_TOKEN_URL', env.KAFKA_OAUTH_TOKEN_URL, 'the client secret', faults);
  return {
    mechanism,
    tokenUrl: env.KAFKA_OAUTH_TOKEN_URL,
    clientId: env.KAFKA_OAUTH_CLIENT_ID,
    clientSecret: secrets.KAFKA_OAUTH_CLIENT_SECRET,
    scope: env.KAFKA_OAUTH_SCOPE,
  };
}

function registryConnection(env: Env, secrets: Secrets, now: Date, faults: string[]): RegistryConnection {
  const url = env.SCHEMA_REGISTRY_URL;
  const { tls, faults: tlsFaults } = readTls(
    'SCHEMA_REGISTRY',
    {
      ca: env.SCHEMA_REGISTRY_CA_FILE,
      certificate: env.SCHEMA_REGISTRY_CERTIFICATE_FILE,
      key: env.SCHEMA_REGISTRY_KEY_FILE,
    },
    now,
  );
  faults.push(...tlsFaults);
  if (tls && url.startsWith('http:'))
    faults.push('SCHEMA_REGISTRY_URL: certificates are set for it; expected https://');
  if (new URL(url).username !== '')
    faults.push(
      'SCHEMA_REGISTRY_URL: holds a user name; expected it in SCHEMA_REGISTRY_USERNAME, and its password in SCHEMA_REGISTRY_PASSWORD_FILE',
    );
  const login = loginOf(
    'SCHEMA_REGISTRY',
    env.SCHEMA_REGISTRY_USERNAME,
    secrets.SCHEMA_REGISTRY_PASSWORD,
    faults,
  );
  if (login) withoutTls('SCHEMA_REGISTRY_URL', url, 'the password', faults);
  return { url, tls, login };
}

function mongoConnection(env: Env, secrets: Secrets, now: Date, faults: string[]): MongoConnection {
  const url = secrets.MONGODB_URL;
  const { tls, faults: tlsFaults } = readTls(
    'MONGODB',
    { ca: env.MONGODB_CA_FILE, certificate: env.MONGODB_CERTIFICATE_FILE, key: env.MONGODB_KEY_FILE },
    now,
  );
  faults.push(...tlsFaults);
  if (tls && /[?&](tls|ssl)=false\b/.test(url))
    faults.push('MONGODB_URL: says tls=false, but certificates are set for it; expected one of them');
  const login = loginOf('MONGODB', env.MONGODB_USERNAME, secrets.MONGODB_PASSWORD, faults);
  if (login && /^mongodb(\+srv)?:\/\/[^/]*@/.test(url))
    faults.push('MONGODB_URL: holds a user name, and so does MONGODB_USERNAME; expected one of them');
  return { url, tls, login };
}

function loginOf(prefix: string, username: string, password: string, faults: string[]): Login | null {
  if (username === '' && password === '') return null;
  if (username === '') faults.push(`${prefix}_USERNAME: must be set where ${prefix}_PASSWORD is`);
  if (password === '') faults.push(`${prefix}_PASSWORD: must be set where ${prefix}_USERNAME is`);
  return { username, password };
}

function withoutTls(name: string, url: string, what: string, faults: string[]): void {
  if (url === '') return;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && !LOOPBACK.test(hostname))
    faults.push(`${name}: ${what} would travel to ${hostname} without TLS; expected https://`);
}
