/** The whole system as its users meet it: commands in, messages out at the provider's door, statuses back. */
import { randomUUID } from 'node:crypto';
import { topics } from '../../../schemas/topics.ts';
import {
  acceptedBy,
  countersOf,
  ofRun,
  outOfOrder,
  recount,
  repeated,
  runIdOfCampaign,
  worstWindow,
} from '../../support/campaign-checker.ts';
import { campaignChange } from '../../support/command-bodies.ts';
import { BUSY_MACHINE, runSystem, type RunningSystem } from '../../support/run-system.ts';
import { until } from '../../support/test-system.ts';

/** So far apart in time that neither a network nor a busy machine swaps two messages. */
const ORDER_TOLERANCE_MS = 250;

jest.setTimeout(120_000);

let run: RunningSystem;

beforeAll(async () => {
  run = await runSystem({ env: BUSY_MACHINE });
}, 180_000);

afterAll(() => run.close(), 60_000);

type Person = { name: string; phone: string; tier: string; balance: string; since: string };
const TIERS = ['gold', 'silver', 'bronze', 'basic'];

/** 400 people, written as people write: `$1,234.50`, ISO dates, one in ten without a balance. */
const people: Person[] = Array.from({ length: 400 }, (_, n) => ({
  name: `Person ${n}`,
  phone: `1317${5_550_000 + n}`,
  tier: TIERS[(n * 7) % 4] ?? '',
  balance: n % 10 === 3 ? '' : `$${((n * 37) % 90) + 1},${String((n * 91) % 1000).padStart(3, '0')}.50`,
  since: `20${10 + ((n * 13) % 14)}-0${1 + (n % 9)}-15`,
}));
const csvOf = (rows: Person[]): string =>
  `\uFEFFName,Phone,Tier,Balance,Since\r\n${rows.map((one) => `${one.name},+${one.phone.slice(0, 1)} ${one.phone.slice(1, 4)}-${one.phone.slice(4, 7)}-${one.phone.slice(7)},${one.tier},"${one.balance}",${one.since}`).join('\r\n')}`;
const bySince = (a: Person, b: Person): number =>
  a.since < b.since ? -1 : a.since > b.since ? 1 : Number(a.phone) - Number(b.phone);
const amount = (one: Person): number => Number(one.balance.replace(/[$,]/g, ''));

