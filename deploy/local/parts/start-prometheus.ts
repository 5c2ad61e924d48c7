import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireFreePort } from '../free-port.ts';
import type { Part, PartOptions } from './part.ts';
import { requiredTool } from './required-tool.ts';
import { spawnChild } from '../spawn-child.ts';
import { answersOk, waitUntilReady } from './wait-until-ready.ts';

const READY_WITHIN_MS = 30_000;
const SCRAPE_EVERY_SECONDS = 5;

export interface Scraping {
  /** Processes with a `/metrics`; `job` becomes the label of that name. */
  readonly targets: readonly { readonly job: string; readonly address: string }[];
  /** Absolute paths of recording and alerting rules. */
  readonly ruleFiles?: readonly string[];
  /** Seconds between two scrapes; 5 unless told. */
  readonly everySeconds?: number;
}

/** Starts Prometheus, scraping the given processes. @throws where it is not installed */
export async function startPrometheus(options: PartOptions & Scraping): Promise<Part> {
  const { dataDir, port, host = '127.0.0.1', targets, ruleFiles = [] } = options;
  const { everySeconds = SCRAPE_EVERY_SECONDS } = options;
  const prometheus = requiredTool('prometheus', 'metrics');
  await requireFreePort('Prometheus', host, port);

  const folder = join(dataDir, 'prometheus');
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'prometheus.yml');
  await writeFile(config, configuration({ targets, ruleFiles, everySeconds }));
  const child = spawnChild({
    name: 'prometheus',
    command: prometheus,
    args: [
      ...[`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`],
      ...['--storage.tsdb.retention.time=15d', `--web.listen-address=${host}:${port}`, '--log.level=warn'],
    ],
    logFile: join(dataDir, 'logs', 'prometheus.log'),
    dataDir,
  });
  const url = `http://${host}:${port}`;
  await waitUntilReady(child, READY_WITHIN_MS, () => answersOk(`${url}/-/ready`), options.signal);
  return { ...child, port, url };
}

/** JSON is YAML, and needs no quoting rules of ours. */
function configuration({ targets, ruleFiles, everySeconds }: Required<Scraping>): string {
  const jobs = [...new Set(targets.map(({ job }) => job))];
  return JSON.stringify(
    {
      global: { scrape_interval: `${everySeconds}s`, evaluation_interval: `${everySeconds}s` },
      rule_files: ruleFiles,
      scrape_configs: jobs.map((job) => ({
        job_name: job,
        static_configs: [
          { targets: targets.filter((target) => target.job === job).map(({ address }) => address) },
        ],
      })),
    },
    null,
    2,
  );
}
