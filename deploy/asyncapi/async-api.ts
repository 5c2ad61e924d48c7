/**
 * docs/asyncapi.json: every topic, its records and who writes and reads it, as an AsyncAPI 3.0 document made
 * from schemas/.
 */
import { topics, type Topic } from '../../schemas/topics.ts';
import { topicConfiguration } from '../publish/topic-configuration.ts';
import { unionsOf } from './avro-shape.ts';

export const ASYNC_API = 'docs/asyncapi.json';

const KAFKA_BINDING = '0.5.0';
const AVRO = 'application/vnd.apache.avro+json;version=1.9.0';

type Json = Record<string, unknown>;
type AnyTopic = Pick<Topic<never>, Exclude<keyof Topic<never>, 'keyOf' | 'faultOf'>>;

/** The whole document. @param version of the project */
export function asyncApi(version: string): Json {
  const all = Object.values(topics) as AnyTopic[];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'WhatsApp campaigns',
      version,
      description:
        'Commands, events and messages of the campaign system on Kafka. Whoever may write to campaign-commands commands campaigns and lists; the answer to each command is on command-outcomes. Topic names may have a prefix (NAMESPACE).',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'avro/binary',
    servers: {
      kafka: {
        host: 'localhost:9092',
        protocol: 'kafka',
        description:
          'The addresses of an installation are the settings KAFKA_BROKERS and SCHEMA_REGISTRY_URL.',
        bindings: {
          kafka: {
            schemaRegistryUrl: 'http://localhost:8081',
            schemaRegistryVendor: 'confluent',
            bindingVersion: KAFKA_BINDING,
          },
        },
      },
    },
    channels: Object.fromEntries(all.map((topic) => [topic.name, channelOf(topic)])),
    operations: Object.fromEntries(all.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(all.map((topic) => [recordOf(topic).name, messageOf(topic)])),
    },
  };
}

type NamedRecord = { name: string; doc?: string };

const recordOf = (topic: AnyTopic): NamedRecord => topic.schema as NamedRecord;

function channelOf(topic: AnyTopic): Json {
  const { name } = recordOf(topic);
  return {
    address: topic.name,
    title: topic.name,
    description: `Key: ${topic.key}.`,
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
    bindings: {
      kafka: {
        partitions: topic.partitions,
        topicConfiguration: typedConfiguration(topic),
        bindingVersion: KAFKA_BINDING,
      },
    },
  };
}

/** The binding wants numbers, and a list of policies. */
const typedConfiguration = (topic: AnyTopic): Json =>
  Object.fromEntries(
    Object.entries({ 'cleanup.policy': 'delete', ...topicConfiguration(topic) }).map(([name, value]) => [
      name,
      name === 'cleanup.policy' ? [value] : Number(value),
    ]),
  );

function messageOf(topic: AnyTopic): Json {
  const { name, doc } = recordOf(topic);
  const kinds = unionsOf(topic.schema);
  return {
    name,
    title: name,
    ...(doc ? { description: doc } : {}),
    payload: { schemaFormat: AVRO, schema: topic.schema },
    ...(kinds.length > 0 ? { 'x-kinds': kinds } : {}),
    bindings: {
      kafka: {
        key: { type: 'string', description: topic.key },
        // one zero byte, the schema's id in four bytes, then the Avro binary encoding
        schemaIdLocation: 'payload',
        schemaIdPayloadEncoding: '4',
        schemaLookupStrategy: 'TopicNameStrategy',
        bindingVersion: KAFKA_BINDING,
      },
    },
  };
}

/** One operation for each process that writes or reads the topic. */
function operationsOf(topic: AnyTopic): Array<[string, Json]> {
  const operation = (process: string, action: 'send' | 'receive'): [string, Json] => [
    `${process}.${action}.${topic.name}`,
    {
      action,
      channel: { $ref: `#/channels/${topic.name}` },
      summary: `${process} ${action === 'send' ? 'writes' : 'reads'} ${topic.name}`,
      tags: [{ name: process }],
    },
  ];
  return [
    ...topic.writers.map((process) => operation(process, 'send')),
    ...topic.readers.map((process) => operation(process, 'receive')),
  ];
}
