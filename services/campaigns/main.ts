import { runService } from '../platform/process/run-service.ts';
import { startCampaigns } from './handler.ts';

await runService('campaigns', startCampaigns);
