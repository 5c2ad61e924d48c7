import { runService } from '../platform/process/run-service.ts';
import { startImporter } from './handler.ts';

await runService('importer', startImporter);