describe('a campaign with do-not-contact list, filter and four sort columns', () => {
  const onDnc = people.filter((_, n) => n % 16 === 5);
  const eligible = people.filter((one) => one.tier !== 'basic' && !onDnc.includes(one));
  const expectedOrder = [...eligible]
    .sort((a, b) => {
      if (a.tier !== b.tier) return a.tier < b.tier ? 1 : -1; // descending
      if (a.balance === '' || b.balance === '')
        return a.balance === b.balance ? bySince(a, b) : a.balance === '' ? 1 : -1; // empty last
      return amount(b) - amount(a) || bySince(a, b);
    })
    .map((one) => one.phone);
  let campaignId: string;
  let runId: string;
  let integrationId: string;

  it('messages every eligible contact exactly once, in order, at an even pace', async () => {
    const contactListId = await run.contactList(csvOf(people));
    const national = (phone: string): string => `${phone.slice(1, 4)}-${phone.slice(4, 7)}-${phone.slice(7)}`;
    const dncListId = await run.dncList(
      `Last Name,DNC_Home,DNC_Cell\nX,317-153-4777,\n${onDnc.map((one, n) => (n % 2 ? `Y,${national(one.phone)},` : `Z,,${national(one.phone)}`)).join('\n')}`,
      ['DNC_Home', 'DNC_Cell'],
    );
    integrationId = await run.integration();
    const filterId = randomUUID();
    await run.command(filterId, {
      type: 'CreateContactListFilter',
      name: 'not basic',
      contactListId,
      filterType: 'AND',
      clauses: [
        {
          filterType: 'AND',
          predicates: [
            {
              column: 'Tier',
              columnType: 'alphabetic',
              operator: 'EQUALS',
              value: 'basic',
              range: null,
              inverted: true,
            },
          ],
        },
      ],
    });
    campaignId = await run.campaign({
      contactListId,
      integrationId,
      messagesPerMinute: 3_000,
      dncListIds: [dncListId],
      contactListFilterIds: [filterId],
      contactSorts: [
        { fieldName: 'Tier', direction: 'DESC', numeric: false },
        { fieldName: 'Balance', direction: 'DESC', numeric: true },
        { fieldName: 'Since', direction: 'ASC', numeric: false },
        { fieldName: 'Phone', direction: 'ASC', numeric: true },
      ],
    });
    await run.start(campaignId);
    await run.untilStatus(campaignId, 'complete');
    runId = await runIdOfCampaign(run.database.db, campaignId);
    const accepted = ofRun(await acceptedBy(run.system.simulatorUrl), runId);
    expect(repeated(accepted)).toEqual([]);
    expect(accepted.map((one) => one.to).sort()).toEqual([...expectedOrder].sort());
    expect(outOfOrder(accepted, expectedOrder, ORDER_TOLERANCE_MS)).toEqual([]);
    expect(worstWindow(accepted, 60_000)).toBeLessThanOrEqual(3_000);
    // 50 a second, and those of the half second before, which may leave as late as that (SEND_LATENESS_MS)
    expect(worstWindow(accepted, 1_000)).toBeLessThanOrEqual(75);
  }, 180_000);

  it('balances: taken up = sent + failed + skipped + unknown, and counters equal the ledger', async () => {
    const ledger = await recount(run.database.db, runId);
    expect(ledger).toEqual({
      total: 300,
      accepted: expectedOrder.length,
      failed: 0,
      skipped: 300 - expectedOrder.length,
      unknown: 0,
      open: 0,
    });
    const { accepted, failed, skipped, unknown } = await countersOf(run.database.db, runId);
    expect({ accepted, failed, skipped, unknown }).toEqual({
      accepted: ledger.accepted,
      failed: 0,
      skipped: ledger.skipped,
      unknown: 0,
    });
  });

  it('learns the delivery of every message by webhook', async () => {
    await until(
      'all are delivered',
      async () => (await countersOf(run.database.db, runId)).delivered === expectedOrder.length,
    );
    const { read } = await countersOf(run.database.db, runId);
    expect(read).toBeLessThanOrEqual(expectedOrder.length);
  });

  it('does nothing at a second delivery of a command', async () => {
    const commandId = randomUUID();
    const first = await run.client.send(campaignId, { type: 'RecycleCampaign' }, { commandId });
    const again = await run.client.send(campaignId, { type: 'RecycleCampaign' }, { commandId });
    expect(again).toEqual(first);
  });

  it('runs once more for everybody after a recycle, as a new run', async () => {
    await run.start(campaignId);
    await until(
      'a new run is on',
      async () => (await runIdOfCampaign(run.database.db, campaignId)) !== runId,
    );
    await run.untilStatus(campaignId, 'complete');
    const second = ofRun(
      await acceptedBy(run.system.simulatorUrl),
      await runIdOfCampaign(run.database.db, campaignId),
    );
    expect(repeated(second)).toEqual([]);
    expect(second).toHaveLength(expectedOrder.length);
  }, 120_000);

  it('continues where it stood after stop and start', async () => {
    const version = (await versionOf(campaignId)) ?? 0;
    await run.command(campaignId, campaignChange(version, { messagesPerMinute: 1_200 }));
    await run.start(campaignId);
    const third = await runIdOfCampaign(run.database.db, campaignId);
    const sent = async () => ofRun(await acceptedBy(run.system.simulatorUrl), third);
    await until('some are sent', async () => (await sent()).length >= 40);
    await run.command(campaignId, { type: 'StopCampaign' });
    await run.untilStatus(campaignId, 'off');
    const atRest = (await sent()).length;
    expect(atRest).toBeLessThan(expectedOrder.length);
    const resumedAt = Date.now();
    await run.start(campaignId);
    await run.untilStatus(campaignId, 'complete');
    const accepted = await sent();
    expect(await runIdOfCampaign(run.database.db, campaignId)).toBe(third);
    expect(repeated(accepted)).toEqual([]);
    expect(accepted).toHaveLength(expectedOrder.length);
    // a message that the stop held back comes after the resume, though one behind it had already been claimed
    for (const part of [
      accepted.filter((one) => one.at < resumedAt),
      accepted.filter((one) => one.at >= resumedAt),
    ]) {
      expect(outOfOrder(part, expectedOrder, ORDER_TOLERANCE_MS)).toEqual([]);
    }
    expect(worstWindow(accepted, 60_000)).toBeLessThanOrEqual(1_200);
  }, 180_000);

  it('idles when always running, and wakes for contacts that are added', async () => {
    const contactListId = await run.contactList('Name,Phone\nAda,+13175550001\nBob,+13175550002\n');
    const always = await run.campaign({ contactListId, integrationId, alwaysRunning: true });
    await run.start(always);
    const id = await runIdOfCampaign(run.database.db, always);
    const sent = async () => ofRun(await acceptedBy(run.system.simulatorUrl), id).map((one) => one.to);
    await until('both are sent', async () => (await sent()).length === 2);
    await run.command(contactListId, {
      type: 'AddContacts',
      contacts: [{ id: null, data: { Name: 'Cleo', Phone: '+1 317 555 0003' } }],
    });
    await until('the third is sent', async () => (await sent()).length === 3);
    expect(await sent()).toEqual(['13175550001', '13175550002', '13175550003']);
    expect(await run.statusOf(always)).toBe('on');
    await run.command(always, { type: 'StopCampaign' });
    await run.untilStatus(always, 'off');
  }, 120_000);

  const versionOf = async (id: string): Promise<number | undefined> =>
    (await run.database.db.collection<{ _id: string; version: number }>('campaigns').findOne({ _id: id }))
      ?.version;
});

