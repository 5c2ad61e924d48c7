/** The Kafka client that the settings choose. */
import type { Settings } from '../../../../config/settings.ts';
import type { Logger } from '../../process/logger.ts';
import type { Kafka } from '../kafka.ts';
import type { KafkaClient } from './contract.ts';
import { kafkajsClient } from './kafkajs/kafkajs-client.ts';

/** @param kafka kafkajs, which also asks what is rarely asked */
export function openClient(
  settings: Settings['kafka'],
  clientId: string,
  kafka: Kafka,
  log: Logger,
): KafkaClient {
  if (settings.client === 'kafkajs') return kafkajsClient(kafka, log);
  // it takes memory, and most processes do without
  const load = async (): Promise<KafkaClient> => {
    const { platformaticClient } = await import('./platformatic/platformatic-client.ts');
    return platformaticClient(settings, clientId, log);
  };
  let loaded: Promise<KafkaClient> | undefined;
  const client = (): Promise<KafkaClient> => (loaded ??= load());
  return {
    produce: async () => (await client()).produce(),
    consume: async (options) => (await client()).consume(options),
  };
}
