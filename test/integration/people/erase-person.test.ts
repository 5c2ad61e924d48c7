/** After an erasure no store has the person's number; others keep theirs; the person is recognised. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  collections,
  UPLOADS_BUCKET,
  type ErasureDocument,
  type MessageDocument,
} from '../../../schemas/collections.ts';
import { exclusionIdOf, messageIdOf, runIdOf } from '../../../services/domain/message/message.ts';
import { applyUpdates } from '../../../services/ledger/updates/apply-updates.ts';
import { readCounters } from '../../../services/ledger/counters/read-counters.ts';
import { recountRun } from '../../../services/ledger/counters/recount-run.ts';
import { createRecogniseErased } from '../../../services/people/recognise-erased.ts';
import { findErasure } from '../../../services/people/erasure-store.ts';
import { keepErasures } from '../../../services/people/keep-erasures.ts';
import { numberInText } from '../../../services/people/number-in-text.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { storeUpload } from '../../../services/platform/mongo/uploads.ts';
import { erasureEntry } from '../../../services/campaigns/event-log/erasure-entry.ts';
import { insertEvents } from '../../../services/campaigns/event-log/event-store.ts';
import { campaignDocument } from '../../support/campaign-documents.ts';
import { runWac } from '../../support/run-wac.ts';
import { serveTestApi, apiAddress, type TestApi } from '../../support/test-api.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const PEOPLE_KEY = 'only-for-tests-0123456789abcdef0123456789';
const PERSON = '13175550123';
const OTHER = '13175550199';
let system: TestSystem;
let database: Database;
let api: TestApi;

beforeAll(async () => {
  const { url, environment } = await apiAddress();
  system = await openTestSystem({ ...environment, PEOPLE_KEY });
  database = await system.context.mongo();
  api = await serveTestApi(system, url);
  await keepErasures(
    system.context,
    (erasure) => insertEvents(database, [erasureEntry(erasure, new Date())]),
    200,
  );
});
afterAll(() => api.close());

const wamidOf = (phoneId: string): string =>
  `wamid.${Buffer.from(`HBgL${phoneId}FQIAERgS`, 'latin1').toString('base64')}`;
const runId = runIdOf('c', 1);

/** A message of each state; the other person's beside it. */
async function givenMessages(state: MessageDocument['state']): Promise<void> {
  const message = (phoneId: string, contactId: string, sequence: number): MessageDocument => ({
    ...{ _id: messageIdOf(runId, phoneId), campaignId: 'c', runId, contactId, sequence, state, attempt: 1 },
    ...{ integrationId: 'i', to: phoneId, wamid: wamidOf(phoneId), dueAt: new Date() },
    template: { name: 't', language: 'en', header: [], body: [{ name: null, text: 'Ann Lee' }], buttons: [] },
    history: [{ at: new Date(), what: 'RETRY', attempt: 1, reason: `to +${phoneId} failed` }],
  });
  await database.of(collections.messages).insertMany([message(PERSON, PERSON, 0), message(OTHER, OTHER, 1)]);
  await database.of(collections.messages).insertOne({
    ...{ _id: exclusionIdOf(runId, 'c2'), campaignId: 'c', runId, contactId: 'c2', sequence: 2, attempt: 0 },
    ...{
      state: 'SKIPPED',
      reason: 'DUPLICATE_PHONE_NUMBER',
      detail: `contact ${PERSON} has the same number`,
    },
  });
  const counters = state === 'ACCEPTED' ? { accepted: 2 } : state === 'UNKNOWN' ? { unknown: 2 } : {};
  await database.of(collections.runCounters).insertOne({
    _id: `${runId}:0`,
    runId,
    ...counters,
    skipped: 1,
    skippedBy: { DUPLICATE_PHONE_NUMBER: 1 },
  });
}

