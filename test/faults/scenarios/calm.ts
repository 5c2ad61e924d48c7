/** Nothing fails of ours. */
import { during, type Scenario } from '../scenario.ts';

export const calmScenarios: Scenario[] = [
  {
    name: 'calm/run',
    what: 'nothing of ours fails; the provider is as it always is in these scenarios: it drops answers, refuses, repeats and reorders statuses',
    run: (world) => during(world, () => Promise.resolve()),
  },
];
