/** Whatever a command holds that its schema allows, its decision ends, and the outcome stays small. */
import fc from 'fast-check';
import type { CampaignCommand } from '../../../../schemas/types.ts';
import { commandLimitFaults } from '../../../../services/commands/execution/command-limits.ts';
import { outcomeOf } from '../../../../services/commands/execution/outcome.ts';
import { decide as decideCampaign } from '../../../../services/campaigns/commands/decide.ts';
import { isOwn as isOfCampaigns } from '../../../../services/campaigns/commands/decision.ts';
import { isCatalogCommand as isOfCatalog } from '../../../../services/campaigns/catalog/catalog-command.ts';
import { decideCatalog } from '../../../../services/campaigns/catalog/decide-catalog.ts';
import { decide as decideList } from '../../../../services/importer/commands/decide.ts';
import { isOwn as isOfImporter } from '../../../../services/importer/commands/decision.ts';
import { readNewContacts } from '../../../../services/importer/import/read-contact-row.ts';
import { readNumbers } from '../../../../services/importer/commands/decide-dnc-list.ts';
import { anyBody, commandKinds } from '../../../support/command-arbitraries.ts';
import { aCampaign, aDncList, aList, anIntegration, aState, NOW } from '../../campaigns/campaign-builders.ts';

const COLUMNS = ['Name', 'phone', 'constructor', 'toString'];
const list = aList({ _id: 's', columnNames: COLUMNS });
const emptyCatalog = { isTaken: false, count: 0, usedBy: [], missing: [] };
const division = {
  ...{ _id: 's', name: 'd', description: '', uses: 0, version: 1 },
  ...{ createdAt: NOW, modifiedAt: NOW },
};
const states = [
  aState(),
  aState({ campaign: aCampaign({ _id: 's' }), list }),
  aState({ campaign: aCampaign({ _id: 's', status: 'on', runId: 'r', startsNewRun: false }), list }),
];
/** The broker takes a megabyte. */
const LARGEST_OUTCOME = 300_000;

function decideAnywhere(command: CampaignCommand): void {
  const faults = commandLimitFaults(command, NOW);
  if (faults.length > 0) return expectSmall(command, false, faults);
  if (isOfCampaigns(command))
    for (const state of states) {
      const decision = decideCampaign(command, state, NOW);
      expectSmall(command, decision.accepted, decision.accepted ? [] : decision.faults);
    }
  if (isOfCatalog(command))
    for (const present of [null, division]) {
      const decision = decideCatalog(command, { ...emptyCatalog, present }, NOW);
      expectSmall(command, decision.accepted, decision.accepted ? [] : decision.faults);
    }
  if (isOfImporter(command)) {
    const { body } = command;
    const known = { ...{ contactList: list, dncList: aDncList({ _id: 's' }) }, integration: anIntegration() };
    if (body.type === 'AddContacts') readNewContacts(body.contacts, list, 0);
    if (body.type === 'AddDncNumbers') readNumbers(known.dncList, body.numbers);
    const nothing = { contactList: null, dncList: null, integration: null };
    for (const found of [known, nothing]) {
      const decision = decideList(
        command,
        {
          ...{
            isNameTaken: false,
            isDivisionKnown: true,
            listCount: 0,
            listLimit: 10,
            source: { bytes: 1, header: null },
            ...found,
          },
          ...{ contacts: new Map(), numbers: new Set(), dncRecords: 0, ended: [], usedBy: [], job: null },
        },
        NOW,
      );
      expectSmall(command, decision.accepted, decision.accepted ? [] : decision.faults);
    }
  }
}

function expectSmall(
  command: CampaignCommand,
  accepted: boolean,
  faults: Parameters<typeof outcomeOf>[1]['faults'],
): void {
  const outcome = outcomeOf(command, { accepted, faults, warnings: [], version: null }, NOW.getTime());
  expect(JSON.stringify(outcome).length).toBeLessThan(LARGEST_OUTCOME);
}

const commandOf = (body: CampaignCommand['body']): CampaignCommand => ({
  ...{ commandId: 'c', subjectId: 's', issuedAt: NOW.getTime(), issuedBy: 'x', body },
});

test('every command that its schema allows is decided', () => {
  fc.assert(
    fc.property(anyBody, (body) => decideAnywhere(commandOf(body))),
    { numRuns: 600 },
  );
});

