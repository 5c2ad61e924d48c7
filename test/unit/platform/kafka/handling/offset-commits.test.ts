import type { CommittedOffset } from '../../../../../services/platform/kafka/clients/contract.ts';
import { createCommits } from '../../../../../services/platform/kafka/handling/offset-commits.ts';
import type { Logger } from '../../../../../services/platform/process/logger.ts';

const log = { debug: () => undefined } as unknown as Logger;

/** A member of a group whose broker refuses the first so many commits. */
function member(refusals = 0) {
  const committed: string[] = [];
  let left = refusals;
  const commit = async (offsets: readonly CommittedOffset[]): Promise<void> => {
    if ((left -= 1) >= 0) throw new Error('the group is rebalancing');
    committed.push(...offsets.map(({ partition, offset }) => `${partition}:${offset}`));
  };
  return { by: { commit }, committed };
}

test('offsets of partitions that are owned are committed, the latest of each', async () => {
  const { by, committed } = member();
  const commits = createCommits('t', log);
  commits.assigned([0, 1]);
  commits.note(by, 0, '5', commits.generation());
  commits.note(by, 0, '7', commits.generation());
  commits.note(by, 1, '3', commits.generation());
  await commits.flush();
  expect(committed).toEqual(['0:7', '1:3']);
});

test('a partition that has gone is not committed any more: that would move the group back', async () => {
  const { by, committed } = member();
  const commits = createCommits('t', log);
  commits.assigned([0, 1]);
  const before = commits.generation();
  commits.note(by, 0, '5', before); // noted, and not yet committed when the group has a new generation
  commits.assigned([1]);
  commits.note(by, 0, '6', commits.generation());
  await commits.flush();
  expect(committed).toEqual([]);
});

test('nor is a batch that began before the partition went and came back', async () => {
  const { by, committed } = member();
  const commits = createCommits('t', log);
  commits.assigned([0]);
  const before = commits.generation();
  commits.assigned([1]);
  commits.assigned([0]);
  commits.note(by, 0, '6', before);
  await commits.flush();
  expect(committed).toEqual([]);
});

test('what was refused is committed later, unless more was done meanwhile', async () => {
  const { by, committed } = member(1);
  const commits = createCommits('t', log);
  commits.assigned([0, 1]);
  commits.note(by, 0, '5', commits.generation());
  commits.note(by, 1, '5', commits.generation());
  const first = commits.revoked(); // before a rebalance the old members may still commit; here the broker refuses
  commits.note(by, 0, '8', commits.generation());
  await first;
  await commits.flush();
  expect(committed.sort()).toEqual(['0:8', '1:5']);
});
