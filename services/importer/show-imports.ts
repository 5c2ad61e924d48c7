/**
 * Imports that wait or are under way as metrics: read from the database at every scrape, whoever has the
 * import.
 */
import type { Logger } from '../platform/process/logger.ts';
import type { Metrics } from '../platform/process/metrics.ts';
import { showAtScrape } from '../platform/process/show-at-scrape.ts';
import type { ImportFigures, LiveImports } from '../queries/imports/live-imports.ts';

const NOTHING: LiveImports = { imports: [], leftOut: 0 };
const RESULTS = ['imported', 'updated', 'unchanged', 'rejected'] as const;

export function showImports(read: () => Promise<LiveImports>, metrics: Metrics, log: Logger): void {
  showAtScrape(metrics, read, {
    show: (figures) => {
      show(metrics, figures);
      metrics.set('wac_import_figures_missing', 0);
    },
    failed: (err) => {
      log.warn({ err }, 'the figures of imports could not be read');
      show(metrics, NOTHING);
      metrics.set('wac_import_figures_missing', 1);
    },
  });
}

function show(metrics: Metrics, { imports, leftOut }: LiveImports): void {
  metrics.replace(
    'wac_import_state',
    imports.map((one) => ({ labels: { ...labelsOf(one), state: one.state }, value: 1 })),
  );
  metrics.replace(
    'wac_import_read_rows_total',
    imports.flatMap((one) =>
      RESULTS.map((result) => ({ labels: { ...labelsOf(one), result }, value: one[result] })),
    ),
  );
  metrics.replace(
    'wac_import_read_ratio',
    imports.flatMap((one) =>
      one.totalBytes > 0
        ? [{ labels: labelsOf(one), value: Math.min(1, one.bytesRead / one.totalBytes) }]
        : [],
    ),
  );
  metrics.set('wac_imports_left_out', leftOut);
}

const labelsOf = ({ id, list, kind }: ImportFigures): Record<string, string> => ({
  ...{ import_id: id, list, kind },
});
