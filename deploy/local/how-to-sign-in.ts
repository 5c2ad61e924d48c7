/**
 * How somebody gets into the console of a system on this machine: the first password stands in the log of the
 * api, until it is changed.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const RESET = 'wac users reset-password admin@localhost gives another password';

/** @param dataDir of the launcher */
export async function howToSignIn(dataDir: string): Promise<string> {
  const log = await readFile(join(dataDir, 'logs', 'api.log'), 'utf8').catch(() => '');
  return signInLine(log);
}

/** @param log of the api: a line a JSON object, or plain text */
export function signInLine(log: string): string {
  const [, email, password] = [...log.matchAll(/sign in as (\S+) with the password (\S+?),/g)].at(-1) ?? [];
  return email === undefined || password === undefined
    ? `sign in as admin@localhost; ${RESET}`
    : `sign in as ${email} with the first password ${password}; once it is changed, ${RESET}`;
}
