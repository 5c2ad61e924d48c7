/** The board of imports: what is under way, how fast it goes, and what was rejected. */
import type { Board } from './board-json.ts';
import { GAUGE, lines, stat, table, unitOf } from './panels.ts';
import { lastHour, perSecond } from './queries.ts';

const perImport = (metric: string): string => `max by (import_id, list, kind) (${metric})`;
const rowsOf = (more: string): string =>
  `sum by (import_id, list, kind) (max by (import_id, list, kind, result) (${more}))`;

/** Runs are planned too seldom for a rate of a minute. */
const planned = (share: number): string =>
  `histogram_quantile(${share}, sum by (le) (increase(wac_plan_seconds_bucket[1h])))`;

export const importsBoard: Board = {
  uid: 'wac-imports',
  title: 'WhatsApp campaigns: imports',
  description:
    'Files that are imported: what is under way, rows per second, rejects, and imports that failed.',
  rows: [
    {
      height: 4,
      panels: [
        stat(4, {
          ...{ title: 'Under way', description: 'Imports that read their file now', unit: 'short' },
          targets: [{ expr: 'sum(max by (import_id) (wac_import_state{state="RUNNING"})) or vector(0)' }],
        }),
        stat(4, {
          title: 'Waiting',
          description: 'Imports that no importer has taken yet; imports of one list run one by one',
          unit: 'short',
          targets: [{ expr: 'sum(max by (import_id) (wac_import_state{state="QUEUED"})) or vector(0)' }],
        }),
        stat(4, {
          ...{ title: 'Rows per second', description: 'CSV rows read now, of all imports', unit: 'cps' },
          targets: [{ expr: perSecond('wac_import_rows_total') }],
        }),
        stat(4, {
          title: 'Rejected, last hour',
          description: 'Rows that could not be used: wac imports rejects <id> lists them',
          ...{ unit: 'short', decimals: 0, yellowFrom: 1 },
          targets: [{ expr: lastHour('wac_import_rows_total{result="rejected"}') }],
        }),
        stat(4, {
          title: 'Failed, last hour',
          description: 'Files that could not be used at all',
          ...{ unit: 'short', decimals: 0, redFrom: 1, runbook: 'ImportFailed' },
          targets: [{ expr: lastHour('wac_imports_total{state="FAILED"}') }],
        }),
        stat(4, {
          title: 'Stand still',
          description: 'Imports under way that have read no row for ten minutes',
          ...{ unit: 'short', redFrom: 1, runbook: 'ImportStalled' },
          targets: [
            {
              expr: `count((${perImport('wac_import_state{state="RUNNING"} offset 10m')} and ${perImport('wac_import_state{state="RUNNING"}')}) unless ${rowsOf('increase(wac_import_read_rows_total[10m])')} > 0) or vector(0)`,
            },
          ],
        }),
      ],
    },
    {
      height: 8,
      panels: [
        table(
          24,
          {
            title: 'Imports under way and waiting',
            description: 'How much of its file each has read, rows per second, rows so far, and rejects',
            ...{ unit: 'short', runbook: 'ImportStalled' },
            targets: [
              { expr: 'max by (import_id, list, kind, state) (wac_import_state)', isTable: true },
              { expr: perImport('wac_import_read_ratio'), isTable: true },
              { expr: rowsOf('rate(wac_import_read_rows_total[$__rate_interval])'), isTable: true },
              { expr: rowsOf('wac_import_read_rows_total'), isTable: true },
              { expr: perImport('wac_import_read_rows_total{result="rejected"}'), isTable: true },
            ],
          },
          {
            list: 'List',
            kind: 'Kind',
            state: 'State',
            'Value #B': 'Read',
            'Value #C': 'Rows per second',
            'Value #D': 'Rows',
            'Value #E': 'Rejected',
            import_id: 'Import',
            'Value #A': '',
          },
          [
            unitOf('Read', 'percentunit', GAUGE),
            unitOf('Rows per second', 'cps', [{ id: 'decimals', value: 0 }]),
          ],
        ),
      ],
    },
    {
      height: 8,
      panels: [
        lines(8, {
          title: 'Rows per second, by result',
          description: 'By kind of list and what became of them',
          unit: 'cps',
          targets: [
            { expr: perSecond('wac_import_rows_total', 'kind, result'), legend: '{{kind}} {{result}}' },
          ],
        }),
        lines(8, {
          title: 'Imports ended, last hour',
          description: 'By kind of list and how they ended',
          ...{ unit: 'short', runbook: 'ImportFailed' },
          targets: [
            {
              expr: lastHour('wac_imports_total', ' by (kind, state)'),
              legend: '{{kind}} {{state}}',
            },
          ],
        }),
        lines(8, {
          title: 'Time to make the order of a run',
          description: 'How long it took to plan a run’s order from its list, in the last hour',
          unit: 's',
          targets: [
            { expr: planned(0.5), legend: 'p50' },
            { expr: planned(0.95), legend: 'p95' },
          ],
        }),
      ],
    },
  ],
};
