import type { DivisionDocument } from '../../../../schemas/collections.ts';
import type {
  CatalogBody,
  CatalogDecision,
  CatalogState,
} from '../../../../services/campaigns/catalog/catalog-command.ts';
import { decideCatalog } from '../../../../services/campaigns/catalog/decide-catalog.ts';

const now = new Date('2026-03-01T10:00:00Z');
const before = new Date('2026-01-01T10:00:00Z');
const division: DivisionDocument = {
  ...{ _id: 'd', name: 'North', description: '', uses: 4, version: 2 },
  ...{ createdAt: before, modifiedAt: before },
};
const when = (body: CatalogBody, state: Partial<CatalogState> = {}, subjectId = 'd'): CatalogDecision =>
  decideCatalog(
    { commandId: 'c', subjectId, issuedAt: 0, issuedBy: 'test', body },
    { present: null, isTaken: false, count: 1, usedBy: [], missing: [], ...state },
    now,
  );
const saved = (more: Partial<{ version: number | null; name: string; description: string }> = {}) =>
  ({ type: 'SaveDivision', version: null, name: 'North', description: '', ...more }) as const;
const response = {
  type: 'SaveResponse',
  ...{ version: null, name: 'Offer', libraryIds: ['l'], templateName: 'offer', templateLanguage: 'en_US' },
  ...{ texts: [], substitutions: [], header: null, footer: null, buttons: [] },
} as const;
const faultsOf = (decision: CatalogDecision): Array<[string, string | null]> =>
  decision.accepted ? [] : decision.faults.map(({ code, field }) => [code, field]);

test('a division is made with version 1', () => {
  expect(when(saved())).toEqual({
    accepted: true,
    effect: {
      kind: 'put',
      entry: {
        of: 'division',
        document: { ...division, version: 1, uses: 0, createdAt: now, modifiedAt: now },
      },
    },
    version: 1,
  });
});

test('it changes on the version that was read, and keeps when it was made and what is in it', () => {
  const decision = when(saved({ version: 2, name: 'South' }), { present: division });
  expect(decision).toEqual({
    accepted: true,
    effect: {
      kind: 'put',
      entry: { of: 'division', document: { ...division, name: 'South', version: 3, modifiedAt: now } },
    },
    version: 3,
  });
  expect(when(saved({ version: 2 }), { present: division })).toMatchObject({
    effect: { kind: 'nothing' },
    version: 2,
  });
});

test.each<[string, CatalogBody, Partial<CatalogState>, Array<[string, string | null]>]>([
  [
    'a change of another version',
    saved({ version: 1, name: '' }),
    { present: division },
    [['invalid.update.wrong.version', 'version']],
  ],
  ['a change of what is not there', saved({ version: 1 }), {}, [['resource.not.found', 'subjectId']]],
  ['an id that is taken', saved(), { present: division }, [['invalid.create', 'subjectId']]],
  [
    'a blank name that is taken, of the 1,001st',
    saved({ name: ' ' }),
    { isTaken: true, count: 1_000 },
    [
      ['name.cannot.be.blank', 'name'],
      ['duplicate.name', 'name'],
      ['max.entity.count.reached', null],
    ],
  ],
  [
    'a long description',
    saved({ description: 'x'.repeat(1_001) }),
    {},
    [['constraint.validation', 'description']],
  ],
  [
    'the deletion of what is in use',
    { type: 'DeleteDivision', divisionId: 'd' },
    { present: division, usedBy: ['the campaign "Spring"'] },
    [['referential.integrity.error', 'subjectId']],
  ],
  [
    'a wrap-up code of the system, in no division',
    {
      type: 'SaveWrapupCode',
      ...{ version: null, name: 'OUTBOUND-MESSAGE-SENT', divisionId: 'x', description: '' },
    },
    { missing: ['x'] },
    [
      ['division.not.found', 'divisionId'],
      ['duplicate.name', 'name'],
    ],
  ],
  [
    'a response that fits nothing',
    {
      ...response,
      ...{ libraryIds: ['l', 'm'], templateName: 'Bad Name', templateLanguage: '?' },
      substitutions: [
        { id: 'a', description: '', defaultValue: null },
        { id: 'a', description: '', defaultValue: null },
        { id: ' ', description: '', defaultValue: null },
      ],
    },
    { missing: ['m'] },
    [
      ['library.not.found', 'libraryIds[1]'],
      ['invalid.value', 'templateName'],
      ['invalid.value', 'templateLanguage'],
      ['invalid.value', 'substitutions[1].id'],
      ['invalid.value', 'substitutions[2].id'],
    ],
  ],
  [
    'a response in no library',
    { ...response, libraryIds: [] },
    {},
    [['constraint.validation', 'libraryIds']],
  ],
])('%s is refused', (_, body, state, faults) => {
  expect(faultsOf(when(body, state))).toEqual(faults);
});

test('the Home division stays, and goes by another name if wanted', () => {
  const home = { ...division, _id: 'home' };
  expect(faultsOf(when({ type: 'DeleteDivision', divisionId: 'home' }, { present: home }, 'home'))).toEqual([
    ['invalid.update', 'subjectId'],
  ]);
  expect(when(saved({ version: 2, name: 'Base' }), { present: home }, 'home').accepted).toBe(true);
});

test('an empty division goes', () => {
  expect(when({ type: 'DeleteDivision', divisionId: 'd' }, { present: division })).toMatchObject({
    effect: { kind: 'delete', of: 'division', id: 'd' },
  });
});
