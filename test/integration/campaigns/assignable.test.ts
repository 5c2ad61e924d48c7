/**
 * Limits (A3) and lists that cannot be used (B6, D2) as people meet them: real imports by the importer, lists as `wac` shows them, campaigns
 * that the campaigns service refuses to make and to start.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collections, type ImportDocument } from '../../../schemas/collections.ts';
import type { CampaignCommand, ImportSource } from '../../../schemas/types.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { openCampaignsSystem, type CampaignsSystem } from '../../support/campaigns-system.ts';
import { runWac } from '../../support/run-wac.ts';
import { commander, contactList, dncList, fromPath } from '../importer/importer-commander.ts';

let campaigns: CampaignsSystem;
let importer: ReturnType<typeof commander>;
let database: Database;
const directory = mkdtempSync(join(tmpdir(), 'assignable-'));

beforeAll(async () => {
  campaigns = await openCampaignsSystem({
    IMPORT_DIRECTORIES: directory,
    MAX_CONTACT_LISTS: '14',
    MAX_DNC_LISTS: '14',
    MAX_CONTACT_LIST_FILTERS: '3',
  });
  database = await campaigns.system.context.mongo();
  importer = commander(campaigns.system.context);
  await campaigns.system.start('importer', startImporter);
});
afterAll(async () => {
  await campaigns.system.close();
  rmSync(directory, { recursive: true });
});

let files = 0;
function file(content: string): ImportSource {
  const name = `${(files += 1)}.csv`;
  writeFileSync(join(directory, name), content);
  return fromPath(name);
}
const PEOPLE = 'Name,Phone\nAda,317-555-0100\nBo,317-555-0101\n';
const NUMBERS = 'DNC_Home,DNC_Cell,DNC_Work\n317-153-4777,,\n';
const NO_HEADER = '';
const ALL_REJECTED = 'Name,Phone\nAda,none\n';
const NO_NUMBER = 'DNC_Home,DNC_Cell,DNC_Work\nnone,,\n';

/** The import of this list waits for an older one in another instance's hands, and so goes on for the length of the test. */
async function holdImports(listId: string, kind: ImportDocument['kind']): Promise<void> {
  await database.of(collections.imports).insertOne({
    _id: randomUUID(),
    listId,
    kind,
    source: file(PEOPLE),
    state: 'RUNNING',
    rowsRead: 0,
    imported: 0,
    unchanged: 0,
    rejected: 0,
    totalBytes: 1,
    bytesRead: 0,
    failureReason: null,
    failureDetail: null,
    arrivalBatch: 0,
    leaseOwner: 'another instance',
    leaseUntil: new Date(Date.now() + 3_600_000),
    createdAt: new Date(),
    finishedAt: null,
  });
}

let names = 0;
async function makeList(
  kind: 'CONTACTS' | 'DNC',
  content: string | null,
  more: object = {},
): Promise<string> {
  const id = randomUUID();
  const source = content === null ? null : file(content);
  const name = `list ${(names += 1)}`;
  const body =
    kind === 'CONTACTS' ? contactList(name, { source, ...more }) : dncList(name, { source, ...more });
  const outcome = await importer.carryOut(id, body);
  expect(outcome).toMatchObject({ accepted: true, errors: [] });
  if (source) await importer.endOf(outcome._id);
  return id;
}

/** Imports one more file into a list; held ones are not waited for. */
async function addFile(
  kind: 'CONTACTS' | 'DNC',
  listId: string,
  content: string,
  isHeld = false,
): Promise<void> {
  const type = kind === 'CONTACTS' ? 'ImportContacts' : 'ImportDncNumbers';
  const outcome = await importer.carryOut(listId, { type, source: file(content) });
  if (!isHeld) await importer.endOf(outcome._id);
}

/** As `wac lists list` and `wac dnc list` show it. */
async function shownReasons(kind: 'CONTACTS' | 'DNC', listId: string): Promise<string[]> {
  const subject = kind === 'CONTACTS' ? 'lists' : 'dnc';
  const { code, out } = await runWac(campaigns.system.settings, [subject, 'list', '--json']);
  expect(code).toBe(0);
  const lists = out
    .trim()
    .split('\n')
    .map(
      (line) => JSON.parse(line) as { id: string; unassignable: Array<{ code: string; message: string }> },
    );
  const reasons = lists.find(({ id }) => id === listId)?.unassignable ?? [];
  const table = await runWac(campaigns.system.settings, [subject, 'list']);
  for (const { message } of reasons) expect(table.out).toContain(message);
  return reasons.map(({ code: reason }) => reason);
}

