/** Kafka and the registry: brokers, topics with their settings, schemas with their compatibility, consumer groups. */
import { subjectOf, topics, type Topic } from '../../../schemas/topics.ts';
import { openRegistry, type Registry } from '../../platform/kafka/avro/registry.ts';
import { checkTopics, UnfitTopics } from '../../platform/kafka/check-topics.ts';
import { groupOf } from '../../platform/kafka/consume.ts';
import type { ServiceContext } from '../../platform/process/run-service.ts';
import { noting, type Finding } from './finding.ts';

const PUBLISH = 'run dist/deploy/publish/publish.js';
/** As deploy/publish sets it, or stricter. */
const COMPATIBLE = ['BACKWARD', 'BACKWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE'];

/** The groups without which nothing goes on, and the process that is in them. */
const GROUPS: ReadonlyArray<readonly [service: string, topic: Pick<Topic<never>, 'name'>]> = [
  ['campaigns', topics.campaignCommands],
  ['campaigns', topics.internalCommands],
  ['importer', topics.campaignCommands],
  ['eligibility', topics.campaignEvents],
  ['eligibility', topics.contactListEvents],
  ['eligibility', topics.sendDemand],
  ['throttle', topics.eligibleContacts],
  ['sender', topics.releasedMessages],
  ['status', topics.messageStatuses],
  ['status', topics.excludedContacts],
  ['status', topics.inboundMessages],
];

export async function checkKafka(context: ServiceContext): Promise<Finding[]> {
  return [
    ...(await checkBrokers(context)),
    ...(await checkTheTopics(context)),
    ...(await checkSchemas(context)),
    ...(await checkGroups(context)),
  ];
}

async function checkBrokers({ kafka, settings }: ServiceContext): Promise<Finding[]> {
  const note = noting('kafka');
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { brokers, controller } = await admin.describeCluster();
    if (controller === null) note.fault('Kafka has no controller', 'start its controllers');
    const { replication } = settings.kafka;
    if (brokers.length < replication)
      note.fault(
        `there are ${brokers.length} broker(s), and KAFKA_REPLICATION is ${replication}`,
        'start the missing brokers',
      );
    else if (brokers.length < 3)
      note.warn(`there are ${brokers.length} broker(s)`, 'use three and KAFKA_REPLICATION=3 in production');
    return note.end(`${brokers.length} brokers`);
  } finally {
    await admin.disconnect();
  }
}

async function checkTheTopics({ kafka, settings }: ServiceContext): Promise<Finding[]> {
  const note = noting('topics');
  try {
    await checkTopics(kafka, settings.namespace);
  } catch (error) {
    if (!(error instanceof UnfitTopics)) throw error;
    for (const line of error.message.split('\n')) note.fault(line, PUBLISH);
  }
  return note.end(`${Object.keys(topics).length} as they should be`);
}

async function checkSchemas({ codecs, settings }: ServiceContext): Promise<Finding[]> {
  const note = noting('schemas');
  const registry = openRegistry(settings.registry);
  for (const topic of Object.values(topics) as ReadonlyArray<Topic<unknown>>) {
    const subject = subjectOf(settings.namespace + topic.name);
    try {
      await codecs.for(topic);
    } catch (error) {
      note.fault(`${subject}: ${(error as Error).message}`, PUBLISH);
      continue;
    }
    const level = await compatibilityOf(registry, subject);
    if (level !== null && !COMPATIBLE.includes(level))
      note.fault(
        `the compatibility of ${subject} is ${level}: anybody may register what our readers cannot read`,
        `set it to BACKWARD (PUT /config/${subject}), or ${PUBLISH}`,
      );
  }
  return note.end(`${Object.keys(topics).length} registered`);
}

/** @returns null when the registry does not say */
async function compatibilityOf(registry: Registry, subject: string): Promise<string | null> {
  const path = `config/${encodeURIComponent(subject)}?defaultToGlobal=true`;
  const answer = await registry.get(path).catch(() => null);
  if (!answer?.ok) return null;
  const { compatibilityLevel } = (await answer.json()) as { compatibilityLevel?: string };
  return compatibilityLevel ?? null;
}

async function checkGroups({ kafka, settings }: ServiceContext): Promise<Finding[]> {
  const note = noting('consumer groups');
  const admin = kafka.admin();
  await admin.connect();
  try {
    const names = GROUPS.map(([service, topic]) => groupOf(settings.namespace, { groupId: service, topic }));
    const { groups } = await admin.describeGroups(names);
    for (const [place, [service, { name }]] of GROUPS.entries()) {
      const group = groups.find(({ groupId }) => groupId === names[place]);
      if (!group || group.members.length === 0)
        note.fault(
          `no ${service} process reads ${name}`,
          `start ${service}: docs/operations.md, ServiceDown`,
        );
    }
    return note.end(`${GROUPS.length} with members`);
  } finally {
    await admin.disconnect();
  }
}
