/** What differs between a thing before and after, property by property, as bounded JSON. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { AuditedChange } from '../../schemas/collections/audit-collections.ts';

type Properties = Readonly<Record<string, unknown>>;

/** A longer value is cut: an entry stays far below what the database accepts. */
export const MAX_VALUE = 4_000;

/**
 * @param before null: the thing did not exist
 * @param after null: the thing is gone
 * @param names of the properties that may be told; all others are not looked at
 */
export function changedProperties(
  before: Properties | null,
  after: Properties | null,
  names: readonly string[],
): AuditedChange[] {
  return names.flatMap((property) => {
    const [old, present] = [valueOf(before, property), valueOf(after, property)];
    if (isDeepStrictEqual(old, present)) return [];
    return [{ property, before: jsonOf(old), after: jsonOf(present) }];
  });
}

/** Absent and null are the same to a reader. */
const valueOf = (thing: Properties | null, property: string): unknown => thing?.[property] ?? null;

function jsonOf(value: unknown): string | null {
  if (value === null) return null;
  const json = JSON.stringify(value);
  return json.length <= MAX_VALUE ? json : `${json.slice(0, MAX_VALUE)}…`;
}
