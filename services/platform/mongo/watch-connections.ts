/** Connections to MongoDB as metrics: how many are open and in use, and how long work waits for one. */
import type { MongoClient } from 'mongodb';
import type { Metrics } from '../process/metrics.ts';

/** What the driver tells; a test plays it. */
export type ConnectionEvents = Pick<MongoClient, 'on'>;

export function watchConnections(client: ConnectionEvents, metrics: Metrics): void {
  const counts = { open: 0, in_use: 0 };
  const change = (state: keyof typeof counts, by: number): void => {
    counts[state] = Math.max(0, counts[state] + by);
    metrics.set('wac_mongo_connections', counts[state], { state });
  };
  client.on('connectionCreated', () => change('open', 1));
  client.on('connectionClosed', () => change('open', -1));
  client.on('connectionCheckedOut', ({ durationMS }) => {
    change('in_use', 1);
    metrics.observe('wac_mongo_wait_seconds', durationMS / 1_000);
  });
  client.on('connectionCheckedIn', () => change('in_use', -1));
}