/** A creation with the list in it. */
function creationWith(kind: 'CONTACTS' | 'DNC', listId: string): CampaignCommand['body'] {
  const creation = campaigns.creation({
    ...(kind === 'CONTACTS'
      ? { contactListId: listId, whatsappColumn: 'Phone', dncListIds: [], contactSorts: [] }
      : { dncListIds: [listId] }),
  });
  if (creation.type === 'CreateCampaign') creation.template = { ...creation.template, body: [] };
  return creation;
}

type Spoiling = {
  code: string;
  kind: 'CONTACTS' | 'DNC';
  /** Makes a list that is bad from the start. */
  make: () => Promise<string>;
  /** Makes a good list bad. */
  spoil: (listId: string) => Promise<unknown>;
};
const empty = (kind: 'CONTACTS' | 'DNC', listId: string): Promise<unknown> =>
  kind === 'CONTACTS'
    ? importer.contactsOf(listId).then((contacts) =>
        importer.carryOut(listId, {
          type: 'RemoveContacts',
          contactIds: contacts.map(({ _id }) => _id.slice(listId.length + 1)),
        }),
      )
    : importer.carryOut(listId, { type: 'RemoveDncNumbers', numbers: ['317-153-4777'] });
const hold = async (kind: 'CONTACTS' | 'DNC', listId: string): Promise<void> => {
  await holdImports(listId, kind);
  await addFile(kind, listId, kind === 'CONTACTS' ? PEOPLE : NUMBERS, true);
};
const made = async (
  kind: 'CONTACTS' | 'DNC',
  spoil: (listId: string) => Promise<unknown>,
): Promise<string> => {
  const listId = await makeList(kind, kind === 'CONTACTS' ? PEOPLE : NUMBERS);
  await spoil(listId);
  return listId;
};

const spoilings: Spoiling[] = [
  {
    code: 'contact.list.has.no.whatsapp.columns',
    kind: 'CONTACTS',
    make: () => makeList('CONTACTS', null, { whatsappColumns: [] }),
    // columns are fixed once there: only a hand in the database could do it
    spoil: (_id) =>
      database.of(collections.contactLists).updateOne({ _id }, { $set: { whatsappColumns: [] } }),
  },
  {
    code: 'contact.list.is.empty',
    kind: 'CONTACTS',
    make: () => makeList('CONTACTS', ALL_REJECTED),
    spoil: (listId) => empty('CONTACTS', listId),
  },
  {
    code: 'contact.list.import.failed',
    kind: 'CONTACTS',
    make: () => makeList('CONTACTS', NO_HEADER),
    spoil: (listId) => addFile('CONTACTS', listId, NO_HEADER),
  },
  {
    code: 'contact.list.import.in.progress',
    kind: 'CONTACTS',
    make: () => made('CONTACTS', (listId) => hold('CONTACTS', listId)),
    spoil: (listId) => hold('CONTACTS', listId),
  },
  {
    code: 'dnc.list.invalid.contact.method',
    kind: 'DNC',
    make: () => makeList('DNC', NUMBERS, { contactMethod: 'Email' }),
    spoil: (_id) =>
      database.of(collections.dncLists).updateOne({ _id }, { $set: { contactMethod: 'Email' } }),
  },
  {
    code: 'dnc.list.is.empty',
    kind: 'DNC',
    make: () => makeList('DNC', null),
    spoil: (listId) => empty('DNC', listId),
  },
  {
    code: 'dnc.list.is.empty',
    kind: 'DNC',
    // a part (one of its files) has no records
    make: () => made('DNC', (listId) => addFile('DNC', listId, NO_NUMBER)),
    spoil: (listId) => addFile('DNC', listId, NO_NUMBER),
  },
  {
    code: 'dnc.list.import.failed',
    kind: 'DNC',
    make: () => made('DNC', (listId) => addFile('DNC', listId, NO_HEADER)),
    spoil: (listId) => addFile('DNC', listId, NO_HEADER),
  },
  {
    code: 'dnc.list.import.in.progress',
    kind: 'DNC',
    make: () => made('DNC', (listId) => hold('DNC', listId)),
    spoil: (listId) => hold('DNC', listId),
  },
];

