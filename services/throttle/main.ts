/** Entry of the throttle. */
import { runService } from '../platform/process/run-service.ts';
import { startThrottle } from './handler.ts';

await runService('throttle', startThrottle);
