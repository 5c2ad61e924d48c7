/**
 * Which statements a MongoDB with shards would have to ask of all of them: by the profile of a database without. No mongos is needed for
 * that: a statement is targeted when its filter says the shard key, as equality, as a list or as a range.
 */
import type { Db, Document } from 'mongodb';
import { collections } from '../../schemas/collections.ts';

const PROFILE_BYTES = 256 * 1024 * 1024;

/** Every statement from now on, those of all processes. */
export async function profileStatements(db: Db): Promise<void> {
  await db.command({ profile: 0 });
  await db.dropCollection('system.profile').catch(() => undefined);
  await db.createCollection('system.profile', { capped: true, size: PROFILE_BYTES });
  await db.command({ profile: 2 });
}

export type Statements = {
  /** `<collection> <operation> <fields of the filter>` of those that name no shard key, and how many there were. */
  readonly untargeted: ReadonlyMap<string, number>;
  /** How many named it. */
  readonly targeted: number;
};

/**
 * What was profiled of the collections that have a planned shard key; ends the profile.
 * @param tester application name of the test's own statements: they are left out
 */
export async function readStatements(db: Db, tester: string): Promise<Statements> {
  await db.command({ profile: 0 });
  const untargeted = new Map<string, number>();
  let targeted = 0;
  for (const { name, shardKey } of Object.values(collections)) {
    if (!shardKey) continue;
    const keys = Object.keys(shardKey);
    const entries = db.collection('system.profile').find({
      ns: `${db.databaseName}.${name}`,
      appName: { $ne: tester },
    });
    for await (const entry of entries) {
      const filter = filterOf(entry);
      if (filter === null) continue;
      if (keys.every((key) => says(filter, key))) {
        targeted += 1;
        continue;
      }
      const shape = `${name} ${String(entry['op'])} ${fieldsOf(filter).join(', ')}`;
      untargeted.set(shape, (untargeted.get(shape) ?? 0) + 1);
    }
  }
  return { untargeted, targeted };
}

/** Null: nothing is looked for (inserts, the rest of a cursor, indexes). */
function filterOf({ op, command }: Document): Document | null {
  const { q, filter, query, pipeline } = (command ?? {}) as Record<string, Document | undefined>;
  if (op === 'insert' || op === 'getmore') return null;
  if (op === 'update' || op === 'remove') return q ?? {};
  const [first] = (pipeline as Document[] | undefined) ?? [];
  if (pipeline) return (first?.['$match'] as Document | undefined) ?? {};
  if (filter || query) return filter ?? query ?? {};
  return ['find', 'aggregate', 'count', 'distinct', 'findAndModify'].some(
    (verb) => verb in (command as object),
  )
    ? {}
    : null;
}

function says(filter: Document, key: string): boolean {
  const parts = [filter, ...((filter['$and'] as Document[] | undefined) ?? [])];
  return parts.some((part) => isBound(part[key]));
}

/** Equality, a list, or bounds on both sides; a beginning (`/^run:/`) is a range too. */
function isBound(condition: unknown): boolean {
  if (condition === undefined || condition === null) return false;
  if (condition instanceof RegExp) return condition.source.startsWith('^');
  if (typeof condition !== 'object') return true;
  if ('$in' in condition || '$eq' in condition) return true;
  const [hasLow, hasHigh] = [
    '$gt' in condition || '$gte' in condition,
    '$lt' in condition || '$lte' in condition,
  ];
  return hasLow && hasHigh;
}

const fieldsOf = (filter: Document): string[] =>
  [
    ...new Set(
      Object.entries(filter).flatMap(([field, value]) =>
        field === '$and' ? (value as Document[]).flatMap((part) => Object.keys(part)) : [field],
      ),
    ),
  ].sort();
