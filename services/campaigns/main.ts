import { runService } from '../platform/run-service.ts';
import { startCampaigns } from './handler.ts';

await runService('campaigns', startCampaigns);
