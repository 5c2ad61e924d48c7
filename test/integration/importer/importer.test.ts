/** The importer on real parts: commands in, lists, contacts, DNC entries, rejects, outcomes and events out. */
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { collections, UPLOADS_BUCKET } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { CommandDecided, ContactListEvent, ImportSource } from '../../../schemas/types.ts';
import { contactListReasons } from '../../../services/domain/campaign/assignable.ts';
import { personOf } from '../../../services/domain/phone/person-of.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { storeUpload } from '../../../services/platform/mongo/uploads.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import { commander, commandOf, contactList, dncList, fromPath, fromUpload } from './importer-commander.ts';

let system: TestSystem;
let database: Database;
let directory: string;
let outcomes: CommandDecided[];
let listEvents: ContactListEvent[];
let importer: ReturnType<typeof commander>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'importer-'));
  system = await openTestSystem({ IMPORT_DIRECTORIES: directory, IMPORT_BATCH_ROWS: '100' });
  database = await system.context.mongo();
  outcomes = await system.collect(topics.commandOutcomes);
  listEvents = await system.collect(topics.contactListEvents);
  importer = commander(system.context);
  await system.start('importer', startImporter);
});

afterAll(async () => {
  await system.close();
  rmSync(directory, { recursive: true });
});

/** Writes a file into the allowed directory. */
function file(name: string, content: string | Buffer): ImportSource {
  writeFileSync(join(directory, name), content);
  return fromPath(name);
}

const toldOf = (listId: string): Array<ContactListEvent['body']> =>
  listEvents.filter((event) => event.listId === listId).map(({ body }) => body);

