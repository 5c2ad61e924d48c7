/**
 * Topics of an earlier version keep their settings, but for those that this version cannot work with and that
 * are safe to change.
 */
import kafkajs, { type Admin } from 'kafkajs';
import type { TopicToMake } from './with-retention.ts';
import { COMPRESSION, USUAL_RECORD_BYTES } from '../../services/platform/kafka/topic-faults.ts';

// node finds only some of the names that this CommonJS package exports
const { ConfigResourceTypes, ConfigSource } = kafkajs;

type Setting = { name: string; value: string };

/**
 * Raises the largest record of existing topics to what their definition asks for, and lowers none; has the
 * broker store records uncompressed; keeps records for as long as a setting says, where there is one.
 * Whatever else an operator has set on them stays.
 */
export async function repairTopicSettings(
  admin: Admin,
  namespace: string,
  existing: ReadonlyArray<Pick<TopicToMake, 'name' | 'maxRecordBytes' | 'isKeptBySetting' | 'retentionMs'>>,
): Promise<void> {
  if (existing.length === 0) return;
  const known = new Map(existing.map((topic) => [namespace + topic.name, topic]));
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [...known.keys()].map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  const changed = resources.flatMap(({ resourceName, configEntries }) => {
    const present = new Map(configEntries.map(({ configName, configValue }) => [configName, configValue]));
    const repaired = repairs(present, known.get(resourceName) ?? {});
    if (repaired.length === 0) return [];
    // the request names all settings of a topic: those that it does not name would fall back to the broker's
    const kept = configEntries
      .filter(({ configName, configSource }) => {
        const isRepaired = repaired.some(({ name }) => name === configName);
        return configSource === ConfigSource.TOPIC_CONFIG && !isRepaired;
      })
      .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
    const topic = { type: ConfigResourceTypes.TOPIC, name: resourceName };
    return [{ ...topic, configEntries: [...kept, ...repaired] }];
  });
  if (changed.length > 0) await admin.alterConfigs({ validateOnly: false, resources: changed });
}

function repairs(
  present: ReadonlyMap<string, string>,
  {
    maxRecordBytes: limit = USUAL_RECORD_BYTES,
    isKeptBySetting,
    retentionMs,
  }: Partial<Pick<TopicToMake, 'maxRecordBytes' | 'isKeptBySetting' | 'retentionMs'>>,
): Setting[] {
  const repaired: Setting[] = [];
  if (Number(present.get('max.message.bytes')) < limit)
    repaired.push({ name: 'max.message.bytes', value: String(limit) });
  if (isKeptBySetting && present.get('retention.ms') !== String(retentionMs))
    repaired.push({ name: 'retention.ms', value: String(retentionMs) });
  if (present.get('compression.type') !== COMPRESSION)
    repaired.push({ name: 'compression.type', value: COMPRESSION });
  return repaired;
}
