/** What decisions make of the account's templates, of what is said of numbers, and of the endpoint. */
import type { FoundTemplate } from '../../../../services/domain/template/template-fit.ts';
import {
  aCampaign,
  aCreation,
  aState,
  after,
  anIntegration,
  anUpdate,
  decided,
  faultsOf,
  NOW,
} from '../campaign-builders.ts';

const template = { name: 'offer', language: 'en_US', header: [], body: [], buttons: [] };
const account = (status: string, text = 'Hello'): FoundTemplate => ({
  stored: {
    name: 'offer',
    language: 'en_US',
    status,
    category: 'UTILITY',
    parameterFormat: 'POSITIONAL',
    components: [{ type: 'BODY', text }],
  },
  languages: ['en_US'],
});
const start = { type: 'StartCampaign', notBefore: null, notAfter: null } as const;
const warningsOf = (decision: ReturnType<typeof decided>): string[] =>
  decision.accepted ? (decision.warnings ?? []).map(({ code }) => code) : ['refused'];

describe.each([
  ['made', aCreation({ template }), null],
  ['edited', anUpdate({ name: 'new' }), aCampaign({ template })],
  ['started', start, aCampaign({ template })],
])('when a campaign is %s', (_, body, campaign) => {
  test('its template must be there, approved, and fit', () => {
    expect(faultsOf(decided(body, aState({ campaign, template: account('APPROVED') })))).toEqual([]);
    expect(faultsOf(decided(body, aState({ campaign, template: account('PAUSED') })))).toEqual([
      'template content.template.invalid',
    ]);
    expect(faultsOf(decided(body, aState({ campaign, template: account('APPROVED', '{{1}}') })))).toEqual([
      'template.body CAMPAIGN_CONTENT_TEMPLATE_SUBSTITUTION_MISMATCH',
    ]);
    expect(faultsOf(decided(body, aState({ campaign, template: { stored: null, languages: [] } })))).toEqual([
      'template.name content.template.not.found',
    ]);
    const integration = anIntegration({ endpoint: 'MARKETING_MESSAGES' });
    expect(faultsOf(decided(body, aState({ campaign, integration, template: account('APPROVED') })))).toEqual(
      ['template.category content.template.invalid'],
    );
  });

  test('it says so when the account’s templates are not known', () => {
    expect(warningsOf(decided(body, aState({ campaign, template: null })))).toEqual([
      'content.template.not.checked',
    ]);
    expect(warningsOf(decided(body, aState({ campaign, template: account('APPROVED') })))).toEqual([]);
  });
});

test('a campaign that runs may get another rate although its template is paused', () => {
  const campaign = aCampaign({ template, status: 'on', runId: 'r', startsNewRun: false });
  const state = aState({ campaign, template: account('PAUSED') });
  expect(after(decided(anUpdate({ messagesPerMinute: 60 }), state))?.messagesPerMinute).toBe(60);
});

test('the level of a number is the ceiling of a campaign’s rate', () => {
  const at = (level: string, messagesPerMinute: number) => {
    const number = { level, qualityRating: null, limitTier: null, readAt: NOW };
    const integration = anIntegration({ messagesPerSecond: 1_000, number });
    return decided(aCreation({ template, messagesPerMinute }), aState({ integration }));
  };
  expect(faultsOf(at('STANDARD', 4_800))).toEqual([]);
  expect(at('STANDARD', 4_801)).toMatchObject({ faults: [{ limit: 4_800 }] });
  expect(faultsOf(at('HIGH', 60_000))).toEqual([]);
});

describe('registering an integration', () => {
  const registration = (changes: object = {}) =>
    ({
      type: 'RegisterIntegration',
      name: 'main number',
      phoneNumberId: '106540352242922',
      displayPhoneNumber: '+1 555 010 0000',
      businessAccountId: '102290129340398',
      messagesPerSecond: 80,
      credentials: 'default',
      active: true,
      ...changes,
    }) as const;
  const number = { level: 'HIGH', qualityRating: 'GREEN', limitTier: null, readAt: NOW };
  const put = (changes: object, before = anIntegration({ number })) => {
    const decision = decided(registration(changes), aState({ integration: before }), 'int-1');
    if (!decision.accepted) return faultsOf(decision);
    return decision.effect.kind === 'put-integration' ? decision.effect.integration : decision.effect.kind;
  };

  test('keeps what the provider said of its number, and forgets it with the number', () => {
    expect(put({ name: 'renamed' })).toMatchObject({ name: 'renamed', number });
    expect(put({ phoneNumberId: '7' })).not.toHaveProperty('number');
  });

  test('as it is changes nothing, also when it is from before there were endpoints', () => {
    expect(put({})).toBe('nothing');
    expect(put({ endpoint: 'MESSAGES' })).toBe('nothing');
    expect(put({ endpoint: 'MARKETING_MESSAGES' })).toMatchObject({ endpoint: 'MARKETING_MESSAGES' });
  });

  test('takes policy and sharing with the marketing endpoint alone', () => {
    const options = { productPolicy: 'STRICT', messageActivitySharing: false };
    expect(put({ endpoint: 'MARKETING_MESSAGES', ...options })).toMatchObject(options);
    expect(put(options)).toEqual([
      'productPolicy invalid.property',
      'messageActivitySharing invalid.property',
    ]);
  });
});

test('templates are read for an active integration with a business account', () => {
  const sync = (integration: ReturnType<typeof anIntegration> | null) =>
    decided({ type: 'SyncTemplates' }, aState({ integration }), 'int-1');
  expect(sync(anIntegration())).toMatchObject({ accepted: true, effect: { kind: 'sync-integration' } });
  expect(faultsOf(sync(null))).toEqual(['subjectId whatsapp.integration.not.found']);
  expect(faultsOf(sync(anIntegration({ active: false, businessAccountId: '' })))).toEqual([
    'subjectId whatsapp.integration.not.active',
    'businessAccountId invalid.property',
  ]);
});
