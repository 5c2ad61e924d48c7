import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import { runIdOf } from '../../../services/domain/message/message.ts';
import {
  commandOf,
  openCampaignsSystem,
  registration,
  type CampaignsSystem,
  type CommandBody,
} from '../../support/campaigns-system.ts';
import { campaignChange } from '../../support/command-bodies.ts';
import { runWac } from '../../support/run-wac.ts';
import { until } from '../../support/test-system.ts';

const accepted = { accepted: true, errors: [] };
const refusedFor = (...codes: string[]) => ({
  accepted: false,
  errors: codes.map((code) => expect.objectContaining({ code }) as unknown),
});

const start: CommandBody = { type: 'StartCampaign', notBefore: null, notAfter: null };
const stop: CommandBody = { type: 'StopCampaign' };
const renaming = (version: number, name: string): CommandBody => campaignChange(version, { name });

let campaigns: CampaignsSystem;
beforeAll(async () => (campaigns = await openCampaignsSystem()));
afterAll(() => campaigns.system.close());

it('keeps an event log: who did what, what became of it, once, also for imports, holds and opt-outs', async () => {
  const { system } = campaigns;
  const id = await campaigns.create({ name: 'logged' });
  const commandId = randomUUID();
  await campaigns.command(id, start, commandId);
  await campaigns.publish(commandOf(id, start, commandId)); // a second delivery
  await campaigns.command(id, renaming(99, 'too late'));
  const producer = await system.context.producer();
  await producer.send(topics.contactListEvents, [
    {
      eventId: 'e-1',
      listId: campaigns.listId,
      occurredAt: Date.now(),
      body: {
        type: 'ImportFailed',
        importId: 'i-1',
        kind: 'CONTACTS',
        reason: 'IMPORT_FAILED_TO_READ_HEADERS',
        detail: 'no header',
      },
    },
  ]);
  const at = Date.now();
  const spam = {
    type: 'CampaignMustStop' as const,
    campaignId: id,
    code: 132000,
    reason: 'no – 10 messages in a row failed this way',
  };
  await producer.send(topics.providerSignals, [{ integrationId: campaigns.integrationId, at, body: spam }]);
  await producer.send(topics.optOutEvents, [
    {
      eventId: 'o-1',
      integrationId: campaigns.integrationId,
      phoneId: '13175551234',
      at,
      wish: 'OUT',
      source: 'KEYWORD',
    },
  ]);
  const log = async () =>
    (await system.context.mongo()).of(collections.events).find().sort({ at: 1 }).toArray();
  const codes = async () =>
    (await log()).map(({ code, entity }) => `${code} ${entity?.id === id ? 'ours' : ''}`.trim());
  await until('everything is in it', async () => {
    const found = await codes();
    return ['CAMPAIGN_FORCE_STOPPED ours', 'RECIPIENT_OPTED_OUT', 'IMPORT_FAILED_TO_READ_HEADERS'].every(
      (code) => found.includes(code),
    );
  });
  const found = await log();
  expect(await codes()).toEqual(expect.arrayContaining(['CAMPAIGN_STARTED ours', 'VERSION_CONFLICT ours']));
  expect(
    found
      .filter(({ correlationId }) => correlationId === commandId)
      .map(({ code }) => code)
      .sort(),
  ).toEqual(['CAMPAIGN_STARTED', 'COMMAND_ACCEPTED']);
  expect(found.find(({ code }) => code === 'CAMPAIGN_FORCE_STOPPED')?.message).toMatch(
    /132000.*10 messages in a row/,
  );
  expect(JSON.stringify(found)).not.toContain('13175551234');

  const shown = await runWac(system.settings, [
    'events',
    '--campaign',
    'logged',
    '--level',
    'warning',
    '--json',
  ]);
  expect(shown.code).toBe(0);
  const lines = shown.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { code: string; level: string });
  expect(lines.map(({ code }) => code)).toEqual(['VERSION_CONFLICT', 'CAMPAIGN_FORCE_STOPPED']);
  expect((await runWac(system.settings, ['events', '--code', 'recipient_opted_out'])).out).toMatch(
    /WHEN .*\n.*131\*+34 opted out/,
  );
  expect(await runWac(system.settings, ['events', '--level', 'loud'])).toMatchObject({ code: 2 });
});

