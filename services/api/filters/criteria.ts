/** Which contacts of a list a search or export is about: a stored filter, clauses, or both. */
import type { ContactListDocument } from '../../../schemas/collections.ts';
import { fault } from '../../domain/fault.ts';
import { previewMoment } from '../../domain/filter/contact-list-filter-preview.ts';
import {
  contactListFilterQuery,
  type ContactCondition,
} from '../../domain/filter/contact-list-filter-query.ts';
import type { FilterDefinition } from '../../domain/filter/contact-list-filter.ts';
import { idsAskedFor } from '../../domain/filter/ids-asked-for.ts';
import { numbersAskedFor } from '../../domain/filter/numbers-asked-for.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Candidates } from '../../queries/contacts/find-contacts.ts';
import { findFilter } from '../../queries/filters/find-filters.ts';
import { refusal } from '../http/api-error.ts';
import { definitionFaults, definitionOf } from './filter-entity.ts';
import type { FilterBody } from './filter-schema.ts';

export type Criteria = {
  contactListFilterId?: string | null;
  criteria?: Pick<FilterBody, 'clauses' | 'filterType'> | null;
};

/**
 * @returns null = all contacts
 * @throws ApiError with every fault of the clauses, or when the filter is not one of the list's
 */
export async function conditionOf(
  database: Database,
  list: ContactListDocument,
  criteria: Criteria,
  now: number,
): Promise<ContactCondition | null> {
  return (await criteriaOf(database, list, criteria, now)).condition;
}

/** `among`: the only contacts that can fit, by a key of theirs; null = any of the list. @throws as conditionOf */
export async function criteriaOf(
  database: Database,
  list: ContactListDocument,
  { contactListFilterId, criteria }: Criteria,
  now: number,
): Promise<{ condition: ContactCondition | null; among: Candidates | null }> {
  let among: Candidates | null = null;
  const moment = previewMoment(list, now);
  const conditions: ContactCondition[] = [];
  if (contactListFilterId) {
    const filter = await findFilter(database, contactListFilterId);
    const isOther = filter !== null && filter.contactListId !== list._id;
    if (filter === null || isOther)
      throw refusal([
        fault(
          isOther ? 'contact.list.filter.does.not.match.contact.list' : 'contact.list.filter.not.found',
          'contactListFilterId',
          `The contact list has no filter with the id "${contactListFilterId}".`,
        ),
      ]);
    conditions.push(contactListFilterQuery(filter, list.columnNames, moment));
    among = candidatesOf(list, filter);
  }
  if (criteria) {
    const faults = definitionFaults(criteria, list.columnNames).map((one) => ({
      ...one,
      field: one.field === null ? 'criteria' : `criteria.${one.field}`,
    }));
    if (faults.length > 0) throw refusal(faults);
    const definition = definitionOf(criteria);
    conditions.push(contactListFilterQuery(definition, list.columnNames, moment));
    among ??= candidatesOf(list, definition);
  }
  return { condition: conditions.length === 0 ? null : { $and: conditions }, among };
}

function candidatesOf(list: ContactListDocument, definition: FilterDefinition): Candidates | null {
  const ids = idsAskedFor(definition, list.columnNames, list.contactIdColumn);
  if (ids !== null) return { ids };
  const numberColumns = list.whatsappColumns.map(({ columnName }) => columnName);
  const numbers = numbersAskedFor(definition, list.columnNames, numberColumns);
  return numbers === null ? null : { numbers };
}
