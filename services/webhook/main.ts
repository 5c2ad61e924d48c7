/** The webhook process: what the provider tells us → topics. */
import { runService } from '../platform/process/run-service.ts';
import { startWebhook } from './handler.ts';

await runService('webhook', startWebhook);
