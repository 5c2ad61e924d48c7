/** A refusal names the fields that were sent, not those of the command that was made of them. */
import { ApiError } from './api-error.ts';

/** Of these the first that fits is replaced. */
export type Renames = ReadonlyArray<readonly [RegExp, string | ((...match: string[]) => string)]>;

function sentField(renames: Renames, field: string): string {
  const [pattern, name] = renames.find(([one]) => one.test(field)) ?? [];
  if (pattern === undefined || name === undefined) return field;
  return typeof name === 'string' ? field.replace(pattern, name) : field.replace(pattern, name);
}

/** What a change answers. @throws ApiError as it was refused, in the words of what was sent */
export async function inWordsOf<T>(renames: Renames, change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, faults, headers, entityId } = error;
    const [first, ...more] = faults.map((one) => ({
      ...one,
      field: one.field === null ? null : sentField(renames, one.field),
    }));
    if (!first) throw error;
    throw new ApiError(status, [first, ...more], {
      headers,
      ...(entityId === undefined ? {} : { entityId }),
    });
  }
}