describe('importing contacts', () => {
  test('a list is created from a CSV, with rejects to the row', async () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => `Person ${index},317-555-${1000 + index}`);
    lines[499] = 'Nobody,not a number';
    lines[500] = 'Too,many,cells';
    const source = file('people.csv', `Name,Phone\n${lines.join('\n')}`);
    const listId = randomUUID();
    const outcome = await importer.carryOut(listId, contactList('People', { source }));
    expect(outcome).toMatchObject({ accepted: true, errors: [], version: 1, subjectId: listId });

    const job = await importer.endOf(outcome._id);
    expect(job).toMatchObject({
      state: 'FINISHED',
      rowsRead: 1000,
      imported: 998,
      unchanged: 0,
      rejected: 2,
    });
    expect(job.bytesRead).toBe(job.totalBytes);
    expect(await database.of(collections.contactLists).findOne({ _id: listId })).toMatchObject({
      columnNames: ['Name', 'Phone'],
      size: 998,
      imports: [{ id: outcome._id, state: 'FINISHED', records: 998 }],
    });
    const contacts = await importer.contactsOf(listId);
    expect(contacts).toHaveLength(998);
    expect(contacts[0]).toMatchObject({
      arrival: 10_000_001,
      values: ['Person 0', '317-555-1000'],
      phoneIds: ['13175551000'],
    });
    expect(await importer.rejectsOf(job._id)).toMatchObject([
      {
        line: 501,
        column: 'Phone',
        value: 'not a number',
        code: 'INVALID_PHONE_NUMBER',
        row: ['Nobody', 'not a number'],
      },
      { line: 502, column: null, value: 'cells', code: 'IMPORT_ENTRY_DOES_NOT_ALIGN_WITH_HEADERS' },
    ]);
    await until('its end is told', () => toldOf(listId).length === 2);
    const counts = { rowsRead: 1000, imported: 998, updated: 0, unchanged: 0, rejected: 2 };
    expect(toldOf(listId)).toEqual([
      { type: 'ContactsAdded', count: 998, throughArrival: 20_000_000 },
      { type: 'ImportFinished', importId: job._id, kind: 'CONTACTS', ...counts },
    ]);
  });

  test('the same file again changes nothing', async () => {
    const source = file('again.csv', 'Name,Phone\nAnn,317-555-1000\nBob,317-555-1001\nAnn,317-555-1000\n');
    const listId = randomUUID();
    const first = await importer.endOf(
      (await importer.carryOut(listId, contactList('Again', { source })))._id,
    );
    expect(first).toMatchObject({ rowsRead: 3, imported: 2, unchanged: 1 });
    const before = await importer.contactsOf(listId);
    const again = await importer.carryOut(listId, { type: 'ImportContacts', source });
    expect(await importer.endOf(again._id)).toMatchObject({
      imported: 0,
      updated: 0,
      unchanged: 3,
      rejected: 0,
    });
    expect(await importer.contactsOf(listId)).toEqual(before);
    expect(await database.of(collections.contactLists).findOne({ _id: listId })).toMatchObject({ size: 2 });
  });

  test('a list that keeps blanks has cells as the file has them, and ids and numbers without blanks', async () => {
    const listId = randomUUID();
    const create = contactList('With blanks', {
      ...{ contactIdColumn: 'Id', unusedProperties: { trimWhitespace: 'false' } },
      source: file('blanks.csv', 'Id,Phone,Name\n 1 , 3175551001,  Ann \n2,"3175551002 "," Bo"\n  , , \n'),
    });
    await importer.endOf((await importer.carryOut(listId, create))._id);
    const contacts = await importer.contactsOf(listId);
    expect(contacts.map(({ _id, values, phoneIds }) => [_id.split(':')[1], values, phoneIds])).toEqual([
      ['1', [' 1 ', ' 3175551001', '  Ann '], ['13175551001']],
      ['2', ['2', '3175551002 ', ' Bo'], ['13175551002']],
    ]);
  });

  test('an upload with contact ids changes contacts in their place; of two rows with one id the later counts', async () => {
    const listId = randomUUID();
    const uploadId = randomUUID();
    const create = contactList('With ids', {
      contactIdColumn: 'Id',
      source: file('ids.csv', 'Id,Phone\n1,3175551001\n2,3175551002\n3,3175551003'),
    });
    await importer.endOf((await importer.carryOut(listId, create))._id);
    const upload = 'Phone,Id\n3175551002,2\n3175559999,3\n3175551004,4\n3175551005,4\n';
    await storeUpload(database, UPLOADS_BUCKET, uploadId, 'ids.csv', Readable.from([upload]));
    const outcome = await importer.carryOut(listId, { type: 'ImportContacts', source: fromUpload(uploadId) });
    expect(await importer.endOf(outcome._id)).toMatchObject({
      rowsRead: 4,
      imported: 1,
      updated: 2,
      unchanged: 1,
      rejected: 0,
    });
    expect((await importer.contactsOf(listId)).map(({ arrival, values }) => [arrival, values])).toEqual([
      [10_000_001, ['1', '3175551001']],
      [10_000_002, ['2', '3175551002']],
      [10_000_003, ['3', '3175559999']],
      [20_000_003, ['4', '3175551005']],
    ]);
  });

  test('imports of one list run in the order of their commands', async () => {
    const listId = randomUUID();
    const rows = (phone: number) =>
      Array.from({ length: 500 }, (_, index) => `${index},317555${phone}`).join('\n');
    const commands = [1000, 2000, 3000, 4000].map((phone) =>
      commandOf(listId, { type: 'ImportContacts', source: file(`${phone}.csv`, `Id,Phone\n${rows(phone)}`) }),
    );
    await importer.send(
      commandOf(listId, contactList('In order', { columnNames: ['Id', 'Phone'], contactIdColumn: 'Id' })),
      ...commands,
    );
    for (const { commandId } of commands) await importer.endOf(commandId);
    const contacts = await importer.contactsOf(listId);
    expect(contacts).toHaveLength(500);
    expect(new Set(contacts.map(({ phoneIds }) => phoneIds[0]))).toEqual(new Set(['13175554000']));
  });

  test('a file that is no CSV fails with its reason, the list says so, and a good file heals it', async () => {
    const listId = randomUUID();
    const source = file('utf16.csv', Buffer.from('\ufeffName,Phone\nAnn,3175551000', 'utf16le'));
    const outcome = await importer.carryOut(listId, contactList('Healed', { source }));
    expect(await importer.endOf(outcome._id)).toMatchObject({
      state: 'FAILED',
      failureReason: 'IMPORT_UNREADABLE_ENCODING',
      failureDetail: 'the file is UTF-16; save it as CSV in UTF-8',
    });
    const reasons = async () => {
      const list = await database.of(collections.contactLists).findOne({ _id: listId });
      return list && contactListReasons(list).map(({ code }) => code);
    };
    expect(await reasons()).toEqual(['contact.list.import.failed', 'contact.list.is.empty']);
    await until('the failure is told', () => toldOf(listId).some(({ type }) => type === 'ImportFailed'));

    const good = await importer.carryOut(listId, {
      type: 'ImportContacts',
      source: file('good.csv', 'Name,Phone\nAnn,3175551000'),
    });
    await importer.endOf(good._id);
    expect(await reasons()).toEqual([]);
  });

  test('the 1,000,001st contact is refused: the import ends there with its reason, known contacts are welcome', async () => {
    const listId = randomUUID();
    const people = ['Ann,3175551001', 'Bob,3175551002', 'Cid,3175551003', 'Dan,3175551004'];
    const importOf = async (name: string, rows: string[]) => {
      const source = file(name, `Name,Phone\n${rows.join('\n')}`);
      return importer.endOf((await importer.carryOut(listId, { type: 'ImportContacts', source }))._id);
    };
    await importer.carryOut(listId, contactList('Full'));
    await importOf('two.csv', people.slice(0, 2));
    await database.of(collections.contactLists).updateOne({ _id: listId }, { $set: { size: 999_999 } });
    expect(await importOf('four.csv', people)).toMatchObject({
      state: 'FAILED',
      failureReason: 'EXCEEDED_CONTACT_LIMIT',
      failureDetail:
        'the list has room for 1 more of its 1000000 records, and the next rows would add 2; the rows before them are imported',
    });
    expect(await importOf('three.csv', people.slice(0, 3))).toMatchObject({
      state: 'FINISHED',
      imported: 1,
      unchanged: 2,
    });
    expect(await database.of(collections.contactLists).findOne({ _id: listId })).toMatchObject({
      size: 1_000_000,
    });
    expect(await importOf('full.csv', people.slice(3))).toMatchObject({ state: 'FAILED', imported: 0 });
    expect((await importer.contactsOf(listId)).map(({ values }) => values.join())).toEqual(
      people.slice(0, 3),
    );
  });

  test('a header alone leaves an empty list with its columns', async () => {
    const listId = randomUUID();
    const source = file('header.csv', 'Name,Phone,City\n');
    const outcome = await importer.carryOut(listId, contactList('Header alone', { source }));
    expect(await importer.endOf(outcome._id)).toMatchObject({ state: 'FINISHED', rowsRead: 0, imported: 0 });
    expect(await database.of(collections.contactLists).findOne({ _id: listId })).toMatchObject({
      columnNames: ['Name', 'Phone', 'City'],
      size: 0,
    });
  });

  test('files outside the allowed directories are refused, also behind a link', async () => {
    symlinkSync('/etc', join(directory, 'link'));
    file('inside.csv', 'Name,Phone\n');
    copyFileSync(join(directory, 'inside.csv'), `${directory}-outside.csv`);
    const paths = [
      '../x.csv',
      '/etc/passwd',
      'link/passwd',
      `${directory}-outside.csv`,
      '.',
      '',
      'missing.csv',
    ];
    for (const path of paths) {
      const outcome = await importer.carryOut(
        randomUUID(),
        contactList(`From ${path}`, { source: fromPath(path) }),
      );
      expect(outcome).toMatchObject({
        accepted: false,
        errors: [{ code: 'invalid.value', field: 'source.path' }],
      });
    }
    rmSync(`${directory}-outside.csv`);
    const absolute = join(directory, 'inside.csv');
    expect(
      await importer.carryOut(randomUUID(), contactList('Inside', { source: fromPath(absolute) })),
    ).toMatchObject({
      accepted: true,
    });
    const upload = contactList('No upload', { source: fromUpload(randomUUID()) });
    expect(await importer.carryOut(randomUUID(), upload)).toMatchObject({
      accepted: false,
      errors: [{ code: 'invalid.value', field: 'source.uploadId' }],
    });
  });
});

