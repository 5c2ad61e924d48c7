/** A contact list filter belongs to one contact list, has a unique name, and is not deleted while a campaign uses it. */
import { filterClauseFaults } from '../../domain/filter/contact-list-filter-faults.ts';
import { nameFaults } from '../../domain/campaign/campaign.ts';
import { fault } from '../../domain/fault.ts';
import { refuse, unchanged, type BodyOf, type Decision, type State } from './decision.ts';

export function createFilter(
  id: string,
  body: BodyOf<'CreateContactListFilter'>,
  state: Pick<State, 'filter' | 'list' | 'isTaken' | 'counts' | 'limits'>,
  now: Date,
): Decision {
  const faults = nameFaults(body.name);
  if (state.filter)
    faults.push(fault('invalid.create', 'subjectId', `A filter with the id ${id} exists already.`));
  else if (state.isTaken)
    faults.push(fault('duplicate.name', 'name', `The name "${body.name}" already exists.`));
  const { filters } = state.limits;
  if (state.counts.filters >= filters)
    faults.push(
      fault(
        'max.entity.count.reached',
        null,
        `The maximum filter count has been reached: ${filters}.`,
        filters,
      ),
    );
  if (body.contactListId === '')
    faults.push(fault('contact.list.cannot.be.blank', 'contactListId', 'A filter needs a contact list.'));
  else if (!state.list)
    faults.push(
      fault(
        'contact.list.not.found',
        'contactListId',
        `There is no contact list with the id ${body.contactListId}.`,
      ),
    );
  // a list whose first import has not read its header yet has no columns
  const columnNames = state.list && state.list.columnNames.length > 0 ? state.list.columnNames : null;
  if (state.list && columnNames === null)
    faults.push(
      fault(
        'contact.list.import.in.progress',
        'contactListId',
        `The columns of the contact list "${state.list.name}" are not known yet: its import has not read the header.`,
      ),
    );
  faults.push(...filterClauseFaults(body.clauses, columnNames));
  if (faults.length > 0) return refuse(...faults);
  const { name, contactListId, filterType, clauses } = body;
  return {
    ...unchanged(),
    effect: {
      kind: 'insert-filter',
      filter: { _id: id, name, contactListId, filterType, clauses, createdAt: now },
    },
  };
}

export function deleteFilter(id: string, state: Pick<State, 'filter' | 'usedBy'>): Decision {
  if (!state.filter)
    return refuse(fault('resource.not.found', 'subjectId', `There is no filter with the id ${id}.`));
  if (state.usedBy.length > 0)
    return refuse(
      fault(
        'referential.integrity.error',
        'subjectId',
        `The filter is used by ${state.usedBy.map(({ name }) => `"${name}"`).join(', ')}.`,
      ),
    );
  return { ...unchanged(), effect: { kind: 'delete-filter', filterId: id } };
}