it('takes a campaign with a filter from creation through stop and resumption to completion', async () => {
  const filterId = randomUUID();
  expect(
    await campaigns.command(filterId, {
      type: 'CreateContactListFilter',
      name: 'adults',
      contactListId: campaigns.listId,
      filterType: 'AND',
      clauses: [
        {
          filterType: 'AND',
          predicates: [
            {
              column: 'age',
              columnType: 'numeric',
              operator: 'GREATER_THAN_EQUALS',
              value: '18',
              range: null,
              inverted: false,
            },
          ],
        },
      ],
    }),
  ).toMatchObject(accepted);
  const id = await campaigns.create({ contactListFilterIds: [filterId] });
  const runId = runIdOf(id, 1);
  const life: CommandBody[] = [
    start,
    stop,
    { type: 'ConfirmStopped', runId },
    start,
    { type: 'CompleteRun', runId },
  ];
  for (const body of life) expect(await campaigns.command(id, body)).toMatchObject(accepted);

  expect(campaigns.causesOf(id)).toEqual([
    'CREATED',
    'STARTED',
    'STOPPING',
    'STOPPED',
    'STARTED',
    'COMPLETED',
  ]);
  const revisions = campaigns.events.flatMap(({ body }) =>
    body.type === 'CampaignChanged' && body.campaignId === id ? [body.revision] : [],
  );
  expect(revisions).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'complete', runId, runNumber: 1, version: 1 });
  expect(
    await campaigns.command(filterId, { type: 'DeleteContactListFilter', contactListFilterId: filterId }),
  ).toMatchObject(refusedFor('referential.integrity.error'));
});

it('carries out a command once, however often it is delivered', async () => {
  const id = await campaigns.create();
  const wish = commandOf(id, start);
  await campaigns.publish(wish, wish);
  await campaigns.publish(wish);
  await until('all three deliveries were answered', () => campaigns.outcomesOf(wish.commandId).length === 3);
  const told = campaigns.events.filter(
    ({ subjectId, eventId }) => subjectId === id && eventId.startsWith(wish.commandId),
  );
  // the same event and the same outcome, three times
  expect(new Set(told.map((event) => JSON.stringify(event))).size).toBe(1);
  expect(new Set(campaigns.outcomesOf(wish.commandId).map((outcome) => JSON.stringify(outcome))).size).toBe(
    1,
  );
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'on', revision: 2, runNumber: 1 });
});

it('answers a refused command with the same refusal, also when it would be right by now', async () => {
  const id = randomUUID();
  const wish = commandOf(id, start);
  await campaigns.publish(wish);
  await until('it is refused', () => campaigns.outcomesOf(wish.commandId).length === 1);
  await campaigns.command(id, campaigns.creation());
  await campaigns.publish(wish);
  const [, second] = await until('it is answered again', () => {
    const outcomes = campaigns.outcomesOf(wish.commandId);
    return outcomes.length === 2 ? outcomes : null;
  });
  expect(second).toMatchObject(refusedFor('resource.not.found'));
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'off' });
});

it('refuses an edit that is based on an old version and keeps the newer one', async () => {
  const id = await campaigns.create();
  const [first, second] = [`first ${id}`, `second ${id}`];
  expect(await campaigns.command(id, renaming(1, first))).toMatchObject({ ...accepted, version: 2 });
  expect(await campaigns.command(id, renaming(1, second))).toMatchObject(
    refusedFor('invalid.update.wrong.version'),
  );
  expect(await campaigns.campaign(id)).toMatchObject({ name: first, version: 2 });
});

it('gives a name that many want at the same time to exactly one of them', async () => {
  const name = `wanted ${randomUUID()}`;
  const wishes = Array.from({ length: 12 }, () => commandOf(randomUUID(), campaigns.creation({ name })));
  await campaigns.publish(...wishes);
  const outcomes = await until('all are answered', () => {
    const all = wishes.flatMap(({ commandId }) => campaigns.outcomesOf(commandId));
    return all.length === wishes.length ? all : null;
  });
  expect(outcomes.filter((outcome) => outcome.accepted)).toHaveLength(1);
  for (const outcome of outcomes.filter((one) => !one.accepted))
    expect(outcome).toMatchObject(refusedFor('duplicate.name'));
});

it('names each wrong field of a command, with the limit that was exceeded', async () => {
  const outcome = await campaigns.command(
    randomUUID(),
    campaigns.creation({
      name: 'x'.repeat(65),
      contactListId: 'nowhere',
      integrationId: 'none',
      messagesPerMinute: 0,
      template: { name: 'NO', language: 'en_US', header: [], body: [], buttons: [] },
      dncListIds: ['gone'],
      contactListFilterIds: ['gone'],
      contactSorts: Array.from({ length: 5 }, () => ({ fieldName: '', direction: 'ASC', numeric: false })),
    }),
  );
  expect(outcome.accepted).toBe(false);
  expect(outcome.errors.map(({ field, code, limit }) => `${field} ${code} ${limit}`)).toEqual([
    'name name.length.exceeded 64',
    'contactListId contact.list.not.found null',
    'messagesPerMinute invalid.messages.per.minute null',
    'integrationId whatsapp.integration.not.found null',
    'template.name content.template.invalid null',
    'dncListIds[0] dnc.list.not.found null',
    'contactListFilterIds[0] contact.list.filter.not.found null',
    'contactSorts constraint.validation 4',
    ...[0, 1, 2, 3, 4].map(
      (index) => `contactSorts[${index}].fieldName contact.sorts.invalid.field.name null`,
    ),
  ]);
});

