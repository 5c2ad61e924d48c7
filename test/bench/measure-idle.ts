/** What the whole system costs while nothing happens: per cent of one core, by process. */
import { setTimeout as delay } from 'node:timers/promises';
import { openBenchSystem, type Bench } from './bench-system.ts';
import { gatherRuns, type Figure } from './figure.ts';
import { countCpu } from './process-usage.ts';

/** Groups have been joined, caches filled, the JVM has compiled. */
const SETTLE_MS = { full: 15_000, quick: 15_000, smoke: 0 };

export async function measureIdle(bench: Bench): Promise<Figure[]> {
  const gathered = gatherRuns();
  const seconds = bench.pick({ full: 30, quick: 10, smoke: 1 });
  const system = await openBenchSystem(bench);
  try {
    await delay(bench.pick(SETTLE_MS));
    for (let run = 0; run < bench.runs; run += 1) {
      const used = countCpu(system.processes);
      await delay(seconds * 1_000);
      const shares = [...used()].map(([name, cpu]) => [name, (100 * cpu) / seconds] as const);
      const all = shares.reduce((sum, [, share]) => sum + share, 0);
      const parts = new Set(bench.parts.parts.map(({ name }) => name));
      const ours = shares.reduce((sum, [name, share]) => sum + (parts.has(name) ? 0 : share), 0);
      gathered.add('whole system', '% of a core', all, { aim: '< 6' });
      gathered.add('our processes', '% of a core', ours, { aim: '< 3' });
      for (const [name, share] of shares) gathered.add(name, '% of a core', share);
    }
  } finally {
    await system.close();
  }
  return gathered.figures();
}
