/**
 * The question of a filter preview (C1): how many contacts of the list the filter keeps now, of how many, and
 * the first of them.
 */
import type { FilterDefinition, FilterMoment } from './contact-list-filter.ts';
import { contactListFilterQuery, type ContactCondition } from './contact-list-filter-query.ts';

export type PreviewQuestion = {
  /** All contacts of the list. */
  readonly all: { readonly listId: string };
  readonly condition: ContactCondition;
  readonly order: { readonly arrival: 1 };
};

/**
 * The moment of a preview: relative dates count from now, dates without offset are in the list's zone, or
 * UTC.
 */
export const previewMoment = (list: { timeZone: string | null }, now: number): FilterMoment => ({
  now,
  timeZone: list.timeZone ?? 'UTC',
});

/** @throws TypeError for a definition in which contact-list-filter-faults.ts finds faults */
export const previewQuestion = (
  filter: FilterDefinition,
  list: { readonly _id: string; readonly columnNames: readonly string[] },
  moment: FilterMoment,
): PreviewQuestion => ({
  all: { listId: list._id },
  condition: contactListFilterQuery(filter, list.columnNames, moment),
  order: { arrival: 1 },
});
