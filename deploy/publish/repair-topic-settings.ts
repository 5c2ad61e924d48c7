/** Topics of an earlier version keep their settings, but for those that this version cannot work with and that are safe to change. */
import kafkajs, { type Admin } from 'kafkajs';
import type { Topic } from '../../schemas/topics.ts';
import { COMPRESSION, USUAL_RECORD_BYTES } from '../../services/platform/kafka/topic-faults.ts';

// node finds only some of the names that this CommonJS package exports
const { ConfigResourceTypes, ConfigSource } = kafkajs;

type Setting = { name: string; value: string };

/**
 * Raises the largest record of existing topics to what their definition asks for, and lowers none; has the broker store records
 * uncompressed. Whatever else an operator has set on them stays.
 */
export async function repairTopicSettings(
  admin: Admin,
  namespace: string,
  existing: ReadonlyArray<Pick<Topic<never>, 'name' | 'maxRecordBytes'>>,
): Promise<void> {
  if (existing.length === 0) return;
  const limits = new Map(
    existing.map(({ name, maxRecordBytes = USUAL_RECORD_BYTES }) => [namespace + name, maxRecordBytes]),
  );
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [...limits.keys()].map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  const changed = resources.flatMap(({ resourceName, configEntries }) => {
    const present = new Map(configEntries.map(({ configName, configValue }) => [configName, configValue]));
    const repaired = repairs(present, limits.get(resourceName) ?? USUAL_RECORD_BYTES);
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

function repairs(present: ReadonlyMap<string, string>, limit: number): Setting[] {
  const repaired: Setting[] = [];
  if (Number(present.get('max.message.bytes')) < limit)
    repaired.push({ name: 'max.message.bytes', value: String(limit) });
  if (present.get('compression.type') !== COMPRESSION)
    repaired.push({ name: 'compression.type', value: COMPRESSION });
  return repaired;
}