test.each(commandKinds.map(({ name }) => name))('%s is carried out by one process', (type) => {
  const command = commandOf({ type } as CampaignCommand['body']);
  const owners = [isOfCampaigns(command) || isOfCatalog(command), isOfImporter(command)];
  expect(owners.filter(Boolean)).toHaveLength(1);
});

test.each<[string, CampaignCommand['body']]>([
  ['900,000 ids', { type: 'RemoveContacts', contactIds: Array<string>(900_000).fill('a') }],
  [
    '1,000 contacts with 15 misnamed columns',
    {
      type: 'AddContacts',
      contacts: Array.from({ length: 1_000 }, () => ({
        id: null,
        data: Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`wrong column ${at}`, 'x'])),
      })),
    },
  ],
  [
    '120,000 conditions',
    {
      type: 'CreateContactListFilter',
      ...{ name: 'n', contactListId: 's', filterType: 'AND' },
      clauses: Array.from({ length: 120 }, () => ({
        filterType: 'AND',
        predicates: Array.from({ length: 1_000 }, () => ({
          ...{
            column: '',
            columnType: 'numeric',
            operator: 'EQUALS',
            value: null,
            range: null,
            inverted: false,
          },
        })),
      })),
    },
  ],
  ['a text of a megabyte', { type: 'InvalidateCampaign', runId: 'x'.repeat(1_000_000), errors: [] }],
])('%s end in an outcome', (_, body) => decideAnywhere(commandOf(body)));

test('a column with the name of a property of every object, left out by a contact, is empty', () => {
  const { contacts, faults } = readNewContacts([{ id: 'a', data: { phone: '317 555 0101' } }], list, 0);
  expect(faults).toEqual([]);
  expect(contacts[0]?.values).toEqual(['', '317 555 0101', '', '']);
});

test('a command is refused after the time up to which it may be carried out, and not at that time', () => {
  const command = { ...commandOf({ type: 'StopCampaign' }), actBefore: NOW.getTime() };
  expect(commandLimitFaults(command, NOW)).toEqual([]);
  expect(commandLimitFaults(command, new Date(NOW.getTime() + 1))).toMatchObject([
    { code: 'command.expired', field: 'actBefore' },
  ]);
});

test('an empty value is first of all a harmless command, and what deletes stands last', () => {
  expect(commandKinds.find(({ fitsEmpty }) => fitsEmpty)?.name).toBe('SyncTemplates');
  const isDestructive = (name: string): boolean => /^(Delete|Remove|Purge|Clear)/.test(name);
  const last = commandKinds.findIndex(({ name }) => isDestructive(name));
  expect(commandKinds.slice(last).every(({ name }) => isDestructive(name))).toBe(true);
});

test.each([
  'DeleteDivision',
  'DeleteWrapupCode',
  'DeleteResponse',
  'DeleteResponseLibrary',
  'DeleteContactList',
  'DeleteDncList',
  'ClearContactList',
  'ClearDncList',
  'DeleteContactListFilter',
  'DeleteCampaign',
] as const)('an empty %s deletes nothing', (type) => {
  const empty = { contactListId: '', dncListId: '', contactListFilterId: '', campaignId: '' };
  const ofCatalog = { divisionId: '', wrapupCodeId: '', responseId: '', libraryId: '' };
  const command = commandOf({ type, ...empty, ...ofCatalog });
  const [state] = states.slice(1);
  const decision = isOfCampaigns(command)
    ? decideCampaign(command, state ?? aState(), NOW)
    : isOfImporter(command)
      ? decideList(
          command,
          {
            ...{ isNameTaken: false, isDivisionKnown: true, listCount: 0, listLimit: 10, source: null },
            ...{ contactList: list },
            ...{ dncList: aDncList({ _id: 's' }), integration: null },
            ...{ contacts: new Map(), numbers: new Set(), dncRecords: 0, ended: [], usedBy: [], job: null },
          },
          NOW,
        )
      : isOfCatalog(command)
        ? decideCatalog(command, { ...emptyCatalog, present: division }, NOW)
        : null;
  expect(decision).toMatchObject({ accepted: false, faults: [{ code: 'invalid.property' }] });
});