describe('bad input', () => {
  it('goes to dead-letters, and the campaign beside it finishes', async () => {
    const contactListId = await run.contactList('Name,Phone\nAda,+13175550011\nBob,+13175550012\n');
    const campaignId = await run.campaign({ contactListId, integrationId: await run.integration() });
    const producer = run.context.kafka.producer();
    await producer.connect();
    const garbage = [
      Buffer.from('not avro at all'),
      Buffer.from([0, 0, 1, 226, 64, 1, 2]),
      Buffer.alloc(0),
      null,
    ];
    for (const topic of [
      topics.campaignCommands,
      topics.eligibleContacts,
      topics.releasedMessages,
      topics.messageStatuses,
      topics.sendDemand,
    ]) {
      await producer.send({
        topic: run.system.settings.namespace + topic.name,
        messages: garbage.map((value) => ({ key: 'x', value })),
      });
    }
    await producer.disconnect();
    await run.start(campaignId);
    await run.untilStatus(campaignId, 'complete');
    const letters: string[] = [];
    await run.context.consume({
      topic: topics.deadLetters,
      groupId: `reader-${randomUUID()}`,
      handle: async (records) =>
        void letters.push(
          ...records.map(
            ({ value }) =>
              `${value.topic.slice(run.system.settings.namespace.length)} ${value.errorCode} ${value.service}`,
          ),
        ),
    });
    // campaign-commands has two readers
    await until('all are dead-lettered', () => letters.length >= 24);
    expect(letters).toContain('released-messages NOT_AVRO sender');
    expect(letters).toContain('eligible-contacts UNKNOWN_SCHEMA throttle');
    expect(letters).toContain('message-statuses NULL_VALUE status');
  }, 120_000);

  it('is refused with the field named', async () => {
    const contactListId = await run.contactList('Name,Phone\nAda,+13175550021\n');
    const outcome = await run.client.send(randomUUID(), {
      type: 'CreateCampaign',
      name: 'n'.repeat(65),
      divisionId: null,
      contactListId,
      whatsappColumn: 'Telephone',
      integrationId: await run.integration(),
      messagesPerMinute: 4_801,
      template: {
        name: 't',
        language: 'en_US',
        header: [],
        body: [{ name: null, column: 'Nickname', value: null }],
        buttons: [],
      },
      dncListIds: [],
      contactListFilterIds: [],
      contactSorts: [{ fieldName: 'Age', direction: 'ASC', numeric: true }],
      alwaysRunning: false,
      callableTimes: null,
    });
    expect(outcome.accepted).toBe(false);
    const byField = Object.fromEntries(outcome.errors.map((fault) => [fault.field, fault]));
    expect(byField['messagesPerMinute']).toMatchObject({
      code: 'messages.per.minute.limit.exceeded',
      limit: 4_800,
    });
    expect(Object.keys(byField).join(' ')).toMatch(/name/);
    expect(Object.keys(byField).join(' ')).toMatch(/whatsappColumn/);
    expect(Object.keys(byField).join(' ')).toMatch(/contactSorts/);
    expect(Object.keys(byField).join(' ')).toMatch(/template/);
  }, 60_000);
});