it.each(spoilings.map((one, place) => [one.code, place] as const))(
  'a list with %s is shown with its reason, and no campaign is made with it or started (%#)',
  async (code, place) => {
    const { kind, make, spoil } = spoilings[place] ?? spoilings[0]!;
    const bad = await make();
    expect(await shownReasons(kind, bad)).toContain(code);
    const refused = await campaigns.command(randomUUID(), creationWith(kind, bad));
    expect(refused.accepted).toBe(false);
    const field = kind === 'CONTACTS' ? 'contactListId' : 'dncListIds[0]';
    expect(refused.errors.map((error) => [error.code, error.field])).toContainEqual([code, field]);

    // a good one that goes bad after its campaign was made
    const good = await makeList(kind, kind === 'CONTACTS' ? PEOPLE : NUMBERS);
    expect(await shownReasons(kind, good)).toEqual([]);
    const campaignId = randomUUID();
    expect(await campaigns.command(campaignId, creationWith(kind, good))).toMatchObject({
      accepted: true,
      errors: [],
    });
    await spoil(good);
    expect(await shownReasons(kind, good)).toContain(code);
    const start = await campaigns.command(campaignId, { type: 'StartCampaign' } as CampaignCommand['body']);
    expect(start.accepted).toBe(false);
    expect(start.errors.map((error) => error.code)).toContain(code);
    expect(await campaigns.campaign(campaignId)).toMatchObject({ status: 'off' });

    // both make room for the next
    await database.of(collections.imports).deleteMany({ leaseOwner: 'another instance' });
    const lists = kind === 'CONTACTS' ? collections.contactLists : collections.dncLists;
    for (const listId of [bad, good]) {
      await database
        .of(lists as typeof collections.dncLists)
        .updateOne({ _id: listId }, { $set: { imports: [] } });
      await importer.carryOut(
        listId,
        kind === 'CONTACTS'
          ? { type: 'DeleteContactList', contactListId: listId }
          : { type: 'DeleteDncList', dncListId: listId },
      );
    }
  },
);

it.each<['contact list' | 'DNC list', number]>([
  ['contact list', 14],
  ['DNC list', 14],
])('of each %s there are as many as may be; one more is taken after one is deleted', async (kind, limit) => {
  const isDnc = kind === 'DNC list';
  const ids: string[] = [];
  for (;;) {
    const id = randomUUID();
    const create = isDnc ? dncList(`many ${(names += 1)}`) : contactList(`many ${(names += 1)}`);
    const outcome = await importer.carryOut(id, create);
    if (outcome.accepted) {
      expect(ids.push(id)).toBeLessThanOrEqual(limit);
      continue;
    }
    expect(outcome.errors).toEqual([
      {
        code: 'max.entity.count.reached',
        field: null,
        message: `The maximum ${kind} count has been reached: ${limit}.`,
        limit,
      },
    ]);
    expect(ids.length).toBe(limit);
    const [first = ''] = ids;
    const remove = isDnc
      ? ({ type: 'DeleteDncList', dncListId: first } as const)
      : ({ type: 'DeleteContactList', contactListId: first } as const);
    expect(await importer.carryOut(first, remove)).toMatchObject({ accepted: true });
    expect(await importer.carryOut(id, create)).toMatchObject({ accepted: true });
    return;
  }
});

it('of filters there are as many as may be; one more is taken after one is deleted', async () => {
  const clauses = [
    {
      filterType: 'AND' as const,
      predicates: [
        {
          column: 'name',
          columnType: 'alphabetic' as const,
          operator: 'EQUALS' as const,
          value: 'x',
          range: null,
          inverted: false,
        },
      ],
    },
  ];
  const creation = (name: string) => ({
    type: 'CreateContactListFilter' as const,
    name,
    contactListId: campaigns.listId,
    filterType: 'AND' as const,
    clauses,
  });
  const ids = ['f1', 'f2', 'f3'];
  for (const id of ids) expect(await campaigns.command(id, creation(id))).toMatchObject({ accepted: true });
  expect((await campaigns.command('f4', creation('f4'))).errors).toEqual([
    {
      code: 'max.entity.count.reached',
      field: null,
      message: 'The maximum filter count has been reached: 3.',
      limit: 3,
    },
  ]);
  expect(
    await campaigns.command('f1', { type: 'DeleteContactListFilter', contactListFilterId: 'f1' }),
  ).toMatchObject({
    accepted: true,
  });
  expect(await campaigns.command('f4', creation('f4'))).toMatchObject({ accepted: true });
});
