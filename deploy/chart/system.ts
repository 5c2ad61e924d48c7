/**
 * What the chart's templates need to know of topics, rights, groups and secrets, from the tables that the
 * processes use. Pure.
 */
import { readEnv } from '../../config/env.ts';
import { topics, type Topic } from '../../schemas/topics.ts';
import { groupOf } from '../../services/platform/kafka/consume.ts';
import { COMPRESSION } from '../../services/platform/kafka/topic-faults.ts';
import { ourServices, type ServiceName } from '../local/our-services.ts';
import { rightsOf, type Right } from '../rights/kafka-acls.ts';
import { topicConfiguration } from '../publish/topic-configuration.ts';
import { topicsFor } from '../publish/with-retention.ts';

const DAY_MS = 86_400_000;

/** Runs before the processes of a release start. */
type Pod = ServiceName | 'publish';
const everyone: readonly Pod[] = ['publish', ...ourServices.map(({ name }) => name)];

/** Secret → who reads it. A test compares the names with those that config/env.ts takes from files. */
export const secretReaders: Readonly<Record<string, readonly Pod[]>> = {
  API_SECRET: ['api'],
  KAFKA_CA: everyone,
  KAFKA_CERTIFICATE: everyone,
  KAFKA_KEY: everyone,
  KAFKA_OAUTH_CLIENT_SECRET: everyone,
  KAFKA_PASSWORD: everyone,
  MONGODB_CA: everyone,
  MONGODB_CERTIFICATE: everyone,
  MONGODB_KEY: everyone,
  MONGODB_PASSWORD: everyone,
  MONGODB_URL: everyone,
  OIDC_CLIENT_SECRET: ['api'],
  OTEL_EXPORTER_OTLP_HEADERS: everyone,
  PEOPLE_KEY: ['eligibility', 'sender', 'api'],
  SCHEMA_REGISTRY_CA: everyone,
  SCHEMA_REGISTRY_CERTIFICATE: everyone,
  SCHEMA_REGISTRY_KEY: everyone,
  SCHEMA_REGISTRY_PASSWORD: everyone,
  SUBSCRIPTION_KEY: ['api', 'notifier'],
  WEBHOOK_VERIFY_TOKEN: ['webhook'],
  WHATSAPP_ACCESS_TOKENS: ['campaigns', 'sender'],
  WHATSAPP_APP_SECRETS: ['webhook'],
};

/** Scales on a topic: on the records that wait in it for the service. */
const scaled: ReadonlyArray<[ServiceName, Pick<Topic<never>, 'name' | 'partitions'>]> = [
  ['sender', topics.releasedMessages],
  ['status', topics.messageStatuses],
];

/** Without a namespace: the templates put it before names of topics and groups. */
export function chartSystem() {
  return {
    secretReaders,
    scalesOn: Object.fromEntries(
      scaled.map(([service, topic]) => [
        service,
        {
          topic: topic.name,
          partitions: topic.partitions,
          group: groupOf('', { groupId: service, topic }),
        },
      ]),
    ),
    topics: topicsFor({ deadLettersMs: readEnv({}).RETENTION_DEAD_LETTERS_DAYS * DAY_MS }).map((topic) => ({
      name: topic.name,
      partitions: topic.partitions,
      config: { ...topicConfiguration(topic), 'compression.type': COMPRESSION },
      ...(topic.isKeptBySetting ? { keptDaysBy: 'RETENTION_DEAD_LETTERS_DAYS' } : {}),
    })),
    rights: rights(),
  };
}

/**
 * Party → rights, for Strimzi's users: `name` with the namespace before it; `*` is everything, or everything
 * that begins with the namespace.
 */
function rights(): Record<string, Array<Omit<Right, 'party'>>> {
  const byParty: Record<string, Array<Omit<Right, 'party'>>> = {};
  for (const { party, ...right } of rightsOf('')) (byParty[party] ??= []).push(right);
  return byParty;
}
