/** A real Prometheus that scrapes a system of the tests every second, with our rules, and what it answers. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { freePorts } from '../../../deploy/local/free-port.ts';
import { startPrometheus } from '../../../deploy/local/parts/start-prometheus.ts';
import { RULE_FILES } from '../../unit/deploy/monitoring-files.ts';
import type { RunningSystem } from '../run-system.ts';

export type Sample = { readonly metric: Record<string, string>; readonly value: readonly [number, string] };
export type Line = {
  readonly metric: Record<string, string>;
  readonly values: ReadonlyArray<readonly [number, string]>;
};

export type AskedPrometheus = {
  /** @throws with Prometheus' words when it does not take the expression */
  ask(expression: string): Promise<Sample[]>;
  /** Over the last seconds, a value each second. */
  askRange(expression: string, seconds: number): Promise<Line[]>;
  /** Whether an expression gives a number. */
  hasData(expression: string): Promise<boolean>;
  stop(): Promise<void>;
};

/** Every process of the system; `campaigns` twice, as two instances that show the same. */
export async function watchWithPrometheus({ system }: RunningSystem): Promise<AskedPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const [port = 0] = await freePorts(1);
  const targets = system.services.map(({ name, url }) => ({ job: name, address: new URL(url).host }));
  const twin = targets
    .filter(({ job }) => job === 'campaigns')
    .map(({ job, address }) => ({ job, address: address.replace('127.0.0.1', 'localhost') }));
  const prometheus = await startPrometheus({
    ...{ dataDir: folder, port, targets: [...targets, ...twin], everySeconds: 1 },
    ruleFiles: await Promise.all(RULE_FILES.map((file) => quickRules(folder, file))),
  });
  async function query<R>(path: string, parameters: Record<string, string>): Promise<R> {
    const response = await fetch(
      `${prometheus.url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`,
    );
    const body = (await response.json()) as { status: string; error?: string; data: { result: R } };
    if (body.status !== 'success') throw new Error(`${parameters['query']}: ${body.error}`);
    return body.data.result;
  }
  const ask = (expression: string): Promise<Sample[]> => query('query', { query: expression });
  return {
    ask,
    askRange(expression, seconds) {
      const end = Date.now() / 1_000;
      return query('query_range', {
        ...{ query: expression, start: String(end - seconds), end: String(end), step: '1s' },
      });
    },
    hasData: async (expression) =>
      (await ask(expression)).some(({ value }) => Number.isFinite(Number(value[1]))),
    async stop() {
      await prometheus.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The rules as they are, judged every second. */
async function quickRules(folder: string, file: string): Promise<string> {
  const path = join(folder, basename(file));
  await writeFile(path, (await readFile(file, 'utf8')).replace(/interval: 1m\b/g, 'interval: 1s'));
  return path;
}
