/** Entry of the sender. */
import { runService } from '../platform/process/run-service.ts';
import { startSender } from './handler.ts';

await runService('sender', startSender);