async function givenEverything(): Promise<void> {
  const now = new Date();
  await database.of(collections.campaigns).insertOne(campaignDocument({ _id: 'c', contactListId: 'l' }));
  await database.of(collections.contactLists).insertOne({
    ...{ _id: 'l', name: 'customers', divisionId: 'home', columnNames: ['id', 'name', 'phone', 'spouse'] },
    ...{
      whatsappColumns: [{ columnName: 'phone', type: 'cell', contactableTimeColumn: null }],
      contactIdColumn: 'id',
    },
    ...{
      defaultCountry: 'US',
      timeZone: null,
      size: 3,
      imports: [],
      arrivalBatches: 1,
      version: 1,
      createdAt: now,
    },
  });
  const contact = (id: string, phoneId: string, arrival: number, spouse: string) => ({
    ...{
      _id: `l:${id}`,
      listId: 'l',
      arrival,
      values: [id, 'Ann Lee', `+${phoneId}`, spouse],
      phoneIds: [phoneId],
    },
  });
  await database
    .of(collections.contacts)
    .insertMany([
      contact(PERSON, PERSON, 1, ''),
      contact(OTHER, OTHER, 2, '(317) 555-0123'),
      contact('c2', PERSON, 3, ''),
    ]);
  await database.of(collections.campaignRuns).insertOne({
    ...{ _id: runId, campaignId: 'c', number: 1, integrationId: 'i', contactListId: 'l', state: 'READY' },
    ...{ planned: 3, pages: 1, filteredOut: 0, plannedThroughArrival: 3, plannedAt: now },
  });
  await database.of(collections.runPages).insertOne({
    ...{ _id: `${runId}:000000`, runId, page: 0, firstSequence: 0, contactIds: [PERSON, OTHER, 'c2'] },
    decisions: [PERSON, OTHER, PERSON],
  });
  await database.of(collections.takenUp).insertOne({
    ...{
      _id: `${runId}:000000:0000`,
      runId,
      firstSequence: 0,
      at: now,
      texts: [['Ann Lee'], ['Bob'], ['Ann Lee']],
    },
    template: { name: 't', language: 'en', header: [], body: [], buttons: [] },
  });
  await database.of(collections.dncLists).insertOne({
    ...{ _id: 'd', name: 'blocked', divisionId: 'home', contactMethod: 'Phone', phoneColumns: ['p'] },
    ...{ defaultCountry: 'US', size: 2, imports: [], version: 1, createdAt: now },
  });
  await database.of(collections.dncNumbers).insertMany([
    { _id: `d:${PERSON}`, listId: 'd' },
    { _id: `d:${OTHER}`, listId: 'd' },
    { _id: `optout:i:${PERSON}`, listId: 'optout:i', at: now },
  ]);
  await database.of(collections.possibleOptOuts).insertOne({
    ...{ _id: wamidOf(PERSON), integrationId: 'i', phoneId: PERSON, userId: null, reason: 'SOUNDS_LIKE' },
    ...{ text: 'stopp', at: now },
  });
  await database.of(collections.imports).insertOne({
    ...{ _id: 'running', listId: 'l', state: 'RUNNING', failureDetail: null },
    source: { uploadId: 'being-read', path: null, url: null },
  } as never);
  await database.of(collections.importRejects).insertMany([
    {
      ...{ _id: 'x:0000000001', importId: 'x', line: 2, column: 'phone', value: '317.555.0123' },
      ...{ code: 'X', reason: 'r', row: ['317.555.0123', 'Ann'] },
    },
    {
      ...{ _id: 'x:0000000002', importId: 'x', line: 3, column: 'phone', value: '1' },
      ...{ code: 'X', reason: 'r', row: ['1'] },
    },
  ]);
  await database.of(collections.events).insertOne({
    ...{
      _id: 'e',
      at: now,
      level: 'INFO',
      category: 'OPT_OUT',
      code: 'X',
      message: `+1 317 555 0123 said stop`,
    },
    ...{ entity: { kind: 'contact', id: PERSON }, who: null, correlationId: null },
  });
  await database.of(collections.audits).insertOne({
    ...{ _id: 'a', at: now, action: 'UpdateContactListFilter', isDone: true, divisionId: 'home', faults: [] },
    who: { kind: 'operator', id: 'ann', name: 'ann' },
    from: { door: 'CLI', address: null },
    entity: { kind: 'contactListFilter', id: 'f', name: 'all but one' },
    changes: [
      { property: 'clauses', before: `[{"value":"+1 317-555-0123"},{"value":"${OTHER}"}]`, after: '[]' },
      { property: 'name', before: null, after: `not ${OTHER}` },
    ],
  });
  await database.of(collections.audits).insertOne({
    ...{ _id: 'a2', at: now, action: 'AddDncNumbers', isDone: false, divisionId: 'home', changes: [] },
    who: { kind: 'user', id: 'u', name: 'Uma' },
    from: { door: 'CONSOLE', address: '10.0.0.1' },
    entity: { kind: 'dncList', id: 'd', name: 'blocked' },
    faults: [
      { code: 'x', message: `numbers[0]: +1 (317) 555-0123 is no number of WhatsApp` },
      { code: 'y', message: `numbers[1]: ${OTHER} neither` },
    ],
  });
  await database.of(collections.audits).insertOne({
    ...{
      _id: 'a3',
      at: now,
      action: 'DeleteContactList',
      isDone: true,
      divisionId: 'home',
      changes: [],
      faults: [],
    },
    who: { kind: 'operator', id: 'ann', name: 'ann' },
    from: { door: 'CLI', address: null },
    entity: { kind: 'contactList', id: 'gone', name: `just ${PERSON}` },
  });
  await database.of(collections.commandOutcomes).insertOne({
    ...{
      _id: 'o',
      subjectId: 'l',
      accepted: false,
      version: null,
      events: [`{"number":"+${PERSON}"}`],
      at: now,
    },
    errors: [{ code: 'x', field: null, message: `The number ${PERSON} is bad`, limit: null }],
  });
  await database.of(collections.exports).insertOne({
    _id: 'ex',
    kind: 'CONTACTS',
    listId: 'l',
    owner: 'o',
    request: `{"q":"${PERSON}"}`,
    at: now,
  });
  await database.of(collections.unmatchedStatuses).insertOne({
    ...{ _id: `${wamidOf(PERSON)}:READ`, wamid: wamidOf(PERSON), tries: 1, tryAt: now, seenAt: now },
    status: {} as never,
  });
  const upload = (id: string) =>
    storeUpload(
      database,
      UPLOADS_BUCKET,
      id,
      'people.csv',
      Readable.from([Buffer.from('phone\n"+1 (317) 555-'), Buffer.from('0123"\n')]),
    );
  await upload('left-behind');
  await upload('being-read');
  await storeUpload(
    database,
    UPLOADS_BUCKET,
    'others',
    'people.csv',
    Readable.from([Buffer.from(`phone\n${OTHER}\n`)]),
  );
}

