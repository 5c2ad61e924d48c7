/** Entry of the sender. */
import { runService } from '../platform/run-service.ts';
import { startSender } from './handler.ts';

await runService('sender', startSender);
