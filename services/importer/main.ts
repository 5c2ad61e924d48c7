import { runService } from '../platform/run-service.ts';
import { startImporter } from './handler.ts';

await runService('importer', startImporter);
