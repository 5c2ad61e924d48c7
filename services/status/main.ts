/** The status process: what became of every message → the ledger. */
import { runService } from '../platform/process/run-service.ts';
import { startStatus } from './handler.ts';

await runService('status', startStatus);