it('makes the campaigns of a deleted list invalid, and an edit repairs them', async () => {
  const id = await campaigns.create();
  const other = await campaigns.create({ dncListIds: [] });
  await campaigns.command(id, start);
  const deleted = {
    eventId: randomUUID(),
    listId: campaigns.dncListId,
    occurredAt: Date.now(),
    body: { type: 'ListDeleted' as const, kind: 'DNC' as const, name: 'Left us' },
  };
  const producer = await campaigns.system.context.producer();
  await producer.send(topics.contactListEvents, [deleted, deleted]);
  await until('it is invalid', async () => (await campaigns.campaign(id))?.status === 'invalid');
  expect(await campaigns.campaign(id)).toMatchObject({
    errors: [{ code: 'dnc.list.not.found', message: 'The DNC list "Left us" was deleted.' }],
    revision: 3,
  });
  expect(await campaigns.campaign(other)).toMatchObject({ status: 'off' });
  const repair: CommandBody = { ...renaming(1, `repaired ${id}`), dncListIds: [] } as CommandBody;
  expect(await campaigns.command(id, repair)).toMatchObject(accepted);
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'off', errors: [], dncListIds: [] });
});

it('stops a campaign by force on the provider’s word and keeps the reason', async () => {
  const id = await campaigns.create();
  await campaigns.command(id, start);
  const producer = await campaigns.system.context.producer();
  const signal = {
    integrationId: campaigns.integrationId,
    at: Date.now(),
    body: { type: 'CampaignMustStop' as const, campaignId: id, code: 132001, reason: 'no such template' },
  };
  await producer.send(topics.providerSignals, [signal, signal]);
  await until('it stops', async () => (await campaigns.campaign(id))?.status === 'forced_stopping');
  const runId = runIdOf(id, 1);
  expect(await campaigns.command(id, { type: 'ConfirmStopped', runId })).toMatchObject(accepted);
  const stopped = await campaigns.campaign(id);
  expect(stopped).toMatchObject({ status: 'forced_off', errors: [{ code: 'CAMPAIGN_FORCE_STOPPED' }] });
  expect(stopped?.errors[0]?.message).toBe('WhatsApp answered 132001: no such template');
  expect(campaigns.causesOf(id)).toEqual(['CREATED', 'STARTED', 'FORCE_STOPPED', 'STOPPED']);
});

it('makes the campaigns of an integration invalid that is made inactive', async () => {
  const integrationId = randomUUID();
  const number = { name: 'second', phoneNumberId: '222' } as Partial<CommandBody>;
  await campaigns.command(integrationId, registration(number));
  const id = await campaigns.create({ integrationId });
  const inactive = registration({ ...number, active: false });
  expect(await campaigns.command(integrationId, inactive)).toMatchObject(accepted);
  await until('it is invalid', async () => (await campaigns.campaign(id))?.status === 'invalid');
  expect(await campaigns.campaign(id)).toMatchObject({
    errors: [{ code: 'whatsapp.integration.not.active' }],
  });
});

it('hears again what our own services said too early', async () => {
  const id = await campaigns.create({ alwaysRunning: true });
  await campaigns.command(id, start);
  const completion = commandOf(id, { type: 'CompleteRun', runId: runIdOf(id, 1) });
  await campaigns.publish(completion);
  await until('it is refused', () => campaigns.outcomesOf(completion.commandId).length === 1);
  await campaigns.command(id, { ...renaming(1, `ends ${id}`), alwaysRunning: false } as CommandBody);
  await campaigns.publish(completion);
  await until('it is complete', async () => (await campaigns.campaign(id))?.status === 'complete');
});

it('puts records that are no commands into dead-letters and goes on', async () => {
  const letters = await campaigns.system.collect(topics.deadLetters);
  const producer = campaigns.system.context.kafka.producer();
  await producer.connect();
  const topic = campaigns.system.settings.namespace + topics.campaignCommands.name;
  await producer.send({ topic, messages: [{ key: 'x', value: Buffer.from('garbage') }] });
  await producer.disconnect();
  await campaigns.publish(commandOf('x', start, ''), commandOf('x', start, 'y'.repeat(129)));
  await until('three are dead', () => letters.length === 3);
  expect(letters.map(({ errorCode }) => errorCode).sort()).toEqual([
    'NOT_AVRO',
    'UNUSABLE_COMMAND_ID',
    'UNUSABLE_COMMAND_ID',
  ]);
  expect(await campaigns.command('x', start)).toMatchObject(refusedFor('resource.not.found'));
  expect(await campaigns.command('', start)).toMatchObject(refusedFor('invalid.property'));
});

it('shows how many campaigns have which status', async () => {
  const [instance] = campaigns.instances;
  const metrics = await instance?.metrics.registry.metrics();
  expect(metrics).toMatch(/wac_campaigns\{status="on",service="campaigns"\} \d/);
});
