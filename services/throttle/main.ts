/** Entry of the throttle. */
import { runService } from '../platform/run-service.ts';
import { startThrottle } from './handler.ts';

await runService('throttle', startThrottle);
