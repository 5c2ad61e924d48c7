/** Topics and indexes as the settings of retention make them. Pure. */
import type { Retention } from '../../config/retention.ts';
import type { CollectionIndex } from '../../schemas/collections.ts';
import { topics, type Topic } from '../../schemas/topics.ts';

/** `isKeptBySetting`: existing topics get the retention too. */
export type TopicToMake = Pick<
  Topic<never>,
  'name' | 'partitions' | 'retentionMs' | 'retentionBytes' | 'maxRecordBytes'
> & { readonly isKeptBySetting?: true };

type Indexed = { name: string; indexes: readonly CollectionIndex[] };

/** The broker's word for "for good". */
const FOR_GOOD = -1;
/** 68 years, the longest that an index can say. */
const LONGEST_EXPIRY_SECONDS = 2 ** 31 - 1;

export function topicsFor({ deadLettersMs }: Pick<Retention, 'deadLettersMs'>): TopicToMake[] {
  const bySetting: ReadonlySet<string> = new Set([topics.deadLetters.name, topics.deadLetterMarks.name]);
  return Object.values(topics).map((topic: TopicToMake) =>
    bySetting.has(topic.name)
      ? { ...topic, retentionMs: deadLettersMs === 0 ? FOR_GOOD : deadLettersMs, isKeptBySetting: true }
      : topic,
  );
}

export function indexesFor(
  collections: readonly Indexed[],
  retention: Pick<Retention, 'eventsMs' | 'outcomesMs' | 'auditsMs' | 'deliveriesMs'>,
): Indexed[] {
  const seconds = {
    events: retention.eventsMs / 1_000,
    outcomes: retention.outcomesMs / 1_000,
    audits: retention.auditsMs / 1_000,
    deliveries: retention.deliveriesMs / 1_000,
  };
  return collections.map(({ name, indexes }) => ({
    name,
    indexes: indexes.map((index) =>
      index.expiresBy
        ? { ...index, expireAfterSeconds: seconds[index.expiresBy] || LONGEST_EXPIRY_SECONDS }
        : index,
    ),
  }));
}
