/** What a subscription must be like, and how its secret is stored. */
import { Webhook } from 'standardwebhooks';
import { eventTypes, meaningOf } from '../../../services/subscriptions/event-types.ts';
import { makeSigningSecret, seal, unseal } from '../../../services/subscriptions/sealed-secret.ts';
import { definitionFaults } from '../../../services/subscriptions/subscription-faults.ts';
import { shownOrigin, urlFault } from '../../../services/subscriptions/subscription-url.ts';

const good = {
  ...{ name: 'CRM', url: 'https://crm.example.com/hooks', eventTypes: ['*'] },
  ...{ divisionId: 'home', enabled: true },
};
const fieldsOf = (more: Partial<typeof good>) =>
  definitionFaults({ ...good, ...more }, []).map(({ code, field }) => [code, field]);

test('faults are told by code and field, all at once', () => {
  expect(fieldsOf({})).toEqual([]);
  expect(fieldsOf({ name: ' ' })).toEqual([['name.cannot.be.blank', 'name']]);
  expect(fieldsOf({ url: 'http://crm.example.com', eventTypes: [] })).toEqual([
    ['invalid.value', 'url'],
    ['invalid.value', 'eventTypes'],
  ]);
  expect(fieldsOf({ eventTypes: ['v2.outbound.whatsappcampaigns.started', 'x', 'x', 'v2.*'] })).toEqual([
    ['invalid.value', 'eventTypes'],
    ['invalid.value', 'eventTypes'],
  ]);
});

test.each([
  ['', 'not one'],
  ['crm.example.com', 'not one'],
  ['ftp://crm.example.com', 'starts with "ftp:"'],
  ['http://crm.example.com', 'starts with "http:"'],
  ['javascript:alert(1)', 'starts with "javascript:"'],
  ['https://user:pass@crm.example.com', 'user name or password'],
  ['https://crm.example.com/#x', 'fragment'],
  [`https://crm.example.com/${'x'.repeat(3_000)}`, 'the limit is 2048'],
])('the URL %s is refused', (url, why) => {
  expect(urlFault(url, [])).toContain(why);
});

test('plain HTTP is for origins that the operator allows', () => {
  expect(urlFault('http://127.0.0.1:9999/hooks', ['http://127.0.0.1:9999'])).toBeNull();
  expect(urlFault('http://127.0.0.1:9998/hooks', ['http://127.0.0.1:9999'])).not.toBeNull();
  expect(shownOrigin('https://crm.example.com/hooks?token=secret')).toBe('https://crm.example.com');
});

test('each event type has its meaning, and a name of Standard Webhooks’ characters', () => {
  for (const type of eventTypes) {
    expect(type).toMatch(/^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*$/);
    expect(meaningOf[type]).toBeTruthy();
  }
});

test('a secret is one that the standard library takes, sealed so that only its key opens it', async () => {
  const secret = makeSigningSecret();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(() => new Webhook(secret)).not.toThrow();
  const key = 'k'.repeat(32);
  const sealed = await seal(key, secret);
  expect(sealed).not.toContain(secret.slice(6));
  expect(await unseal(key, sealed)).toBe(secret);
  expect(await unseal('l'.repeat(32), sealed)).toBeNull();
  await expect(seal('', secret)).rejects.toThrow('SUBSCRIPTION_KEY');
});
