import { runService } from '../platform/process/run-service.ts';
import { startEligibility } from './handler.ts';

await runService('eligibility', startEligibility);
