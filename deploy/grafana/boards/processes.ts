/** The board of processes: CPU, memory, event loop, and their clients of Kafka and MongoDB. */
import type { Board } from './board-json.ts';
import { lines, stat } from './panels.ts';
import { lastHour, perSecond, quantile } from './queries.ts';

const DAY = 86_400;

export const processesBoard: Board = {
  uid: 'wac-processes',
  title: 'WhatsApp campaigns: processes',
  description: 'CPU, memory and event loop of each process, and its clients of Kafka and MongoDB.',
  rows: [
    {
      height: 4,
      panels: [
        stat(4, {
          title: 'Do not answer',
          description: 'Processes whose last scrape failed',
          ...{ unit: 'short', redFrom: 1, runbook: 'ServiceDown' },
          targets: [{ expr: 'count(up == 0) or vector(0)' }],
        }),
        stat(4, {
          title: 'Started again, last hour',
          description: 'Starts of processes that had been seen before',
          ...{ unit: 'short', decimals: 0, yellowFrom: 1, redFrom: 5, runbook: 'ServiceRestarts' },
          targets: [{ expr: 'sum(changes(process_start_time_seconds[1h])) or vector(0)' }],
        }),
        stat(4, {
          title: 'Busiest event loop, p99',
          description: 'How late the busiest process is for its own timers',
          ...{ unit: 's', yellowFrom: 0.05, redFrom: 0.15, runbook: 'EventLoopBusy' },
          targets: [{ expr: 'max(process:event_loop_late:seconds)' }],
        }),
        stat(6, {
          title: 'First token or certificate to end',
          description:
            'Time until the first access token ends, or certificate in WATCHED_CERTIFICATES; empty when none ends or none is watched',
          ...{ unit: 's', redBelow: 3 * DAY, yellowBelow: 14 * DAY, noValue: '–', runbook: 'TokenExpires' },
          targets: [
            { expr: 'min(wac_token_expires_timestamp_seconds) - time()', legend: 'token' },
            { expr: 'min(wac_certificate_expires_timestamp_seconds) - time()', legend: 'certificate' },
          ],
        }),
        stat(6, {
          title: 'Disk of the database',
          description: 'Share of the disk that MongoDB’s data lies on that is used, by anybody',
          ...{ unit: 'percentunit', decimals: 0, yellowFrom: 0.8, redFrom: 0.9, runbook: 'DatabaseDiskFull' },
          targets: [
            {
              expr: 'max(wac_database_disk_bytes{what="used"}) / max(wac_database_disk_bytes{what="size"})',
            },
          ],
        }),
      ],
    },
    {
      height: 8,
      panels: [
        lines(8, {
          title: 'CPU',
          description: 'Cores that each process uses',
          unit: 'short',
          targets: [
            {
              expr: 'sum by (job, instance) (rate(process_cpu_seconds_total[$__rate_interval]))',
              legend: '{{job}} {{instance}}',
            },
          ],
        }),
        lines(8, {
          title: 'Memory',
          description: 'Resident memory of each process',
          unit: 'bytes',
          targets: [{ expr: 'process_resident_memory_bytes', legend: '{{job}} {{instance}}' }],
        }),
        lines(8, {
          title: 'Event loop lag, p99',
          description: 'How late a process is for its own timers; above 0.05 s it has too much to do',
          ...{ unit: 's', runbook: 'EventLoopBusy' },
          targets: [{ expr: 'process:event_loop_late:seconds', legend: '{{job}} {{instance}}' }],
        }),
      ],
    },
    {
      height: 9,
      panels: [
        lines(6, {
          title: 'Kafka: records consumed',
          description: 'Records handled per second, by service',
          unit: 'cps',
          targets: [{ expr: perSecond('wac_records_consumed_total', 'service'), legend: '{{service}}' }],
        }),
        lines(6, {
          title: 'Kafka: records produced',
          description: 'Records acknowledged by the broker per second, by topic',
          unit: 'cps',
          targets: [{ expr: perSecond('wac_records_produced_total', 'topic'), legend: '{{topic}}' }],
        }),
        lines(6, {
          title: 'MongoDB: connections',
          description: 'Connections open and in use, by process',
          unit: 'short',
          targets: [
            {
              expr: 'max by (job, instance, state) (wac_mongo_connections)',
              legend: '{{job}} {{instance}} {{state}}',
            },
          ],
        }),
        lines(6, {
          title: 'MongoDB: wait for a connection, p99',
          description: 'How long work waited for a connection; above some milliseconds the pool is too small',
          unit: 's',
          targets: [{ expr: quantile(0.99, 'wac_mongo_wait_seconds', ', service'), legend: '{{service}}' }],
        }),
      ],
    },
    {
      height: 7,
      panels: [
        lines(12, {
          title: 'API: live streams',
          description: 'Open streams of events (server-sent events), by process',
          unit: 'short',
          targets: [{ expr: 'sum by (instance) (wac_live_listeners)', legend: '{{instance}}' }],
        }),
        lines(12, {
          title: 'API: live streams that were ended',
          description: 'Streams per second that were ended: `slow` did not read, `rights` had none any more',
          unit: 'cps',
          targets: [{ expr: perSecond('wac_live_dropped_total', 'reason'), legend: '{{reason}}' }],
        }),
      ],
    },
    {
      height: 7,
      panels: [
        lines(8, {
          title: 'Time to handle a batch, p95',
          description: '19 of 20 batches of records are handled within this time, by topic',
          ...{ unit: 's', runbook: 'ConsumerLag' },
          targets: [
            {
              expr: quantile(0.95, 'wac_handler_seconds', ', service, topic'),
              legend: '{{service}} {{topic}}',
            },
          ],
        }),
        lines(8, {
          title: 'Batches that failed and are tried again',
          description: 'Batches per second that broke off, by topic; they are tried again until they work',
          ...{ unit: 'cps', runbook: 'HandlerFailures' },
          targets: [
            {
              expr: perSecond('wac_handler_failures_total', 'service, topic'),
              legend: '{{service}} {{topic}}',
            },
          ],
        }),
        lines(8, {
          title: 'MongoDB: size and disk',
          description: 'Our data and indexes as stored, and what is used of the disk by anybody',
          ...{ unit: 'bytes', runbook: 'DatabaseDiskFull' },
          targets: [
            { expr: 'max by (part) (wac_database_bytes)', legend: '{{part}}' },
            { expr: 'max by (what) (wac_database_disk_bytes)', legend: 'disk, {{what}}' },
          ],
        }),
      ],
    },
    {
      height: 7,
      panels: [
        lines(8, {
          title: 'Oldest that is kept',
          description: 'Age of the oldest of each kind; it stays below the retention of its kind',
          ...{ unit: 's', runbook: 'RetentionStopped' },
          targets: [
            {
              expr: 'time() - max by (kind) (wac_retention_oldest_timestamp_seconds)',
              legend: '{{kind}}',
            },
          ],
        }),
        lines(8, {
          title: 'Removed in the last hour',
          description: 'What had passed its time, by kind',
          ...{ unit: 'short', runbook: 'RetentionStopped' },
          targets: [{ expr: lastHour('wac_retention_removed_total', ' by (kind)'), legend: '{{kind}}' }],
        }),
        stat(8, {
          title: 'Last sweep',
          description: 'How long ago the removal of what has passed its time last came to its end',
          ...{ unit: 's', yellowFrom: 7_200, redFrom: 21_600, runbook: 'RetentionStopped' },
          targets: [{ expr: 'time() - max(wac_retention_last_sweep_timestamp_seconds)' }],
        }),
      ],
    },
  ],
};
