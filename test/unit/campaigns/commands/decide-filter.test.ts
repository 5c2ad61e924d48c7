import type { OwnBody } from '../../../../services/campaigns/commands/decision.ts';
import { aFilter, aList, aState, decided, faultsOf, NOW } from '../campaign-builders.ts';

const { name, contactListId, filterType, clauses } = aFilter();
const create: OwnBody = { type: 'CreateContactListFilter', name, contactListId, filterType, clauses };

it('keeps a filter whose columns its list has', () => {
  expect(decided(create, aState(), 'filter-1')).toMatchObject({
    accepted: true,
    version: 1,
    effect: { kind: 'insert-filter', filter: aFilter({ createdAt: NOW }) },
    change: null,
  });
});

it('names what is wrong with a filter', () => {
  const body: OwnBody = {
    ...create,
    name: '',
    contactListId: 'gone',
    clauses: [{ filterType: 'AND', predicates: [] }],
  };
  expect(faultsOf(decided(body, aState({ list: null }), 'filter-1'))).toEqual([
    'name name.cannot.be.blank',
    'contactListId contact.list.not.found',
    'clauses[0].predicates at.least.one.predicate.required',
  ]);
});

it('waits for the columns of a list that is being imported', () => {
  const list = aList({ columnNames: [], imports: [{ id: 'i', state: 'QUEUED', reason: null }] });
  expect(faultsOf(decided(create, aState({ list }), 'filter-1'))).toEqual([
    'contactListId contact.list.import.in.progress',
  ]);
});

it('refuses a taken name and the filter above the limit', () => {
  const counts = { campaigns: 0, activeCampaigns: 0, filters: 1_000 };
  expect(faultsOf(decided(create, aState({ isTaken: true, counts }), 'filter-1'))).toEqual([
    'name duplicate.name',
    '- max.entity.count.reached',
  ]);
});

it('deletes a filter only when no campaign uses it', () => {
  const state = aState({ filter: aFilter() });
  expect(
    decided({ type: 'DeleteContactListFilter', contactListFilterId: 'filter-1' }, state, 'filter-1'),
  ).toMatchObject({
    accepted: true,
    effect: { kind: 'delete-filter', filterId: 'filter-1' },
  });
  const used = { ...state, usedBy: [{ name: 'spring', status: 'off' as const }] };
  expect(
    faultsOf(decided({ type: 'DeleteContactListFilter', contactListFilterId: 'filter-1' }, used, 'filter-1')),
  ).toEqual(['subjectId referential.integrity.error']);
});

describe('changing a filter', () => {
  const change = (more: object = {}): OwnBody => ({
    type: 'UpdateContactListFilter',
    name: null,
    filterType: null,
    clauses: null,
    ...more,
  });
  const clause = (column: string) => ({ ...clauses[0], predicates: [{ ...predicate, column }] });
  const [predicate] = clauses[0]?.predicates ?? [];

  it('changes the fields given alone', () => {
    const state = aState({ filter: aFilter() });
    expect(decided(change({ name: 'grown-ups' }), state, 'filter-1')).toMatchObject({
      accepted: true,
      effect: { kind: 'replace-filter', filter: aFilter({ name: 'grown-ups' }) },
    });
    expect(decided(change({ filterType: 'OR', clauses: [clause('name')] }), state, 'filter-1')).toMatchObject(
      {
        accepted: true,
      },
    );
  });

  it('refuses nothing at all, a filter that does not exist, a taken name and a column that the list lacks', () => {
    const state = aState({ filter: aFilter() });
    expect(faultsOf(decided(change(), state, 'filter-1'))).toEqual(['- invalid.update']);
    expect(faultsOf(decided(change({ name: 'x' }), aState(), 'gone'))).toEqual([
      'subjectId resource.not.found',
    ]);
    expect(faultsOf(decided(change({ name: 'x' }), { ...state, isTaken: true }, 'filter-1'))).toEqual([
      'name duplicate.name',
    ]);
    expect(faultsOf(decided(change({ clauses: [clause('shoe')] }), state, 'filter-1'))).toEqual([
      'clauses[0].predicates[0].column column.does.not.match.contact.list',
    ]);
  });

  it('keeps the clauses while a campaign runs with it, and lets the name change', () => {
    const state = aState({ filter: aFilter(), usedBy: [{ name: 'spring', status: 'on' as const }] });
    expect(faultsOf(decided(change({ clauses }), state, 'filter-1'))).toEqual(['clauses resources.in.use']);
    expect(decided(change({ name: 'x' }), state, 'filter-1')).toMatchObject({ accepted: true });
  });

  test('that is based on another version is refused; a filter from before versions were kept has version 1', () => {
    const state = aState({ filter: aFilter({ version: 3 }), list: aList() });
    expect(faultsOf(decided(change({ name: 'New', version: 2 }), state, 'filter-1'))).toEqual([
      'version invalid.update.wrong.version',
    ]);
    expect(decided(change({ name: 'New', version: 3 }), state, 'filter-1')).toMatchObject({
      version: 4,
      effect: { filter: { name: 'New', version: 4, modifiedAt: NOW } },
    });
    const old = aState({ filter: aFilter(), list: aList() });
    expect(decided(change({ name: 'New', version: 1 }), old, 'filter-1')).toMatchObject({ version: 2 });
  });
});
