/** The versions of Kafka's requests that this client speaks. */
import {
  fetchV12,
  findCoordinatorV4,
  heartbeatV4,
  initProducerIdV4,
  joinGroupV9,
  leaveGroupV5,
  listOffsetsV8,
  metadataV12,
  offsetCommitV8,
  offsetFetchV8,
  produceV9,
  syncGroupV5,
} from '@platformatic/kafka';
import { Refusal } from '../../../process/refusal.ts';

const SPOKEN = {
  Produce: produceV9.api,
  Fetch: fetchV12.api,
  ListOffsets: listOffsetsV8.api,
  Metadata: metadataV12.api,
  OffsetCommit: offsetCommitV8.api,
  OffsetFetch: offsetFetchV8.api,
  FindCoordinator: findCoordinatorV4.api,
  JoinGroup: joinGroupV9.api,
  Heartbeat: heartbeatV4.api,
  LeaveGroup: leaveGroupV5.api,
  SyncGroup: syncGroupV5.api,
  InitProducerId: initProducerIdV4.api,
};

type Offered = { readonly apiKey: number; readonly minVersion: number; readonly maxVersion: number };

/** @throws Refusal when the broker speaks another version of what we need: no other try can help */
export function checkVersions(offered: readonly Offered[], where: string): void {
  const missing = Object.entries(SPOKEN).filter(([, { key, version }]) => {
    const offer = offered.find(({ apiKey }) => apiKey === key);
    return !offer || version < offer.minVersion || version > offer.maxVersion;
  });
  if (missing.length === 0) return;
  const names = missing.map(([name, { version }]) => `${name} v${version}`).join(', ');
  throw new Refusal(
    `Kafka at ${where} does not speak ${names}, which KAFKA_CLIENT=platformatic needs: use KAFKA_CLIENT=kafkajs`,
  );
}
