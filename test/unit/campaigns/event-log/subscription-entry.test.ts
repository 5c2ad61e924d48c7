import {
  subscriptionEntry,
  type LoggedSubscription,
} from '../../../../services/campaigns/event-log/subscription-entry.ts';

const since = new Date('2026-03-01T10:00:00Z');
const disabled: LoggedSubscription = {
  ...{ _id: 's1', name: 'CRM', enabled: false, since, modifiedAt: new Date('2026-03-06T10:00:00Z') },
  disabledReason: 'no call succeeded since 2026-03-01T10:00:00.000Z',
};

test('a subscription that the system disabled is an error that says why', () => {
  expect(subscriptionEntry(disabled)).toMatchObject({
    ...{ level: 'ERROR', at: disabled.modifiedAt, code: 'WEBHOOK_SUBSCRIPTION_DISABLED' },
    message: 'The webhook subscription "CRM" was disabled: no call succeeded since 2026-03-01T10:00:00.000Z',
    entity: { kind: 'webhookSubscription', id: 's1', name: 'CRM' },
  });
});

test('one that people disabled, or that is enabled, has none', () => {
  expect(subscriptionEntry({ ...disabled, disabledReason: null })).toBeNull();
  expect(subscriptionEntry({ ...disabled, enabled: true })).toBeNull();
});

test('it is the same entry until it is enabled again', () => {
  const idOf = (more: Partial<LoggedSubscription>) => subscriptionEntry({ ...disabled, ...more })?._id;
  expect(idOf({ name: 'Other', modifiedAt: new Date() })).toBe(idOf({}));
  expect(idOf({ since: new Date() })).not.toBe(idOf({}));
});
