import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Secrets that the local system and its simulator share. Made at random for each data folder, never
 * committed.
 */
export type LocalSecrets = {
  readonly accessToken: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly apiSecret: string;
  readonly peopleKey: string;
  readonly subscriptionKey: string;
};

/** Reads the data folder's secrets, or makes them. */
export async function localSecrets(dataDir: string): Promise<LocalSecrets> {
  const path = join(dataDir, 'secrets.json');
  const kept = await readKept(path);
  const secret = (): string => randomBytes(24).toString('hex');
  const fresh = {
    ...{ accessToken: secret(), appSecret: secret(), verifyToken: secret() },
    ...{ apiSecret: secret(), peopleKey: secret(), subscriptionKey: secret() },
  };
  const secrets = { ...fresh, ...kept };
  if (Object.keys(kept).length < Object.keys(fresh).length) {
    await mkdir(dataDir, { recursive: true });
    await writeFile(path, JSON.stringify(secrets), { mode: 0o600 });
  }
  return secrets;
}

/** Secrets of an earlier start; an older version stored fewer. */
async function readKept(path: string): Promise<Partial<LocalSecrets>> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Partial<LocalSecrets>;
  } catch {
    return {};
  }
}

/** Variable → file, for each process that needs a secret; the others get none. */
export type SecretFiles = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Writes each secret to a file of its own, readable only by this user. */
export async function writeSecretFiles(dataDir: string, secrets: LocalSecrets): Promise<SecretFiles> {
  const folder = join(dataDir, 'secrets');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = async (name: string, content: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  const tokens = {
    WHATSAPP_ACCESS_TOKENS_FILE: await file('access-tokens', `default=${secrets.accessToken}`),
  };
  const people = { PEOPLE_KEY_FILE: await file('people-key', secrets.peopleKey) };
  const subscriptions = { SUBSCRIPTION_KEY_FILE: await file('subscription-key', secrets.subscriptionKey) };
  const appSecret = await file('app-secrets', secrets.appSecret);
  return {
    campaigns: tokens,
    eligibility: people,
    sender: { ...tokens, ...people },
    webhook: {
      WHATSAPP_APP_SECRETS_FILE: appSecret,
      WEBHOOK_VERIFY_TOKEN_FILE: await file('verify-token', secrets.verifyToken),
    },
    api: { API_SECRET_FILE: await file('api-secret', secrets.apiSecret), ...people, ...subscriptions },
    notifier: subscriptions,
    simulator: {
      SIMULATOR_APP_SECRET_FILE: appSecret,
      SIMULATOR_ACCESS_TOKEN_FILE: await file('simulator-access-token', secrets.accessToken),
    },
  };
}
