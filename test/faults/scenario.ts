/** What a scenario of the suite is. */
import type { Violation } from './checker/evidence.ts';
import type { ClusterSizes } from './own-parts.ts';
import type { SystemOptions, World } from './world.ts';

export type Scenario = {
  /** As the command line takes it: `part/what`. */
  readonly name: string;
  /** What happens, for the table. */
  readonly what: string;
  /** Of `npm test` too. */
  readonly quick?: boolean;
  readonly system?: SystemOptions;
  /** Builds the code that is played; this project's unless given. @returns its folder */
  distDir?(): Promise<string>;
  /** Several brokers, several members of the database's replica set. */
  readonly nodes?: ClusterSizes;
  /** Data of the (first) broker or database on a volume of so many MiB. */
  readonly smallVolume?: { readonly of: 'kafka' | 'mongo'; readonly mebibytes: number };
  /** Prepares drills, makes things fail, and waits for the end. @throws when the end does not come, or a fault did not happen */
  run(world: World): Promise<void>;
  /** Judges in another way than by every rule. */
  judges?(world: World): Promise<Violation[]>;
};

/** A drill during which something happens. */
export async function during(
  world: World,
  disturb: (drill: Awaited<ReturnType<World['prepare']>>) => Promise<void>,
  options: Parameters<World['prepare']>[0] = {},
): Promise<void> {
  // long enough that what happens, happens while messages leave
  const drill = await world.prepare({ contacts: 500, messagesPerMinute: 1_200, ...options });
  await drill.start();
  await drill.untilSent(20);
  await disturb(drill);
  await drill.untilStatus('complete');
}
