/** Fields as the system's faults name them → as they are called in what was sent. Pure. */
import { ApiError } from '../http/api-error.ts';

const FIELDS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^contactListId$/, 'contactList.id'],
  [/^whatsappColumn$/, 'whatsAppConfig.whatsAppColumns'],
  [/^integrationId$/, 'whatsAppConfig.whatsAppIntegration.id'],
  [/^template(\.(name|language|category))?$/, 'whatsAppConfig.contentTemplate.id'],
  [/^template\./, 'templateBinding.'],
  [/^dncListIds(\[\d+\])?/, 'dncLists$1'],
  [/^contactListFilterIds(\[\d+\])?/, 'contactListFilters$1'],
];

export function sentField(field: string): string {
  const [pattern, name] = FIELDS.find(([one]) => one.test(field)) ?? [];
  return pattern === undefined || name === undefined ? field : field.replace(pattern, name);
}

/** What a change of a campaign answers; a refusal names the fields that were sent. */
export async function inSentFields<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, faults, headers, entityId } = error;
    const [first, ...more] = faults.map((one) => ({
      ...one,
      field: one.field === null ? null : sentField(one.field),
    }));
    if (!first) throw error;
    throw new ApiError(status, [first, ...more], {
      headers,
      ...(entityId === undefined ? {} : { entityId }),
    });
  }
}
