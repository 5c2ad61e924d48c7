/** Writes docs/metrics.md: part of `npm run generate`. A unit test compares the file. */
import { writeFileSync } from 'node:fs';
import { METRICS_DOC, metricsDoc } from './metrics-doc.ts';

writeFileSync(METRICS_DOC, metricsDoc());
