/** Old and new writers side by side on every topic, and what the registry does not let in. */
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { publishSchemas } from '../../../deploy/publish/publish-schemas.ts';
import { subjectOf, topics, type Topic } from '../../../schemas/topics.ts';
import { goldenVersions, presentSchemas } from '../../support/golden-records.ts';
import { sampleRecords } from '../../support/sample-records.ts';
import { openTestSystem, testSettings, until, type TestSystem } from '../../support/test-system.ts';

const golden = goldenVersions(process.cwd());
const nameOfSchema = new Map(
  [...presentSchemas(process.cwd())].map(([file, schema]) => [(schema as { name: string }).name, file]),
);
const allTopics: ReadonlyArray<Topic<never>> = Object.values(topics);

/** Whether a record holds everything of another; fields that are new may be there besides. */
function holds(record: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return Object.is(record, part);
  if (typeof record !== 'object' || record === null) return false;
  if (Array.isArray(part) && (record as unknown[]).length !== part.length) return false;
  return Object.entries(part).every(([key, value]) => holds((record as Record<string, unknown>)[key], value));
}

describe('versions side by side', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await openTestSystem();
  });
  afterAll(() => system.close());

  it.each(allTopics.map((topic) => [topic.name, topic] as const))(
    'an old and a new writer on %s are both understood',
    async (_name, topic) => {
      const { context, settings } = system;
      const name = settings.namespace + topic.name;
      // the samples fill every branch of a schema with values that nobody means: here it is about reading them
      const readable = { ...(topic as unknown as Topic<unknown>), faultOf: () => null };
      const seen = await system.collect<unknown>(readable);
      const registry = new SchemaRegistry({ host: settings.registry.url });
      const versions = golden.filter(
        ({ schemaName }) => schemaName === nameOfSchema.get((topic.schema as { name: string }).name),
      );
      expect(versions.length).toBeGreaterThan(0);
      const written: unknown[] = [];
      const old = context.kafka.producer();
      await old.connect();
      const news = sampleRecords(topic.schema) as never[];
      const producer = await context.producer();
      for (const { schema, bodies, values } of versions) {
        // an old version is registered beside the present one, as before an upgrade; the id is all that a reader needs
        const { id } = await registry.register(
          { type: 'AVRO' as never, schema: JSON.stringify(schema) },
          { subject: `${subjectOf(name)}-old` },
        );
        const header = Buffer.alloc(5);
        header.writeInt32BE(id, 1);
        await old.send({
          topic: name,
          messages: bodies.map((body) => ({ key: 'k', value: Buffer.concat([header, body]) })),
        });
        await producer.send(topic, news);
        written.push(...values, ...news);
      }
      await old.disconnect();
      await until('all are read', () => seen.length >= written.length);
      for (const value of written) expect(seen.some((read) => holds(read, value))).toBe(true);
      expect(seen).toHaveLength(written.length);
    },
  );
});

describe('the registry', () => {
  const settings = testSettings();
  const changed = (change: (fields: Array<Record<string, unknown>>) => void): Topic<never> => {
    const schema = JSON.parse(JSON.stringify(topics.sendDemand.schema)) as {
      fields: Array<Record<string, unknown>>;
    };
    change(schema.fields);
    return { ...topics.sendDemand, schema };
  };
  const publish = (topic: Topic<never>): Promise<void> =>
    publishSchemas(settings.registry, settings.namespace, [topic]);

  it('refuses what could not read the records that are there, and names the subject', async () => {
    await publish(topics.sendDemand);
    const refused = `schema of ${settings.namespace}send-demand-value was refused`;
    // a new field without a default
    await expect(
      publish(changed((fields) => fields.push({ name: 'priority', type: 'int' }))),
    ).rejects.toThrow(refused);
    // another type under the same name
    await expect(
      publish(
        changed((fields) => {
          const field = fields.find(({ name }) => name === 'fromSequence');
          if (field) field['type'] = 'string';
        }),
      ),
    ).rejects.toThrow(refused);
  });

  it('takes a new field with a default', async () => {
    await publish(changed((fields) => fields.push({ name: 'priority', type: 'int', default: 0 })));
  });
});
