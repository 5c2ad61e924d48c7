import type { Settings } from '../../config/settings.ts';
import { collections } from '../../schemas/collections.ts';
import { indexesFor, topicsFor } from './with-retention.ts';
import { publishSchemas, publishTopics } from './publish-schemas.ts';
import { createKafka } from '../../services/platform/kafka/kafka.ts';
import { requireAccess } from '../../services/platform/kafka/require-access.ts';
import { createLogger } from '../../services/platform/process/logger.ts';
import { connectMongo, ensureIndexes } from '../../services/platform/mongo/mongo.ts';

/** Topics, schemas and indexes of one system; harmless to repeat. @throws naming what refused */
export async function publishAll(settings: Settings): Promise<void> {
  const log = createLogger('publish', settings.instanceId, settings.log.level, settings.log.pretty);
  const database = await connectMongo(settings.mongo, 'publish');
  try {
    await requireAccess(settings.kafka, 'publish');
    await publishTopics(
      createKafka(settings.kafka, 'publish', log),
      settings.namespace,
      settings.kafka.replication,
      topicsFor(settings.retention),
    );
    await publishSchemas(settings.registry, settings.namespace);
    await ensureIndexes(database, indexesFor(Object.values(collections), settings.retention));
  } finally {
    await database.close();
  }
}
