import { runService } from '../platform/run-service.ts';
import { startEligibility } from './handler.ts';

await runService('eligibility', startEligibility);
