import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the local system and its simulator share. Made at random for each data folder, never committed. */
export type LocalSecrets = {
  readonly accessToken: string;
  readonly appSecret: string;
  readonly verifyToken: string;
};

/** Reads the data folder's secrets, or makes them. */
export async function localSecrets(dataDir: string): Promise<LocalSecrets> {
  const path = join(dataDir, 'secrets.json');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LocalSecrets;
  } catch {
    const secret = (): string => randomBytes(24).toString('hex');
    const made = { accessToken: secret(), appSecret: secret(), verifyToken: secret() };
    await mkdir(dataDir, { recursive: true });
    await writeFile(path, JSON.stringify(made), { mode: 0o600 });
    return made;
  }
}
