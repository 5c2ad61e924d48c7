/** Entry of the notifier. */
import { runService } from '../platform/process/run-service.ts';
import { startNotifier } from './handler.ts';

await runService('notifier', startNotifier);