describe('files as people bring them', () => {
  const wild = (name: string): ImportSource =>
    file(name, readFileSync(join('test/fixtures/csv-in-the-wild', name)));

  test('a bad cell beside a number keeps no number from being blocked, and what could not be read is told', async () => {
    const listId = randomUUID();
    const source = file(
      'dnc-bad-cells.csv',
      Buffer.from(
        'Name,DNC_Cell,\nM\xfcller,317-555-0122,\n,317-555-0103 ::: 317-555-01,\n"Ann" Lee,317-555-0104,\n',
        'latin1',
      ),
    );
    const made = await importer.carryOut(
      listId,
      dncList('Bad cells', { source, phoneColumns: ['DNC_Cell'] }),
    );
    const job = await importer.endOf(made._id);
    expect(job).toMatchObject({ rowsRead: 3, imported: 3, rejected: 0, blockedInPart: 2 });
    const entries = await database.of(collections.dncNumbers).find({ listId }).sort({ _id: 1 }).toArray();
    expect(entries.map(({ _id }) => _id.slice(listId.length + 1))).toEqual([
      '13175550103',
      '13175550104',
      '13175550122',
    ]);
    expect(await importer.rejectsOf(job._id)).toMatchObject([
      { line: 3, column: 'DNC_Cell', code: 'IMPORT_BLOCKED_IN_PART' },
      { line: 4, column: null, code: 'IMPORT_BLOCKED_IN_PART' },
    ]);
  });

  test('five writings are five contacts and one person; placeholders are counted', async () => {
    const listId = randomUUID();
    const made = await importer.carryOut(
      listId,
      contactList('Argentina', { source: wild('argentina.csv'), defaultCountry: 'AR' }),
    );
    expect(await importer.endOf(made._id)).toMatchObject({ imported: 5, rejected: 0 });
    const contacts = await importer.contactsOf(listId);
    expect(new Set(contacts.map(({ phoneIds }) => personOf(phoneIds[0] ?? '')))).toEqual(
      new Set(['5491155550101']),
    );
    const source = file('placeholders.csv', 'Name,Phone\n\\N,+5491155550107\nNULL,+5491155550108\n');
    const more = await importer.carryOut(listId, { type: 'ImportContacts', source });
    expect(await importer.endOf(more._id)).toMatchObject({ imported: 2, placeholders: 2 });
  });
});

