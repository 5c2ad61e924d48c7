/** Schemas of writers, from a registry that speaks Confluent's API. */
import { LostInfrastructure } from '../handling/lost-infrastructure.ts';
import type { Registry } from './registry.ts';

/**
 * @returns null when the registry knows no such schema @throws when it does not answer, or answers with an
 *   error
 */
export function readSchema(registry: Registry, schema: number | string): Promise<object | null> {
  return typeof schema === 'number' ? readById(registry, schema) : readByGuid(registry, schema);
}

async function readById(registry: Registry, id: number): Promise<object | null> {
  if (id <= 0) return null;
  try {
    return JSON.parse(JSON.stringify(await (await registry.client()).getSchema(id))) as object;
  } catch (cause) {
    // not found, or not possible as an id; any other status is a temporary fault of the registry
    if (![400, 404, 422].includes((cause as { status?: number }).status ?? 0)) throw cause;
    return null;
  }
}

/** Registries without GUIDs answer as for an unknown one: 404, or 405 for the path. */
async function readByGuid(registry: Registry, guid: string): Promise<object | null> {
  const answer = await registry.get(`schemas/guids/${guid}`).catch((cause: unknown) => {
    throw new LostInfrastructure('the schema registry does not answer', { cause });
  });
  if ([400, 404, 405, 422].includes(answer.status)) return null;
  if (!answer.ok) throw new LostInfrastructure(`the schema registry answers ${answer.status}`);
  const { schema, schemaType = 'AVRO' } = (await answer.json()) as { schema?: string; schemaType?: string };
  return schemaType === 'AVRO' && schema !== undefined ? (JSON.parse(schema) as object) : null;
}
