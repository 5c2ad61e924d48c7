/** The API process. */
import { runService } from '../platform/run-service.ts';
import { startApi } from './handler.ts';

await runService('api', startApi);