describe('commands', () => {
  test('a second delivery has no second effect and the same answer', async () => {
    const listId = randomUUID();
    const command = commandOf(listId, contactList('Once'));
    const add = commandOf(listId, {
      type: 'AddContacts',
      contacts: [{ id: '1', data: { Name: 'Ann', Phone: '317-555-1000' } }],
    });
    await importer.send(command, add, command, add, add);
    const answersTo = ({ commandId }: { commandId: string }) =>
      outcomes.filter((outcome) => outcome.commandId === commandId);
    await until('all are answered', () => answersTo(add).length === 3 && answersTo(command).length === 2);
    for (const asked of [command, add]) {
      const [first, ...others] = answersTo(asked);
      expect(first).toMatchObject({ accepted: true });
      for (const other of others) expect(other).toEqual(first);
    }
    expect(await database.of(collections.contactLists).findOne({ _id: listId })).toMatchObject({
      size: 1,
      arrivalBatches: 1,
    });
    expect(
      new Set(listEvents.filter((event) => event.listId === listId).map(({ eventId }) => eventId)).size,
    ).toBe(1);
  });

  test('a name that is taken is refused with its field, also when two ask at once', async () => {
    const commands = Array.from({ length: 4 }, () => commandOf(randomUUID(), contactList('Taken')));
    await importer.send(...commands);
    const outcomes = await Promise.all(commands.map((command) => importer.outcomeOf(command)));
    expect(outcomes.filter(({ accepted }) => accepted)).toHaveLength(1);
    for (const { errors } of outcomes.filter(({ accepted }) => !accepted))
      expect(errors).toMatchObject([{ code: 'duplicate.name', field: 'name' }]);
  });

  test('contacts come and go one by one, and the list counts them', async () => {
    const listId = randomUUID();
    await importer.carryOut(listId, contactList('One by one'));
    const contacts = ['1', '2', '3'].map((id) => ({ id, data: { Name: id, Phone: `317-555-100${id}` } }));
    await importer.carryOut(listId, { type: 'AddContacts', contacts });
    await importer.carryOut(listId, {
      type: 'AddContacts',
      contacts: [
        { id: '3', data: { Name: 'changed', Phone: '317-555-1003' } },
        { id: '4', data: { Name: '4', Phone: '317-555-1004' } },
      ],
    });
    await importer.carryOut(listId, { type: 'RemoveContacts', contactIds: ['2', 'nobody'] });
    expect((await importer.contactsOf(listId)).map(({ arrival, values }) => [arrival, values[0]])).toEqual([
      [10_000_001, '1'],
      [10_000_003, 'changed'],
      [20_000_002, '4'],
    ]);
    expect(await database.of(collections.contactLists).findOne({ _id: listId })).toMatchObject({ size: 3 });
    await until('all is told', () => toldOf(listId).length === 3);
    expect(toldOf(listId)).toEqual([
      { type: 'ContactsAdded', count: 3, throughArrival: 20_000_000 },
      { type: 'ContactsAdded', count: 1, throughArrival: 30_000_000 },
      { type: 'ContactsRemoved', count: 1 },
    ]);
  });

  test('a deleted list takes its contacts along and makes room for its name', async () => {
    const [listId, dncId] = [randomUUID(), randomUUID()];
    const countOf = async (kind: string) =>
      (await database.of(collections.limits).findOne({ _id: kind }))?.count;
    const before = [await countOf('contact-lists'), await countOf('dnc-lists')];
    await importer.carryOut(listId, contactList('Deleted'));
    await importer.carryOut(listId, {
      type: 'AddContacts',
      contacts: [{ id: '1', data: { Phone: '317-555-1000' } }],
    });
    await importer.carryOut(dncId, dncList('Deleted'));
    await importer.carryOut(dncId, { type: 'AddDncNumbers', numbers: ['317-153-4777'], expiresAt: null });

    expect(
      await importer.carryOut(listId, { type: 'DeleteContactList', contactListId: listId }),
    ).toMatchObject({ accepted: true });
    expect(await importer.carryOut(dncId, { type: 'DeleteDncList', dncListId: dncId })).toMatchObject({
      accepted: true,
    });
    await until('their records are gone', async () => {
      const left = [...(await importer.contactsOf(listId)), ...(await importer.numbersOf(dncId))];
      return left.length === 0;
    });
    expect([await countOf('contact-lists'), await countOf('dnc-lists')]).toEqual(before);
    expect(await importer.carryOut(randomUUID(), contactList('Deleted'))).toMatchObject({ accepted: true });
    expect(
      await importer.carryOut(listId, { type: 'DeleteContactList', contactListId: listId }),
    ).toMatchObject({
      errors: [{ code: 'contact.list.not.found' }],
    });
  });
});

