/** What a running system does and uses, sampled every few seconds: rates at the simulator, lag and memory of each process. */
import type { System } from '../../../deploy/local/start-system.ts';
import { residentMemory } from '../resident-memory.ts';

export type Sample = {
  /** Seconds since the first sample. */
  seconds: number;
  /** Messages and webhook updates that have arrived so far. */
  accepted: number;
  told: number;
  /** Records that wait, by consuming service. */
  lag: Record<string, number>;
  /** Resident memory by process, MiB. */
  memory: Record<string, number>;
};

type Stats = { accepted: number; webhook: { updatesDelivered: number } };

/** Samples until stopped. @returns a function that stops and gives what was seen */
export function sampleSystem(system: System, everyMs: number): () => Promise<Sample[]> {
  const samples: Sample[] = [];
  const startedAt = Date.now();
  let stopped = false;
  const sampling = (async () => {
    while (!stopped) {
      const sample = await sampleOnce(system, (Date.now() - startedAt) / 1_000).catch(() => null);
      if (sample) samples.push(sample);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  return async () => {
    stopped = true;
    await sampling;
    return samples;
  };
}

async function sampleOnce(system: System, seconds: number): Promise<Sample> {
  const stats = (await (await fetch(`${system.simulatorUrl}/simulator/stats`)).json()) as Stats;
  const lag: Record<string, number> = {};
  const memory: Record<string, number> = {};
  for (const { name, pid, url } of system.services) {
    const mebibytes = residentMemory(pid);
    if (mebibytes === null) continue; // dead for the moment
    memory[name] = mebibytes;
    const records = name === 'simulator' ? null : await lagOf(url).catch(() => null);
    if (records !== null) lag[name] = records;
  }
  return { seconds, accepted: stats.accepted, told: stats.webhook.updatesDelivered, lag, memory };
}

/** The sum over topics; null for a process that consumes nothing. */
async function lagOf(url: string): Promise<number | null> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(2_000) })).text();
  const values = [...text.matchAll(/^wac_consumer_lag_records\{[^}]*\} (\d+)/gm)].map(([, value]) =>
    Number(value),
  );
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0);
}