/** Places in all collections and files that hold the number in any writing. */
async function grep(phoneId: string): Promise<string[]> {
  const number = numberInText(phoneId);
  const places: string[] = [];
  for (const { name } of await database.db.listCollections().toArray())
    for await (const document of database.db.collection(name).find()) {
      const binary = document['data'] as { buffer?: Uint8Array } | undefined;
      const text = binary?.buffer ? Buffer.from(binary.buffer).toString('utf8') : JSON.stringify(document);
      if (number.isIn(text)) places.push(`${name} ${String(document['_id'])}`);
    }
  return places.sort();
}

const untilDone = (id: string): Promise<ErasureDocument> =>
  until('the erasure is done', async () => {
    const erasure = await findErasure(database, id);
    return erasure?.state === 'DONE' ? erasure : null;
  });

beforeEach(async () => {
  for (const { name } of [
    ...Object.values(collections),
    { name: 'uploads.files' },
    { name: 'uploads.chunks' },
  ])
    if (!['clients', 'roles', 'users', 'signing_keys'].includes(name))
      await database.db.collection(name).deleteMany({});
});

test('everything about the person goes, told by kind; the others and the ledger’s balance stay', async () => {
  await givenEverything();
  await givenMessages('ACCEPTED');
  expect(await grep(PERSON)).toHaveLength(19);
  const others = await grep(OTHER);
  const started = await runWac(system.settings, ['people', 'erase', '+1 317 555 0123', '--yes', '--json']);
  expect(started).toMatchObject({ code: 0 });
  const { id } = JSON.parse(started.out) as { id: string };
  // an import is about to read one of the files: it is not over before that has ended
  const waiting = await until('it has gone through once', async () => {
    const erasure = await findErasure(database, id);
    return erasure && erasure.passes > 1 ? erasure : null;
  });
  expect(waiting).toMatchObject({
    state: 'UNDER_WAY',
    notes: ['1 uploaded files go when their imports have ended'],
  });
  await database.of(collections.imports).updateOne({ _id: 'running' }, { $set: { state: 'FINISHED' } });
  const done = await untilDone(id);
  expect(done.removed).toEqual({
    ...{ contacts: 2, cells: 1, places: 2, messages: 2, dncNumbers: 1, optOuts: 1, possibleOptOuts: 1 },
    ...{ rejects: 1, events: 1, audits: 3, outcomes: 1, exports: 1, unmatchedStatuses: 1, uploads: 2 },
  });
  expect(await grep(PERSON)).toEqual([]);
  expect(await grep(OTHER)).toEqual(others);
  expect(await database.of(collections.contactLists).findOne()).toMatchObject({ size: 1 });
  expect(await database.of(collections.dncLists).findOne()).toMatchObject({ size: 1 });
  expect(await database.of(collections.importRejects).countDocuments()).toBe(1);
  // the run still adds up, and nobody in it can be messaged a second time
  expect(await database.of(collections.messages).countDocuments()).toBe(3);
  const { counters, ledger } = await recountRun(database, runId);
  expect(ledger).toEqual(counters);
  const page = await database.of(collections.runPages).findOne();
  expect(page?.decisions).toEqual(['!ERASED', OTHER, '!ERASED']);
  expect(page?.contactIds[1]).toBe(OTHER);
  // who changed what when stays in the audit
  expect(await database.of(collections.audits).find().sort({ _id: 1 }).toArray()).toMatchObject([
    {
      ...{ _id: 'a', action: 'UpdateContactListFilter', who: { id: 'ann' }, at: expect.any(Date) as unknown },
      changes: [{ before: `[{"value":"[erased]"},{"value":"${OTHER}"}]`, after: '[]' }, { property: 'name' }],
    },
    {
      ...{ _id: 'a2', action: 'AddDncNumbers', isDone: false, who: { kind: 'user', id: 'u', name: 'Uma' } },
      ...{ from: { door: 'CONSOLE', address: '10.0.0.1' }, entity: { id: 'd', name: 'blocked' } },
      faults: [{ code: 'x', message: 'numbers[0]: [erased] is no number of WhatsApp' }, { code: 'y' }],
    },
    { _id: 'a3', entity: { kind: 'contactList', id: 'gone', name: 'just [erased]' }, divisionId: 'home' },
  ]);
  const entry = await database.of(collections.events).findOne({ code: 'PERSON_ERASED' });
  expect(entry).toMatchObject({ correlationId: id });
  // a status that comes later brings nothing back
  await applyUpdates(database, '0', [
    {
      kind: 'READ',
      messageId: messageIdOf(runId, PERSON),
      attempt: 1,
      wamid: wamidOf(PERSON),
      source: 'WEBHOOK',
      at: Date.now(),
      code: null,
      reason: null,
      dueAt: null,
    },
  ]);
  expect(await database.of(collections.messages).findOne({ _id: messageIdOf(runId, PERSON) })).toMatchObject({
    delivery: 'READ',
    erased: true,
  });
  expect(await grep(PERSON)).toEqual([]);
});

