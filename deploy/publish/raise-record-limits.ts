/** Topics of an earlier version keep their settings; one of them must not stay too small: records that do not fit would be lost. */
import kafkajs, { type Admin } from 'kafkajs';
import type { Topic } from '../../schemas/topics.ts';

// node finds only some of the names that this CommonJS package exports
const { ConfigResourceTypes, ConfigSource } = kafkajs;
const LIMIT = 'max.message.bytes';

/**
 * Raises the largest record of existing topics to what their definition asks for, and lowers none. Whatever else an operator has set on
 * them stays.
 */
export async function raiseRecordLimits(
  admin: Admin,
  namespace: string,
  existing: ReadonlyArray<Pick<Topic<never>, 'name' | 'maxRecordBytes'>>,
): Promise<void> {
  const wanted = new Map(
    existing.flatMap(({ name, maxRecordBytes }) =>
      maxRecordBytes === undefined ? [] : [[namespace + name, maxRecordBytes] as const],
    ),
  );
  if (wanted.size === 0) return;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [...wanted.keys()].map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  const changed = resources.flatMap(({ resourceName, configEntries }) => {
    const limit = wanted.get(resourceName) ?? 0;
    const present = Number(configEntries.find(({ configName }) => configName === LIMIT)?.configValue);
    if (present >= limit) return [];
    // the request names all settings of a topic: those that it does not name would fall back to the broker's
    const kept = configEntries
      .filter(
        ({ configName, configSource }) => configSource === ConfigSource.TOPIC_CONFIG && configName !== LIMIT,
      )
      .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
    return [
      {
        type: ConfigResourceTypes.TOPIC,
        name: resourceName,
        configEntries: [...kept, { name: LIMIT, value: String(limit) }],
      },
    ];
  });
  if (changed.length > 0) await admin.alterConfigs({ validateOnly: false, resources: changed });
}
