/** The webhook process: the provider's webhooks → topics. */
import { runService } from '../platform/process/run-service.ts';
import { startWebhook } from './handler.ts';

await runService('webhook', startWebhook);
