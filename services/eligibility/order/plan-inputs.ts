/**
 * The inputs of a campaign's order: filter and sort on the list's columns; or the faults that prevent
 * planning.
 */
import type {
  CampaignDocument,
  ContactListDocument,
  ContactListFilterDocument,
} from '../../../schemas/collections.ts';
import type { Fault } from '../../../schemas/types.ts';
import {
  compileContactListFilter,
  filterColumns,
  type ContactPredicate,
} from '../../domain/filter/contact-list-filter.ts';
import {
  contactListFilterPreselection,
  type ContactCondition,
} from '../../domain/filter/contact-list-filter-query.ts';
import { columnPosition, hasColumn, missingName } from '../../domain/contact/column-text.ts';
import { sortKeysOf, type SortKey } from '../../domain/contact/contact-sort.ts';

export type PlanInputs = {
  /**
   * Positions (in the list) of the only columns that are needed: cells of a scanned contact have this order.
   */
  columns: number[];
  keeps: ContactPredicate;
  /** A condition that all kept contacts meet, so that the database sends fewer; null when there is none. */
  preselection: ContactCondition | null;
  keys: SortKey[];
};

/**
 * @param filters the filters of the campaign that exist
 * @param now reference for relative dates of filters, milliseconds since the epoch
 */
export function planInputsOf(
  campaign: Pick<CampaignDocument, 'contactSorts' | 'contactListFilterIds'>,
  list: Pick<ContactListDocument, 'columnNames' | 'timeZone'>,
  filters: readonly ContactListFilterDocument[],
  now: number,
): PlanInputs | Fault[] {
  const faults: Fault[] = [];
  for (const id of campaign.contactListFilterIds.filter((id) => !filters.some(({ _id }) => _id === id)))
    faults.push(
      faultOf(
        'contact.list.filter.not.found',
        'contactListFilters',
        `The contact list filter ${id} does not exist.`,
      ),
    );
  const needed = [
    ...new Set([
      ...filters.flatMap((filter) => filterColumns(filter)),
      ...campaign.contactSorts.map(({ fieldName }) => fieldName),
    ]),
  ].filter((name) => hasColumn(list.columnNames, name));
  const sort = sortKeysOf(campaign.contactSorts, needed);
  if ('missingColumn' in sort)
    faults.push(
      faultOf(
        'contact.sorts.invalid.field.name',
        'contactSorts',
        `The contact list has no column ${missingName(sort.missingColumn, list.columnNames)}.`,
      ),
    );
  const moment = { now, timeZone: list.timeZone ?? 'UTC' };
  const predicates = filters.map((filter) => {
    try {
      return compileContactListFilter(filter, needed, moment);
    } catch (error) {
      const message = `The contact list filter "${filter.name}" cannot be evaluated: ${(error as Error).message}.`;
      faults.push(faultOf('CONTACT_LIST_FILTER_EVALUATION_FAILED', 'contactListFilters', message));
      return () => false;
    }
  });
  if ('missingColumn' in sort || faults.length > 0) return faults;
  return {
    columns: needed.map((name) => columnPosition(list.columnNames, name)),
    preselection: allOf(
      filters.map((filter) => contactListFilterPreselection(filter, list.columnNames, moment)),
    ),
    keeps: (values) => predicates.every((predicate) => predicate(values)),
    keys: sort.keys,
  };
}

function allOf(conditions: ReadonlyArray<ContactCondition | null>): ContactCondition | null {
  const usable = conditions.filter((condition) => condition !== null);
  return usable.length === 0 ? null : { $and: usable };
}

export function faultOf(code: string, field: string, message: string): Fault {
  return { code, field, message, limit: null };
}
