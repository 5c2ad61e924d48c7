/**
 * Entries of DNC and opt-out lists that an earlier version stored under the number as it was written: they block, are shown and are removed
 * like those under today's key, whichever version wrote them and when.
 */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { dncKeyOf, optOutListIdOf } from '../../../services/domain/contact/contact.ts';
import { findDncHits } from '../../../services/eligibility/store.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { findOptedOut } from '../../../services/queries/contacts/contact-store.ts';
import { blocksOf, findDncNumbers } from '../../../services/queries/lists/dnc-lists.ts';
import { findDncEntries } from '../../../services/sender/store.ts';
import { followNumberChanges } from '../../../services/status/opt-outs/follow-number-changes.ts';
import { addOptOuts, removeOptOuts } from '../../../services/status/opt-outs/opt-out-store.ts';
import { integrationDocument } from '../../support/campaign-documents.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';
import { commander, dncList } from './importer-commander.ts';

let system: TestSystem;
let mongo: Database;
let importer: ReturnType<typeof commander>;
const listId = randomUUID();
const optOutList = optOutListIdOf('integration');
const now = new Date();
/** As it was stored, and as people and WhatsApp write it today. */
const people = [
  ['541155550101', '5491155550101'],
  ['553187654321', '5531987654321'],
  ['5215512345678', '525512345678'],
  ['22997123456', '2290197123456'],
  ['24107123456', '24177123456'],
] as const;

beforeAll(async () => {
  system = await openTestSystem();
  mongo = await system.context.mongo();
  importer = commander(system.context);
  await system.start('importer', startImporter);
  expect(await importer.carryOut(listId, dncList('Old'))).toMatchObject({ accepted: true });
  await mongo
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: 'integration', phoneNumberId: '1' }));
});
afterAll(() => system.close());
beforeEach(async () => {
  await mongo.of(collections.dncNumbers).deleteMany({});
  await mongo
    .of(collections.dncNumbers)
    .insertMany(
      [listId, optOutList].flatMap((id) =>
        people.map(([stored]) => ({ _id: `${id}:${stored}`, listId: id })),
      ),
    );
  await mongo.of(collections.dncLists).updateOne({ _id: listId }, { $set: { size: people.length } });
});

const countOf = (id: string): Promise<number> =>
  mongo.of(collections.dncNumbers).countDocuments({ listId: id });

test('they block when a contact is taken up and when its message is about to be sent, in either writing', async () => {
  for (const number of people.flat())
    for (const id of [listId, optOutList]) {
      const key = dncKeyOf(id, number);
      expect(await findDncHits(mongo, [key], now)).toEqual(new Set([key]));
      expect(await findDncEntries(mongo, [key], now)).toEqual(new Set([key]));
    }
});

test('an entry that has ended does not block, one beside it that has not does', async () => {
  const key = dncKeyOf(listId, '541155550101');
  await mongo
    .of(collections.dncNumbers)
    .updateOne({ _id: `${listId}:541155550101` }, { $set: { expiresAt: new Date(now.getTime() - 1_000) } });
  expect(await findDncHits(mongo, [key], now)).toEqual(new Set());
  expect(await findDncEntries(mongo, [key], now)).toEqual(new Set());
  await mongo.of(collections.dncNumbers).insertOne({ _id: key, listId });
  expect(await findDncHits(mongo, [key], now)).toEqual(new Set([key]));
  expect(await findDncEntries(mongo, [key], now)).toEqual(new Set([key]));
});

test('look-ups of people find them', async () => {
  for (const [, today] of people) {
    expect(await findDncNumbers(mongo, listId, [today], now)).toEqual(new Set([today]));
    expect(await findOptedOut(mongo, ['integration'], [today])).toEqual(new Set([today]));
    const kinds: string[] = [];
    for await (const { kind } of blocksOf(mongo, today, now)) kinds.push(kind);
    expect(kinds).toEqual(['DNC', 'OPT_OUT']);
  }
});

test('a number that is taken off is off, and the list’s size follows', async () => {
  const numbers = people.map(([, today]) => `+${today}`);
  expect(await importer.carryOut(listId, { type: 'RemoveDncNumbers', numbers })).toMatchObject({
    accepted: true,
  });
  expect(await countOf(listId)).toBe(0);
  expect(await mongo.of(collections.dncLists).findOne({ _id: listId })).toMatchObject({ size: 0 });
});

test('a wish to be back lifts them, an opt-out that is said again afterwards counts', async () => {
  const wish = { integrationId: 'integration', phoneId: '5491155550101', at: now };
  await removeOptOuts(mongo, [wish]);
  expect(await findOptedOut(mongo, ['integration'], [wish.phoneId])).toEqual(new Set());
  expect(await countOf(optOutList)).toBe(people.length - 1);
  await addOptOuts(mongo, [wish]);
  expect(await findOptedOut(mongo, ['integration'], ['541155550101'])).toEqual(new Set(['541155550101']));
});

test('an opt-out follows its recipient to another number', async () => {
  const message = {
    ...{ kind: 'NUMBER_CHANGED' as const, phoneNumberId: '1', phoneId: '5491155550101' },
    ...{ payload: '13175550199', at: now.getTime(), text: '', wamid: 'wamid.1', userId: null },
  };
  await followNumberChanges(mongo, [{ ...message, contextWamid: null, preference: null }]);
  expect(await findOptedOut(mongo, ['integration'], ['13175550199'])).toEqual(new Set(['13175550199']));
});
