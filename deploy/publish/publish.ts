/**
 * Makes what all processes rely on (topics, schemas, indexes) and ends. Run before the services, in every
 * installation.
 */
import { inspect } from 'node:util';
import { readEnv } from '../../config/env.ts';
import { toSettings } from '../../config/settings.ts';
import { refusalIn } from '../../services/platform/process/refusal.ts';
import { withoutPasswords } from '../../services/platform/process/without-passwords.ts';
import { publishAll } from './publish-all.ts';

try {
  await publishAll(toSettings(readEnv()));
} catch (error) {
  console.error(withoutPasswords(refusalIn(error)?.message ?? inspect(error)));
  process.exit(1);
}
