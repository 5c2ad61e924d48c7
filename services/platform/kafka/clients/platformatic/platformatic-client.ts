/**
 * The contract by @platformatic/kafka, of which only connections, logins and the encoding of Kafka's requests
 * are used. Each producer and each member has connections of its own.
 */
import type { KafkaConnection } from '../../../../../config/connections.ts';
import type { Logger } from '../../../process/logger.ts';
import type { KafkaClient } from '../contract.ts';
import { createCluster, type Cluster } from './cluster.ts';
import { linkOptions } from './link-options.ts';
import { joinGroup } from './member.ts';
import { createRecordProducer } from './producer.ts';

export function platformaticClient(connection: KafkaConnection, clientId: string, log: Logger): KafkaClient {
  const options = linkOptions(connection, clientId);
  const open = (): Cluster => createCluster(connection.brokers, options);
  return {
    produce: () => createRecordProducer(open(), log),
    consume: (member) => joinGroup(open(), member, log),
  };
}
