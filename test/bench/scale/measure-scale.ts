/** What grows in other directions than messages a second: numbers, campaigns, contacts that come one by one. */
import { openBenchSystem, type Bench } from '../bench-system.ts';
import { gatherRuns, type Figure } from '../figure.ts';
import { measureKnown, measureSideBySide } from './measure-campaigns.ts';
import { measureNumbers } from './measure-numbers.ts';
import { measureTrickle } from './measure-trickle.ts';

export async function measureScale(bench: Bench): Promise<Figure[]> {
  const gathered = gatherRuns();
  const system = await openBenchSystem(bench);
  try {
    for (let run = 0; run < bench.runs; run += 1) {
      for (const measure of [measureSideBySide, measureKnown, measureTrickle, measureNumbers]) {
        bench.say(`  ${measure.name}`);
        await measure(system, gathered);
      }
    }
  } finally {
    await system.close();
  }
  return gathered.figures();
}
