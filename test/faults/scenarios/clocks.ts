/**
 * Wall clocks jump. A preload moves Date in our processes only (test/faults/shift-clock.mjs): as when a host's clock is set, the
 * monotonic clock and timers go on; broker, database and simulator keep the true time, and the simulator's is the judge's.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../../deploy/local/project-root.ts';
import { during, type Scenario } from '../scenario.ts';

const folder = join(projectRoot(), '.data', 'faults');
const shiftFile = (process: string): string => join(folder, `clock-${process}`);

export const CLOCKS = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(projectRoot(), 'test', 'faults', 'shift-clock.mjs')).href}`,
  SHIFTED_CLOCKS: folder,
};

const shift = (process: string, ms: number): Promise<void> => writeFile(shiftFile(process), String(ms));

export const clockScenarios: Scenario[] = [
  {
    name: 'clocks/all-jump',
    what: 'the clocks of all processes jump 90 s ahead, and 60 s back, while a campaign runs',
    system: { env: CLOCKS },
    run: (world) =>
      during(
        world,
        async () => {
          await shift('all', 90_000);
          await delay(10_000);
          await shift('all', 30_000);
          await delay(10_000);
          await shift('all', 0);
        },
        { contacts: 600, messagesPerMinute: 1_200 },
      ),
  },
  {
    name: 'clocks/sender-differs',
    what: 'the sender’s clock is 5 s ahead of the throttle’s for 10 s, then 5 s behind for 10 s',
    system: { env: CLOCKS },
    run: (world) =>
      during(
        world,
        async () => {
          await shift('sender', 5_000);
          await delay(10_000);
          await shift('sender', -5_000);
          await delay(10_000);
          await shift('sender', 0);
        },
        { contacts: 600, messagesPerMinute: 1_200 },
      ),
  },
];