describe('files and rejected rows', () => {
  const filesOf = (uploadId: string) =>
    database.db.collection<{ files_id: string }>('uploads.chunks').countDocuments({ files_id: uploadId });
  const rejectsOf = (importId: string) => database.of(collections.importRejects).countDocuments({ importId });

  test('an upload goes when its import has ended, rejected rows when their list is deleted', async () => {
    for (const [create, remove] of [
      [contactList, (contactListId: string) => ({ type: 'DeleteContactList', contactListId }) as const],
      [dncList, (dncListId: string) => ({ type: 'DeleteDncList', dncListId }) as const],
    ] as const) {
      const [listId, uploadId] = [randomUUID(), randomUUID()];
      const content =
        'Name,Phone,DNC_Home,DNC_Cell,DNC_Work\nAnn,3175551002,3175551002,,\nBob,nobody,nobody,,\n';
      await storeUpload(database, UPLOADS_BUCKET, uploadId, 'short.csv', Readable.from([content]));
      const outcome = await importer.carryOut(
        listId,
        create('Short-lived', { source: fromUpload(uploadId) }),
      );
      expect(await importer.endOf(outcome._id)).toMatchObject({ state: 'FINISHED', rejected: 1 });
      await until('the upload is gone', async () => (await filesOf(uploadId)) === 0);
      expect(await rejectsOf(outcome._id)).toBe(1);
      expect(await importer.carryOut(listId, remove(listId))).toMatchObject({ accepted: true });
      await until('the rejected rows are gone', async () => (await rejectsOf(outcome._id)) === 0);
    }
  });
});

