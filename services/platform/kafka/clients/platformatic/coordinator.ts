/** The broker that coordinates a group, asked for again when it is another one or away. */
import type { API, Broker } from '@platformatic/kafka';
import { BrokerAnswer } from './broker-errors.ts';
import type { Cluster } from './cluster.ts';

/** A broker answers a connection in order: a join that waits for others must not hold up a commit. */
export type Purpose = 'join' | 'group';

export type Coordinator = <A extends unknown[], R>(
  purpose: Purpose,
  api: API<A, R>,
  withinMs: number,
  request: A,
) => Promise<R>;

const ELSEWHERE = new Set(['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE']);

export function createCoordinator(cluster: Cluster, group: string): Coordinator {
  let present: Promise<Broker> | null = null;
  return async (purpose, api, withinMs, request) => {
    const asked = (present ??= cluster.coordinator(group));
    try {
      return await cluster.call(purpose, await asked, api, withinMs, request);
    } catch (error) {
      const isAway = !(error instanceof BrokerAnswer) || ELSEWHERE.has(error.type);
      if (isAway && present === asked) present = null;
      throw error;
    }
  };
}
