/** The contract by kafkajs. */
import type { Kafka } from '../../kafka.ts';
import type { Logger } from '../../../process/logger.ts';
import type { KafkaClient } from '../contract.ts';
import { joinByKafkajs } from './kafkajs-member.ts';
import { produceByKafkajs } from './kafkajs-producer.ts';

export const kafkajsClient = (kafka: Kafka, log: Logger): KafkaClient => ({
  produce: () => produceByKafkajs(kafka, log),
  consume: (options) => joinByKafkajs(kafka, options),
});
