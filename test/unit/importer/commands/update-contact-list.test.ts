import type { ContactListDocument } from '../../../../schemas/collections.ts';
import type { BodyOf } from '../../../../services/importer/commands/decision.ts';
import { updateContactList } from '../../../../services/importer/commands/update-contact-list.ts';
import { aContactList } from './list-builders.ts';

const list = (more: Partial<ContactListDocument> = {}): ContactListDocument =>
  aContactList({ whatsappColumns: [], contactIdColumn: null, arrivalBatches: 1, ...more });
const phone = [{ columnName: 'Phone', type: 'cell', contactableTimeColumn: null }];

const when = (
  given: Partial<BodyOf<'UpdateContactList'>>,
  contactList: ContactListDocument | null,
  isNameTaken = false,
) => {
  const body: BodyOf<'UpdateContactList'> = {
    type: 'UpdateContactList',
    name: null,
    whatsappColumns: null,
    contactIdColumn: null,
    defaultCountry: null,
    timeZone: null,
    ...given,
  };
  const command = { commandId: 'c', subjectId: 'list', issuedAt: 0, issuedBy: 'test', body };
  const decision = updateContactList(command, { contactList, isNameTaken });
  return decision.accepted ? decision : decision.faults.map(({ code, field }) => [code, field]);
};

it('changes the fields given, clears with an empty text, and counts versions', () => {
  expect(when({ name: 'Folk', defaultCountry: '', timeZone: 'Europe/Berlin' }, list())).toMatchObject({
    version: 2,
    effect: {
      kind: 'replace-contact-list',
      list: list({ name: 'Folk', defaultCountry: null, timeZone: 'Europe/Berlin', version: 2 }),
    },
  });
});

it('gives an empty list its columns, also while they are not known', () => {
  expect(when({ whatsappColumns: phone }, list({ size: 0 }))).toMatchObject({ accepted: true });
  expect(when({ whatsappColumns: phone }, list({ size: 0, columnNames: [] }))).toMatchObject({
    accepted: true,
  });
  expect(when({ whatsappColumns: phone }, list({ size: 0, columnNames: ['Id'] }))).toEqual([
    ['contact.columns.do.not.contain.phone.number.column', 'whatsappColumns[0].columnName'],
  ]);
});

it('keeps the columns of a list that has contacts or is being filled', () => {
  const filling = list({ size: 0, imports: [{ id: 'i', state: 'QUEUED', reason: null }] });
  for (const fixed of [list(), filling])
    expect(when({ whatsappColumns: phone, contactIdColumn: 'Id' }, fixed)).toEqual([
      ['cannot.update.phone.columns', 'whatsappColumns'],
      ['cannot.update.contact.column.names', 'contactIdColumn'],
    ]);
});

it('refuses nothing at all, what is not there, and wrong values', () => {
  expect(when({}, list())).toEqual([['invalid.update', null]]);
  expect(when({ name: 'x' }, null)).toEqual([['contact.list.not.found', 'subjectId']]);
  expect(when({ name: ' ', defaultCountry: 'us', timeZone: 'Mars' }, list(), true)).toEqual([
    ['name.cannot.be.blank', 'name'],
    ['duplicate.name', 'name'],
    ['invalid.value', 'defaultCountry'],
    ['invalid.value', 'timeZone'],
  ]);
});

test('a change that is based on another version is refused', () => {
  expect(when({ name: 'B', version: 2 }, list())).toEqual([['invalid.update.wrong.version', 'version']]);
  expect(when({ name: 'B', version: 1 }, list())).toMatchObject({ accepted: true, version: 2 });
});
