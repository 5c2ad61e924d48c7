import type { Settings } from '../../config/settings.ts';
import { collections } from '../../schemas/collections.ts';
import { indexesFor, topicsFor } from './with-retention.ts';
import { publishSchemas, publishTopics } from './publish-schemas.ts';
import { createKafka } from '../../services/platform/kafka/kafka.ts';
import { createLogger } from '../../services/platform/process/logger.ts';
import { connectMongo, ensureIndexes } from '../../services/platform/mongo/mongo.ts';

/** Topics, schemas and indexes of one system; harmless to repeat. @throws naming what refused */
export async function publishAll(settings: Settings): Promise<void> {
  const log = createLogger('publish', settings.instanceId, settings.log.level, settings.log.pretty);
  const database = await connectMongo(settings.mongo.url, settings.mongo.database, 'publish');
  try {
    await publishTopics(
      createKafka(settings.kafka.brokers, 'publish', log),
      settings.namespace,
      settings.kafka.replication,
      topicsFor(settings.retention),
    );
    await publishSchemas(settings.registryUrl, settings.namespace);
    await ensureIndexes(database, indexesFor(Object.values(collections), settings.retention));
  } finally {
    await database.close();
  }
}
