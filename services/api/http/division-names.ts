/** The names of divisions in what is shown: entities are made of their ids alone. */
import type { Database } from '../../platform/mongo/mongo.ts';
import { namesOfDivisions } from '../../queries/divisions/divisions.ts';
import type { Ref } from './refs.ts';

type InDivision = { division?: Ref };

/** A division that is gone has no name. */
export async function withDivisionNames<E extends InDivision>(
  database: Database,
  entities: readonly E[],
): Promise<E[]> {
  const names = await namesOfDivisions(
    database,
    entities.flatMap(({ division }) => division?.id ?? []),
  );
  return entities.map((entity) => {
    const name = names.get(entity.division?.id ?? '');
    return entity.division && name !== undefined
      ? { ...entity, division: { ...entity.division, name } }
      : entity;
  });
}

export async function withDivisionName<E extends InDivision>(database: Database, entity: E): Promise<E> {
  const [named = entity] = await withDivisionNames(database, [entity]);
  return named;
}
