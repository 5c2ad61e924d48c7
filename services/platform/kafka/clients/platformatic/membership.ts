/**
 * One member of a consumer group, as far as the group's coordinator is concerned: join, heartbeat, commit,
 * leave. The package's consumer keeps a coordinator for ever and commits under whatever assignment is the
 * present one; here a commit names the assignment that it belongs to.
 */
import {
  heartbeatV4,
  joinGroupV9,
  leaveGroupV5,
  offsetCommitV8,
  offsetFetchV8,
  syncGroupV5,
} from '@platformatic/kafka';
import type { CommittedOffset, MemberOptions } from '../contract.ts';
import { ASSIGNER, assignmentOf, partitionsIn, shareOut, subscriptionTo } from './assignment.ts';
import { typeOf, type BrokerAnswer } from './broker-errors.ts';
import { REQUEST_MS, type Cluster } from './cluster.ts';
import { createCoordinator } from './coordinator.ts';

/** A place in the group, until the next rebalance. */
export type Place = {
  readonly memberId: string;
  readonly generation: number;
  readonly partitions: number[];
};

export type Membership = {
  /** Waits for the other members. */
  join(): Promise<Place>;
  /** @throws BrokerAnswer when the group is assigning again, or has forgotten the member */
  beat(place: Place): Promise<void>;
  commit(place: Place, offsets: readonly CommittedOffset[]): Promise<void>;
  /** Of each partition; -1: none. */
  committed(partitions: number[]): Promise<Map<number, bigint>>;
  leave(): Promise<void>;
};

const TYPE = 'consumer';
/** Beyond the time that the group gives its members to join. */
const RESERVE_MS = 5_000;
type JoinRequest = Parameters<typeof joinGroupV9.createRequest>;
type SyncRequest = Parameters<typeof syncGroupV5.createRequest>;
type Share = { memberId: string; assignment: Buffer };

export function createMembership(
  cluster: Cluster,
  { group, topicName, sessionMs }: Pick<MemberOptions, 'group' | 'topicName' | 'sessionMs'>,
): Membership {
  const call = createCoordinator(cluster, group);
  const rebalanceMs = sessionMs * 2;
  const withinMs = rebalanceMs + RESERVE_MS;
  const protocols = [{ name: ASSIGNER, metadata: subscriptionTo(topicName) }];
  let memberId = '';

  const askToJoin = () => {
    const request: JoinRequest = [group, sessionMs, rebalanceMs, memberId, null, TYPE, protocols, null];
    return call('join', joinGroupV9.api, withinMs, request);
  };

  /** The first member shares the partitions out to all. */
  async function sharesOf(members: ReadonlyArray<{ memberId: string }>): Promise<Share[]> {
    const partitions = (await cluster.leaders(topicName)).length;
    const shares = shareOut(
      members.map((member) => member.memberId),
      partitions,
    );
    return [...shares].map(([id, own]) => ({ memberId: id, assignment: assignmentOf(topicName, own) }));
  }

  /** A member that is new gets its id by being refused once. */
  const joinAnew = (error: unknown): ReturnType<typeof askToJoin> => {
    if (typeOf(error) === 'UNKNOWN_MEMBER_ID') memberId = '';
    if (typeOf(error) !== 'MEMBER_ID_REQUIRED') throw error;
    memberId = ((error as BrokerAnswer).response as { memberId: string }).memberId;
    return askToJoin();
  };

  return {
    async join() {
      const joined = await askToJoin().catch(joinAnew);
      const { generationId: generation, protocolName } = joined;
      memberId = joined.memberId ?? '';
      const shares = joined.leader === memberId ? await sharesOf(joined.members) : [];
      const request: SyncRequest = [group, generation, memberId, null, TYPE, protocolName, shares];
      const { assignment } = await call('join', syncGroupV5.api, withinMs, request);
      return { memberId, generation, partitions: partitionsIn(assignment, topicName) };
    },
    async beat(place) {
      await call('group', heartbeatV4.api, sessionMs, [group, place.generation, place.memberId, null]);
    },
    async commit(place, offsets) {
      const partitions = offsets.map(({ partition, offset }) => ({
        partitionIndex: partition,
        committedOffset: BigInt(offset),
        committedLeaderEpoch: -1,
        committedMetadata: null,
      }));
      const topics = [{ name: topicName, partitions }];
      const { generation } = place;
      await call('group', offsetCommitV8.api, REQUEST_MS, [group, generation, place.memberId, null, topics]);
    },
    async committed(partitions) {
      const groups = [
        {
          groupId: group,
          memberId: null,
          memberEpoch: -1,
          topics: [{ name: topicName, partitionIndexes: partitions }],
        },
      ];
      const answer = await call('group', offsetFetchV8.api, REQUEST_MS, [groups, false]);
      const found = answer.groups[0]?.topics[0]?.partitions ?? [];
      return new Map(found.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]));
    },
    async leave() {
      if (memberId === '') return;
      await call('group', leaveGroupV5.api, REQUEST_MS, [group, [{ memberId, reason: null }]]);
    },
  };
}
