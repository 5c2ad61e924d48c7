import { classOf, errorTable } from '../../../../services/domain/provider/error-table.ts';
import {
  noticeOf,
  toProviderSignal,
  type NoticeTarget,
} from '../../../../services/domain/provider/provider-signal.ts';
import { isMeantBy, templateKeyOf } from '../../../../services/domain/provider/provider-scope.ts';

const about: NoticeTarget = {
  integrationId: 'i',
  businessAccountId: 'waba',
  campaignId: 'c',
  template: { name: 'offer', language: 'en_US' },
};
const signalOf = (code: number, over: Partial<NoticeTarget> = {}) => {
  const notice = noticeOf(classOf(code, false), code, 'why');
  return notice && toProviderSignal(notice, { ...about, ...over }, 1_000);
};

it.each([
  ['the number', 131048, 'i', { type: 'Hold', scope: 'NUMBER', until: 601_000 }],
  ['all numbers of the account', 131031, 'account:waba', { type: 'Hold', scope: 'ACCOUNT' }],
  ['all numbers of the app', 4, 'app', { type: 'Hold', scope: 'APP' }],
  ['the template, on all numbers of the account', 132015, 'account:waba', { scopeKey: 'offer:en_US' }],
  ['the campaign, for payment', 131042, 'i', { type: 'Hold', scope: 'CAMPAIGN', scopeKey: 'c' }],
  ['the campaign, for good', 132001, 'i', { type: 'CampaignMustStop', campaignId: 'c', code: 132001 }],
  ['the rate of the number', 130429, 'i', { type: 'SlowDown', code: 130429 }],
])('%s is concerned by %d', (_whom, code, integrationId, body) => {
  expect(signalOf(code)).toMatchObject({ integrationId, at: 1_000, body });
});

it('a hold is said when its request left, and lasts from its answer on', () => {
  const notice = noticeOf(classOf(131048, false), 131048, 'why');
  if (!notice) throw new Error('131048 says nothing');
  expect(toProviderSignal(notice, about, 1_000, 9_000)).toMatchObject({
    at: 1_000,
    body: { until: 609_000 },
  });
});

it('what is about one message says nothing to the others', () => {
  const silent = [...errorTable].filter(([, { action }]) => action === 'fail' || action === 'suppress');
  expect(silent.length).toBeGreaterThan(20);
  for (const [code] of silent) expect(signalOf(code)).toBeNull();
});

it('without a known account it concerns the integration alone', () => {
  expect(signalOf(190, { businessAccountId: null })?.integrationId).toBe('i');
});

it('a name means an integration by its id, number or account, and the app all of them', () => {
  const integration = { _id: 'i', phoneNumberId: '111', businessAccountId: 'waba' };
  for (const name of ['i', 'number:111', 'account:waba', 'app'])
    expect(isMeantBy(name, integration)).toBe(true);
  for (const name of ['j', 'number:112', 'account:other', 'account:111', '111'])
    expect(isMeantBy(name, integration)).toBe(false);
});

it('a template is the same with a hyphen or an underscore in its language', () => {
  expect(templateKeyOf('offer', 'en-US')).toBe(templateKeyOf('offer', 'en_US'));
  expect(templateKeyOf('offer', 'en')).not.toBe(templateKeyOf('offer', 'en_US'));
});