test('what waits is never sent, and a request under way is waited for', async () => {
  await givenEverything();
  await database.of(collections.imports).deleteMany({});
  await givenMessages('WAITING');
  const waiting = await runWac(system.settings, ['people', 'erase', PERSON, '--yes', '--json']);
  await untilDone((JSON.parse(waiting.out) as { id: string }).id);
  const message = await database.of(collections.messages).findOne({ _id: messageIdOf(runId, PERSON) });
  expect(message).toMatchObject({ state: 'SKIPPED', reason: 'OPTED_OUT', erased: true });
  expect(message).not.toHaveProperty('dueAt');
  const counts = (await readCounters(database, [runId])).get(runId);
  expect(counts?.get('skippedBy.OPTED_OUT')).toBe(1);
  expect(await grep(PERSON)).toEqual([]);

  await database.of(collections.messages).deleteMany({});
  await database.of(collections.runCounters).deleteMany({});
  await givenMessages('INTENT');
  await database.of(collections.messages).deleteMany({ state: 'SKIPPED' }); // its contact is not in the list any more
  const sending = await runWac(system.settings, ['people', 'erase', PERSON, '--yes', '--json']);
  const { id } = JSON.parse(sending.out) as { id: string };
  await until('it waits', async () =>
    (await findErasure(database, id))?.notes.includes('1 messages are being sent'),
  );
  expect(await database.of(collections.messages).findOne({ _id: messageIdOf(runId, PERSON) })).toMatchObject({
    state: 'INTENT',
    to: PERSON,
  });
  await applyUpdates(database, '0', [
    {
      kind: 'ACCEPTED',
      messageId: messageIdOf(runId, PERSON),
      attempt: 1,
      wamid: wamidOf(PERSON),
      source: 'SENDER',
      at: Date.now(),
      code: null,
      reason: null,
      dueAt: null,
    },
  ]);
  await untilDone(id);
  expect(await grep(PERSON)).toEqual([]);
});

