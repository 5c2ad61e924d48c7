/** What MongoDB asks of a collection that is to be split over shards (manual: "Unique Indexes on Sharded Collections"). */
import { collections } from '../../../schemas/collections.ts';

const sharded = Object.values(collections).filter(({ shardKey }) => shardKey !== undefined);

test('there are collections with a planned shard key', () => {
  expect(sharded.map(({ name }) => name).sort()).toEqual(
    expect.arrayContaining(['contacts', 'dnc_numbers', 'messages', 'run_pages', 'taken_up']),
  );
});

test.each(sharded.map((one) => [one.name, one] as const))(
  '%s: a unique index begins with the shard key, or shards could not keep it',
  (_, { shardKey, indexes }) => {
    const key = Object.keys(shardKey ?? {});
    for (const { keys, unique } of indexes)
      if (unique) expect(Object.keys(keys).slice(0, key.length)).toEqual(key);
  },
);
