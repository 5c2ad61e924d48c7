import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the local system and its simulator share. Made at random for each data folder, never committed. */
export type LocalSecrets = {
  readonly accessToken: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly apiSecret: string;
};

/** Reads the data folder's secrets, or makes them. */
export async function localSecrets(dataDir: string): Promise<LocalSecrets> {
  const path = join(dataDir, 'secrets.json');
  const kept = await readKept(path);
  const secret = (): string => randomBytes(24).toString('hex');
  const fresh = { accessToken: secret(), appSecret: secret(), verifyToken: secret(), apiSecret: secret() };
  const secrets = { ...fresh, ...kept };
  if (Object.keys(kept).length < Object.keys(fresh).length) {
    await mkdir(dataDir, { recursive: true });
    await writeFile(path, JSON.stringify(secrets), { mode: 0o600 });
  }
  return secrets;
}

/** Those of an earlier start; an older version kept fewer. */
async function readKept(path: string): Promise<Partial<LocalSecrets>> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Partial<LocalSecrets>;
  } catch {
    return {};
  }
}
