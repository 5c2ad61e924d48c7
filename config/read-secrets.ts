/** Secrets: the value of a variable, or the content of the file that `<variable>_FILE` names. */
import { readFileSync } from 'node:fs';
import type { Env } from './env.ts';
import { checkedMongoUrl } from './readers.ts';

const NAMES = [
  'WEBHOOK_VERIFY_TOKEN',
  'WHATSAPP_APP_SECRETS',
  'WHATSAPP_ACCESS_TOKENS',
  'API_SECRET',
  'OIDC_CLIENT_SECRET',
  'KAFKA_OAUTH_CLIENT_SECRET',
  'KAFKA_PASSWORD',
  'MONGODB_PASSWORD',
  'MONGODB_URL',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'PEOPLE_KEY',
  'SCHEMA_REGISTRY_PASSWORD',
  'SUBSCRIPTION_KEY',
] as const;

const KEYS = ['PEOPLE_KEY', 'SUBSCRIPTION_KEY'] as const;
const MIN_KEY = 32;

export type Secrets = Record<(typeof NAMES)[number], string>;

/** A secret whose file cannot be read is empty, and a fault. */
export function readSecrets(env: Env): { values: Secrets; faults: string[] } {
  const faults: string[] = [];
  const read = (name: (typeof NAMES)[number]): string => {
    const file = env[`${name}_FILE`];
    if (file === '') return env[name];
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (cause) {
      faults.push(`${name}_FILE: cannot be read (${(cause as Error).message})`);
      return '';
    }
  };
  const values = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as Secrets;
  // env.ts has checked the variable; what a file holds is seen here first
  if (env.MONGODB_URL_FILE !== '')
    try {
      checkedMongoUrl(values.MONGODB_URL);
    } catch (fault) {
      faults.push(`MONGODB_URL_FILE: ${(fault as Error).message}`);
    }
  for (const name of KEYS)
    if (values[name] !== '' && values[name].length < MIN_KEY)
      faults.push(`${name}: must have at least ${MIN_KEY} random characters`);
  return { values, faults };
}
