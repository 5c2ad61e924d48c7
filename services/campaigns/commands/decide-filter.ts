/**
 * A contact list filter belongs to one contact list and has a unique name. It cannot be deleted while a
 * campaign uses it, and its clauses cannot change while a campaign runs with it.
 */
import { filterClauseFaults } from '../../domain/filter/contact-list-filter-faults.ts';
import { isActive, nameFaults } from '../../domain/campaign/campaign.ts';
import { fault, type Fault } from '../../domain/fault.ts';
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
  else if (state.isTaken) faults.push(fault('duplicate.name', 'name', 'The name already exists.'));
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
      filter: {
        _id: id,
        name,
        contactListId,
        filterType,
        clauses,
        version: 1,
        createdAt: now,
        modifiedAt: now,
      },
    },
    version: 1,
  };
}

export function updateFilter(
  id: string,
  body: BodyOf<'UpdateContactListFilter'>,
  { filter, list, isTaken, usedBy }: Pick<State, 'filter' | 'list' | 'isTaken' | 'usedBy'>,
  now: Date,
): Decision {
  if (!filter) return refuse(notFound(id));
  const { name, filterType, clauses, version = null } = body;
  const present = filter.version ?? 1;
  if (version !== null && version !== present)
    return refuse(
      fault(
        'invalid.update.wrong.version',
        'version',
        `The change is based on version ${version}, but the filter has version ${present}: read it again.`,
      ),
    );
  if (name === null && filterType === null && clauses === null)
    return refuse(fault('invalid.update', null, 'Nothing to change; expected name, filterType or clauses.'));
  const faults = name === null ? [] : nameFaults(name);
  if (isTaken) faults.push(fault('duplicate.name', 'name', 'The name already exists.'));
  const running = usedBy.filter(({ status }) => isActive(status));
  if ((filterType !== null || clauses !== null) && running.length > 0)
    faults.push(
      fault(
        'resources.in.use',
        clauses === null ? 'filterType' : 'clauses',
        `The filter is used by ${quotedNames(running)}, which is running. Stop the campaign first, or create another filter.`,
      ),
    );
  if (clauses !== null)
    faults.push(
      ...filterClauseFaults(clauses, list && list.columnNames.length > 0 ? list.columnNames : null),
    );
  if (faults.length > 0) return refuse(...faults);
  return {
    ...unchanged(),
    effect: {
      kind: 'replace-filter',
      filter: {
        ...filter,
        name: name ?? filter.name,
        filterType: filterType ?? filter.filterType,
        clauses: clauses ?? filter.clauses,
        version: present + 1,
        modifiedAt: now,
      },
    },
    version: present + 1,
  };
}

export function deleteFilter(id: string, state: Pick<State, 'filter' | 'usedBy'>): Decision {
  if (!state.filter) return refuse(notFound(id));
  if (state.usedBy.length > 0)
    return refuse(
      fault(
        'referential.integrity.error',
        'subjectId',
        `The filter is used by ${quotedNames(state.usedBy)}.`,
      ),
    );
  return { ...unchanged(), effect: { kind: 'delete-filter', filterId: id } };
}

const notFound = (id: string): Fault =>
  fault('resource.not.found', 'subjectId', `There is no filter with the id ${id}.`);

const quotedNames = (campaigns: State['usedBy']): string =>
  campaigns.map(({ name }) => `"${name}"`).join(', ');