describe('DNC lists', () => {
  test('several phone columns of a file count, the others do not, and rows without a number are rejected', async () => {
    const listId = randomUUID();
    copyFileSync(join('test/fixtures/csv/dnc-several-columns.csv'), join(directory, 'dnc.csv'));
    const outcome = await importer.carryOut(listId, dncList('Six numbers', { source: fromPath('dnc.csv') }));
    expect(await importer.endOf(outcome._id)).toMatchObject({ state: 'FINISHED', imported: 2, rejected: 0 });
    expect(await importer.numbersOf(listId)).toEqual([
      '13171534777',
      '13173332174',
      '13179816233',
      '14243849993',
      '14249738828',
      '14249992334',
    ]);
    const source = file(
      'dnc2.csv',
      'DNC_Cell,DNC_Home,DNC_Work,x\n13171534777,,,\n,unknown,,\n,13170000001,13170000001,y',
    );
    const second = await importer.carryOut(listId, { type: 'ImportDncNumbers', source });
    expect(await importer.endOf(second._id)).toMatchObject({
      rowsRead: 3,
      imported: 1,
      unchanged: 1,
      rejected: 1,
    });
    expect(await importer.rejectsOf(second._id)).toMatchObject([
      { line: 3, column: 'DNC_Home', value: 'unknown' },
    ]);
    expect(await database.of(collections.dncLists).findOne({ _id: listId })).toMatchObject({ size: 7 });
  });

  test('numbers are added with an end, removed, and kept for good by a file', async () => {
    const listId = randomUUID();
    const expiresAt = Date.now() + 3_600_000;
    await importer.carryOut(listId, dncList('Ends'));
    const numbers = ['317-153-4777', '317-153-4778', '317-153-4779'];
    await importer.carryOut(listId, { type: 'AddDncNumbers', numbers, expiresAt });
    await importer.carryOut(listId, {
      type: 'RemoveDncNumbers',
      numbers: ['+1 317 153 4777', '13170000000'],
    });
    const source = file('permanent.csv', 'DNC_Home,DNC_Cell,DNC_Work\n13171534778,,');
    await importer.endOf((await importer.carryOut(listId, { type: 'ImportDncNumbers', source }))._id);
    const stored = await database.of(collections.dncNumbers).find({ listId }).sort({ _id: 1 }).toArray();
    expect(stored.map(({ _id, expiresAt: end }) => [_id, end])).toEqual([
      [`${listId}:13171534778`, undefined],
      [`${listId}:13171534779`, new Date(expiresAt)],
    ]);
    expect(await database.of(collections.dncLists).findOne({ _id: listId })).toMatchObject({ size: 2 });
  });

  test('a file’s entries end; what is no such time is counted and stays for good', async () => {
    const listId = randomUUID();
    const soon = new Date(Date.now() + 3_600_000).toISOString().slice(0, 16) + 'Z';
    const far = new Date(Date.now() + 181 * 24 * 3_600_000).toISOString();
    const ends = ['', soon, 'never', far, '01/02/2026 10:00', '2020-01-01T00:00Z'];
    const rows = ends.map((end, place) => `317-555-020${place},,,${end}`);
    const source = file('ends.csv', ['DNC_Home,DNC_Cell,DNC_Work,ExpirationDateTime', ...rows].join('\n'));
    const outcome = await importer.carryOut(listId, dncList('Ends by file', { source }));
    expect(await importer.endOf(outcome._id)).toMatchObject({ imported: 5, rejected: 1, endsIgnored: 3 });
    const stored = await database.of(collections.dncNumbers).find({ listId }).sort({ _id: 1 }).toArray();
    expect(stored.map(({ expiresAt }) => expiresAt)).toEqual([
      undefined,
      new Date(soon),
      undefined,
      undefined,
      undefined,
    ]);
    expect(await importer.rejectsOf(outcome._id)).toMatchObject([
      { column: 'ExpirationDateTime', value: '2020-01-01T00:00Z' },
    ]);
  });

  test('ended entries are purged, once, and the rest is counted anew', async () => {
    const listId = randomUUID();
    await importer.carryOut(listId, dncList('Purged'));
    const numbers = ['317-555-0301', '317-555-0302', '317-555-0303'];
    await importer.carryOut(listId, { type: 'AddDncNumbers', numbers, expiresAt: Date.now() + 3_600_000 });
    const entries = database.of(collections.dncNumbers);
    // two have ended; the database has removed one of them already and the other not yet
    await entries.updateOne({ _id: `${listId}:13175550302` }, { $set: { expiresAt: new Date() } });
    await entries.deleteOne({ _id: `${listId}:13175550303` });
    const purge = commandOf(listId, { type: 'PurgeDncNumbers' });
    await importer.send(purge, purge);
    await until('it is carried out', () =>
      database.of(collections.commandOutcomes).findOne({ _id: purge.commandId, accepted: true }),
    );
    expect(await importer.numbersOf(listId)).toEqual(['13175550301']);
    expect(await database.of(collections.dncLists).findOne({ _id: listId })).toMatchObject({ size: 1 });
    expect(await importer.carryOut(randomUUID(), { type: 'PurgeDncNumbers' })).toMatchObject({
      accepted: false,
      errors: [{ code: 'dnc.list.not.found' }],
    });
  });

  test('an end more than 180 days ahead is refused, with the limit', async () => {
    const listId = randomUUID();
    await importer.carryOut(listId, dncList('Far'));
    const expiresAt = Date.now() + 181 * 24 * 3_600_000;
    expect(
      await importer.carryOut(listId, { type: 'AddDncNumbers', numbers: ['317-555-0300'], expiresAt }),
    ).toMatchObject({ accepted: false, errors: [{ code: 'invalid.date', field: 'expiresAt', limit: 180 }] });
  });

  test('a new list whose columns its file lacks is not made, and its name stays free', async () => {
    const source = file('wrong.csv', 'Home,Cell\n317-153-4777,');
    const listId = randomUUID();
    const phoneColumns = ['home', 'Cell'];
    expect(await importer.carryOut(listId, dncList('Wrong columns', { source, phoneColumns }))).toMatchObject(
      { accepted: false, errors: [{ field: 'phoneColumns[0]' }] },
    );
    const people = contactList('Wrong columns', { source, contactIdColumn: 'Id' });
    const { errors } = await importer.carryOut(listId, people);
    expect(errors.map(({ field }) => field)).toEqual(['whatsappColumns[0].columnName', 'contactIdColumn']);
    expect(errors[0]?.message).toBe('The file has no column "Phone"; its columns are Home, Cell.');
    expect(
      await importer.carryOut(listId, dncList('Wrong columns', { source, phoneColumns: ['Home', 'Cell'] })),
    ).toMatchObject({ accepted: true });
  });

  test('a later file without the phone columns fails and names them', async () => {
    const listId = randomUUID();
    await importer.carryOut(listId, dncList('Other columns later'));
    const source = file('wrong.csv', 'Home,Cell\n1,2');
    const outcome = await importer.carryOut(listId, { type: 'ImportDncNumbers', source });
    expect(await importer.endOf(outcome._id)).toMatchObject({
      state: 'FAILED',
      failureReason: 'IMPORT_HEADERS_DO_NOT_MATCH',
      failureDetail:
        'the file lacks the phone columns "DNC_Home", "DNC_Cell", "DNC_Work"; it has "Home", "Cell"',
    });
  });
});
