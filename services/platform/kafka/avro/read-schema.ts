/** Schemas of writers, from a registry that speaks Confluent's API. */
import type { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { LostInfrastructure } from '../handling/lost-infrastructure.ts';

const ANSWER_WITHIN_MS = 10_000;

/**
 * @returns null when the registry knows no such schema @throws when it does not answer, or answers with an
 *   error
 */
export function readSchema(
  registry: SchemaRegistry,
  registryUrl: string,
  schema: number | string,
): Promise<object | null> {
  return typeof schema === 'number' ? readById(registry, schema) : readByGuid(registryUrl, schema);
}

async function readById(registry: SchemaRegistry, id: number): Promise<object | null> {
  if (id <= 0) return null;
  try {
    return JSON.parse(JSON.stringify(await registry.getSchema(id))) as object;
  } catch (cause) {
    // not found, or not possible as an id; any other status is a temporary fault of the registry
    if (![400, 404, 422].includes((cause as { status?: number }).status ?? 0)) throw cause;
    return null;
  }
}

/** Registries without GUIDs answer as for an unknown one: 404, or 405 for the path. */
async function readByGuid(registryUrl: string, guid: string): Promise<object | null> {
  const url = `${registryUrl.replace(/\/+$/, '')}/schemas/guids/${guid}`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(
    (cause: unknown) => {
      throw new LostInfrastructure('the schema registry does not answer', { cause });
    },
  );
  if ([400, 404, 405, 422].includes(answer.status)) return null;
  if (!answer.ok) throw new LostInfrastructure(`the schema registry answers ${answer.status}`);
  const { schema, schemaType = 'AVRO' } = (await answer.json()) as { schema?: string; schemaType?: string };
  return schemaType === 'AVRO' && schema !== undefined ? (JSON.parse(schema) as object) : null;
}