test('an erased person is recognised in every writing; nobody is messaged when the key is another', async () => {
  const recognise = createRecogniseErased(database, PEOPLE_KEY, () => 0);
  expect(await recognise([PERSON])).toEqual(new Set());
  await runWac(system.settings, ['people', 'erase', '+52 1 55 1234 5678', '--yes']);
  const later = createRecogniseErased(database, PEOPLE_KEY);
  expect(await later(['525512345678', OTHER])).toEqual(new Set(['525512345678']));
  expect(await later(['5215512345678'])).toEqual(new Set(['5215512345678']));
  await expect(createRecogniseErased(database, '')([OTHER])).rejects.toThrow('PEOPLE_KEY');
  await expect(createRecogniseErased(database, 'x'.repeat(32))([OTHER])).rejects.toThrow('PEOPLE_KEY');
  const other = await runWac({ ...system.settings, people: { key: 'x'.repeat(32) } }, [
    'people',
    'erase',
    PERSON,
    '--yes',
  ]);
  expect(other).toMatchObject({ code: 3 });
  expect(other.err).toContain('people.key.changed');
  const none = await runWac({ ...system.settings, people: { key: '' } }, [
    'people',
    'erase',
    PERSON,
    '--yes',
  ]);
  expect(none.err).toContain('people.key.missing');
});

test('a process that has seen nobody erased sees the first one within a second', async () => {
  let nowMs = 1_000;
  const recognise = createRecogniseErased(database, PEOPLE_KEY, () => nowMs);
  expect(await recognise([PERSON])).toEqual(new Set());
  await runWac(system.settings, ['people', 'erase', PERSON, '--yes']);
  nowMs += 1_000;
  expect(await recognise([PERSON])).toEqual(new Set([PERSON]));
});

test('wac asks first, says what is wrong with a number, and exports everything', async () => {
  await givenEverything();
  await givenMessages('ACCEPTED');
  const before = await grep(PERSON);
  expect(await runWac(system.settings, ['people', 'erase', PERSON])).toMatchObject({ code: 2 });
  expect(await runWac(system.settings, ['people', 'erase', '12', '--yes'])).toMatchObject({ code: 2 });
  expect(await grep(PERSON)).toEqual(before);
  const { out } = await runWac(system.settings, ['people', 'export', '+1 317 555 0123', '--json']);
  const everything = JSON.parse(out) as Record<string, unknown[]>;
  expect(everything).toMatchObject({ isErased: false });
  const counts = Object.entries(everything).flatMap(([kind, things]) =>
    Array.isArray(things) ? [[kind, things.length]] : [],
  );
  expect(Object.fromEntries(counts)).toEqual({
    contacts: 2,
    doNotContact: 2,
    messages: 2,
    answers: 1,
    rejectedRows: 1,
    events: 1,
    audits: 3,
  });
  expect(everything['audits']).toMatchObject([
    {
      ...{ action: 'UpdateContactListFilter', who: { id: 'ann' }, entity: { kind: 'contactListFilter' } },
      changes: [{ property: 'clauses', before: ['+1 317-555-0123'], after: [] }],
    },
    { action: 'AddDncNumbers', who: { name: 'Uma' }, faults: [{ code: 'x' }] },
    { action: 'DeleteContactList', entity: { name: `just ${PERSON}` } },
  ]);
  expect(JSON.stringify(everything)).not.toContain(OTHER);
});

test('by the API: only with the permission for it, and the number is in no address', async () => {
  await givenEverything();
  const viewer = await api.tokenWith(['outbound:person:view']);
  const eraser = await api.tokenWith(['outbound:person:delete']);
  const url = '/api/v2/outbound/people';
  const body = { number: '+1 317 555 0123' };
  expect((await api.call('POST', `${url}/erase`, { token: viewer, body })).status).toBe(403);
  expect((await api.call('POST', `${url}/export`, { token: eraser, body })).status).toBe(403);
  expect((await api.call('POST', `${url}/export`, { token: viewer, body: { number: '12' } })).status).toBe(
    400,
  );
  const exported = await api.call('POST', `${url}/export`, { token: viewer, body });
  expect(exported.json).toMatchObject({ isErased: false, contacts: [{ list: 'customers' }, {}] });
  await database.of(collections.imports).deleteMany({});
  const started = await api.call('POST', `${url}/erase`, { token: eraser, body });
  expect(started.status).toBe(202);
  await untilDone(started.json.id);
  const done = await api.call('GET', `${url}/erasures/${started.json.id}`, { token: eraser });
  expect(done.json).toMatchObject({ state: 'DONE', removed: { contacts: 2 } });
  expect(await grep(PERSON)).toEqual([]);
  expect((await api.call('GET', `${url}/erasures/${randomUUID()}`, { token: eraser })).status).toBe(404);
  expect((await api.call('POST', `${url}/export`, { token: viewer, body })).json).toMatchObject({
    isErased: true,
    contacts: [],
  });
});
