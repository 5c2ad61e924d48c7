/** What a preview of a contact list filter asks (C1): how many contacts of the list it keeps now, of how many, and who comes first. */
import type { FilterDefinition, FilterMoment } from './contact-list-filter.ts';
import { contactListFilterQuery, type ContactCondition } from './contact-list-filter-query.ts';

export type PreviewQuestion = {
  /** All contacts of the list. */
  readonly all: { readonly listId: string };
  readonly condition: ContactCondition;
  readonly order: { readonly arrival: 1 };
};

/** The moment of a preview: relative dates count from now, dates without offset are in the list's zone, else UTC. */
export const previewMoment = (list: { timeZone: string | null }, now: number): FilterMoment => ({
  now,
  timeZone: list.timeZone ?? 'UTC',
});

/** @throws TypeError for a definition that contact-list-filter-faults.ts finds fault with */
export const previewQuestion = (
  filter: FilterDefinition,
  list: { readonly _id: string; readonly columnNames: readonly string[] },
  moment: FilterMoment,
): PreviewQuestion => ({
  all: { listId: list._id },
  condition: contactListFilterQuery(filter, list.columnNames, moment),
  order: { arrival: 1 },
});
