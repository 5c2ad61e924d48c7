/** Makes what all processes rely on (topics, schemas, indexes) and ends. Run before the services, in every installation. */
import { readEnv } from '../../config/env.ts';
import { toSettings } from '../../config/settings.ts';
import { publishAll } from './publish-all.ts';

await publishAll(toSettings(readEnv()));
