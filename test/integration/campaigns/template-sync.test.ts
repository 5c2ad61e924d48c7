/** The campaigns process against the simulator as the provider: templates and numbers kept in step, and what follows for campaigns. */
import { randomUUID } from 'node:crypto';
import { collections, type ProviderSyncDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { ProviderSignal, TemplateUse } from '../../../schemas/types.ts';
import { startSimulator, TOKEN, type Client } from '../../fixtures/simulator/start-simulator.ts';
import { openCampaignsSystem, registration, type CampaignsSystem } from '../../support/campaigns-system.ts';
import { until } from '../../support/test-system.ts';

const ACCOUNT = '102290129340398';
const NUMBER = '106540352242922';
const body = (text: string) => ({ type: 'BODY', text });
const template = (name: string, more: object = {}) => ({
  name,
  language: 'en_US',
  category: 'MARKETING',
  status: 'APPROVED',
  components: [body('Hello {{1}}.')],
  ...more,
});
const number = { id: NUMBER, throughput: { level: 'STANDARD' }, quality_rating: 'GREEN' };
const scenario = (templates: object[], more: object = {}) => ({
  account: { id: ACCOUNT, name: 'Business', businessId: '1' },
  numbers: [number],
  templates,
  ...more,
});
/** More than one page. */
const many = Array.from({ length: 230 }, (_, at) => template(`bulk_${at}`));

const use = (name: string, more: Partial<TemplateUse> = {}): TemplateUse => ({
  name,
  language: 'en_US',
  header: [],
  body: [{ name: null, column: 'name', value: null }],
  buttons: [],
  ...more,
});

const start = { type: 'StartCampaign', notBefore: null, notAfter: null } as const;

let simulator: Client;
let campaigns: CampaignsSystem;
let signals: ProviderSignal[];

const sync = async (id: string): Promise<ProviderSyncDocument | null> =>
  (await campaigns.system.context.mongo()).of(collections.providerSyncs).findOne({ _id: id });
const templatesSync = (): Promise<ProviderSyncDocument | null> => sync(`templates:${ACCOUNT}`);
const statusOf = async (name: string): Promise<string | undefined> =>
  (
    await (
      await campaigns.system.context.mongo()
    )
      .of(collections.templates)
      .findOne({ businessAccountId: ACCOUNT, name })
  )?.status;
/** Asks for a refresh and waits for its end. */
async function synced(): Promise<ProviderSyncDocument> {
  const asked = new Date();
  expect(await campaigns.command(campaigns.integrationId, { type: 'SyncTemplates' })).toMatchObject({
    accepted: true,
  });
  return until('the templates were read again', async () => {
    const found = await templatesSync();
    return found?.startedAt && found.endedAt && found.startedAt >= asked && found.endedAt >= found.startedAt
      ? found
      : null;
  });
}
const setTemplate = (name: string, change: object) => simulator.post(`/simulator/templates/${name}`, change);
const creationFaults = async (wanted: TemplateUse) => {
  const outcome = await campaigns.command(randomUUID(), campaigns.creation({ template: wanted }));
  return outcome.errors.map(({ code, field }) => `${field} ${code}`);
};

beforeAll(async () => {
  simulator = await startSimulator(
    scenario([
      template('spring_offer'),
      template('paused_offer', { status: 'PAUSED' }),
      template('order', {
        category: 'UTILITY',
        components: [
          { type: 'HEADER', format: 'IMAGE' },
          body('Order {{1}} of {{2}}'),
          { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Track', url: 'https://example.com/{{1}}' }] },
        ],
      }),
      ...many,
    ]),
  );
  campaigns = await openCampaignsSystem({
    WHATSAPP_BASE_URL: simulator.base,
    WHATSAPP_ACCESS_TOKENS: `default=${TOKEN}`,
  });
  signals = await campaigns.system.collect(topics.providerSignals);
});

afterAll(async () => {
  await campaigns.system.close();
  await simulator.close();
});

it('reads all pages of the account’s templates and the number’s level when an integration is registered', async () => {
  const found = await until('they are read', async () => {
    const one = await templatesSync();
    return one?.succeededAt ? one : null;
  });
  expect(found).toMatchObject({ count: 233, error: null, failures: 0, unreadable: [] });
  expect(await statusOf('bulk_229')).toBe('APPROVED');
  expect(await statusOf('paused_offer')).toBe('PAUSED');
  await until(
    'the number is read',
    async () => (await sync(`number:${campaigns.integrationId}`))?.succeededAt,
  );
  const integration = await (
    await campaigns.system.context.mongo()
  )
    .of(collections.integrations)
    .findOne({ _id: campaigns.integrationId });
  expect(integration?.number).toMatchObject({
    level: 'STANDARD',
    qualityRating: 'GREEN',
    limitTier: 'UNLIMITED',
  });
});

it('refuses what the account’s templates do not allow, with code and field', async () => {
  expect(await creationFaults(use('spring_offer'))).toEqual([]);
  expect(await creationFaults(use('nowhere'))).toEqual(['template.name content.template.not.found']);
  expect(await creationFaults(use('spring_offer', { language: 'de' }))).toEqual([
    'template.language content.template.not.found',
  ]);
  expect(await creationFaults(use('paused_offer'))).toEqual(['template content.template.invalid']);
  const mismatch = 'CAMPAIGN_CONTENT_TEMPLATE_SUBSTITUTION_MISMATCH';
  expect(await creationFaults(use('spring_offer', { body: [] }))).toEqual([`template.body ${mismatch}`]);
  expect(await creationFaults(use('order'))).toEqual([
    `template.header ${mismatch}`,
    `template.body ${mismatch}`,
    `template.buttons ${mismatch}`,
  ]);
});

it('has the rate’s maximum from the number’s level, and reads it again when the provider says that it changed', async () => {
  const rate = async (messagesPerMinute: number): Promise<boolean> =>
    (await campaigns.command(randomUUID(), campaigns.creation({ messagesPerMinute }))).accepted;
  await campaigns.command(campaigns.integrationId, registration({ messagesPerSecond: 1_000 }));
  expect(await rate(4_801)).toBe(false);
  await simulator.post(`/simulator/numbers/${NUMBER}`, { fields: { throughput: { level: 'HIGH' } } });
  await (
    await campaigns.system.context.producer()
  ).send(topics.providerSignals, [
    {
      integrationId: `account:${ACCOUNT}`,
      at: Date.now(),
      body: { type: 'ProviderChanged', what: 'NUMBER', key: '15550100000', event: 'THROUGHPUT_UPGRADE' },
    },
  ]);
  await until('the upgrade is known', () => rate(60_000));
  expect(await rate(60_001)).toBe(false);
});

it('makes campaigns of a disabled template invalid, holds those of a paused one and lifts the hold', async () => {
  const id = await campaigns.create({ template: use('bulk_1') });
  const other = await campaigns.create({ template: use('bulk_2') });
  for (const one of [id, other]) await campaigns.command(one, start);

  await setTemplate('bulk_2', { action: 'set', status: 'PAUSED' });
  await setTemplate('bulk_1', { action: 'set', status: 'DISABLED' });
  await synced();
  await until('it is invalid', async () => (await campaigns.campaign(id))?.status === 'invalid');
  expect((await campaigns.campaign(id))?.errors).toEqual([
    {
      code: 'content.template.invalid',
      field: 'template',
      message: 'The template "bulk_1" (en_US) is DISABLED; expected APPROVED.',
      limit: null,
    },
  ]);
  const saidOf = (name: string): string[] =>
    signals.flatMap(({ body: said }) =>
      'scopeKey' in said && said.scopeKey === `${name}:en_US` ? [said.type] : [],
    );
  await until('the other is held', () => saidOf('bulk_2').includes('Hold'));
  expect(await campaigns.campaign(other)).toMatchObject({ status: 'on' });

  await setTemplate('bulk_2', { action: 'unpause' });
  await synced();
  await until('the hold is lifted', () => saidOf('bulk_2').includes('Lift'));
});

it('believes that a template is gone only when two listings leave it out', async () => {
  const id = await campaigns.create({ template: use('bulk_3') });
  await simulator.put('/simulator/scenario', scenario(many.filter(({ name }) => name !== 'bulk_3')));
  await synced();
  expect(await statusOf('bulk_3')).toBe('APPROVED');
  expect((await campaigns.campaign(id))?.status).toBe('off');
  await synced();
  expect(await statusOf('bulk_3')).toBe('DELETED');
  await until('its campaign is invalid', async () => (await campaigns.campaign(id))?.status === 'invalid');
});

it('keeps what it knows when the account suddenly shows no templates', async () => {
  await simulator.put('/simulator/scenario', scenario([], { templates: [] }));
  expect(await synced()).toMatchObject({ error: { code: 'EMPTY' } });
  expect(await statusOf('bulk_4')).toBe('APPROVED');
});

it('shows why templates cannot be read, rests when the provider says so, and goes on with commands', async () => {
  await simulator.put('/simulator/scenario', scenario(many, { limits: { accountCallsPerHour: 1 } }));
  const asked = new Date();
  await until('the quota is used up', async () => {
    await campaigns.command(campaigns.integrationId, { type: 'SyncTemplates' });
    return (await templatesSync())?.error?.code === '80007';
  });
  expect(asked.getTime()).toBeLessThan((await templatesSync())?.notBefore.getTime() ?? 0);
  // asking again does not help before then
  const { startedAt, notBefore } = (await templatesSync()) ?? {};
  await campaigns.command(campaigns.integrationId, { type: 'SyncTemplates' });
  expect(await templatesSync()).toMatchObject({ startedAt, notBefore, dueAt: notBefore });
  await campaigns.create({ template: use('bulk_5') });
});

it('is refused for an integration that is not there, not active, or names no account', async () => {
  const outcome = async (id: string) => (await campaigns.command(id, { type: 'SyncTemplates' })).errors;
  expect(await outcome(randomUUID())).toMatchObject([{ code: 'whatsapp.integration.not.found' }]);
  const [inactive, nameless] = [randomUUID(), randomUUID()];
  await campaigns.command(inactive, registration({ phoneNumberId: '7', active: false }));
  await campaigns.command(nameless, registration({ phoneNumberId: '8', businessAccountId: '' }));
  expect(await outcome(inactive)).toMatchObject([{ code: 'whatsapp.integration.not.active' }]);
  expect(await outcome(nameless)).toMatchObject([{ code: 'invalid.property', field: 'businessAccountId' }]);
});
