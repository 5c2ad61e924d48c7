/** The settings with which a topic is made, by their names at the broker. */
import type { Topic } from '../../schemas/topics.ts';

const SEGMENT_MS = 3_600_000;
const SEGMENT_BYTES = 16 * 1024 * 1024;

export function topicConfiguration(
  topic: Pick<Topic<never>, 'retentionMs' | 'retentionBytes' | 'maxRecordBytes'>,
): Record<string, string> {
  return {
    ...keptAs(topic.retentionMs),
    ...(topic.maxRecordBytes ? { 'max.message.bytes': String(topic.maxRecordBytes) } : {}),
    ...(topic.retentionBytes ? { 'retention.bytes': String(topic.retentionBytes) } : {}),
  };
}

/** A compacted topic is small: it is cleaned often, so that reading it from the start stays quick. */
const keptAs = (retentionMs: number | 'latest'): Record<string, string> =>
  retentionMs === 'latest'
    ? {
        'cleanup.policy': 'compact',
        'segment.ms': String(SEGMENT_MS),
        'segment.bytes': String(SEGMENT_BYTES),
      }
    : { 'retention.ms': String(retentionMs) };
