/** The API process. */
import { runService } from '../platform/process/run-service.ts';
import { startApi } from './handler.ts';

await runService('api', startApi);
