import fc from 'fast-check';
import { escapeNonAscii } from '../../../../services/simulator/webhooks/escape-json.ts';
import { statusUpdate, type StatusFacts } from '../../../../services/simulator/webhooks/status-update.ts';
import { webhookBody } from '../../../../services/simulator/webhooks/webhook-body.ts';
import { retryDelay } from '../../../../services/simulator/webhooks/webhook-retry.ts';
import {
  appSecretProof,
  webhookSignature,
} from '../../../../services/simulator/webhooks/webhook-signature.ts';
import type {
  StatusEnvelope,
  WebhookUpdate,
} from '../../../../services/simulator/webhooks/webhook-update.ts';

describe('signature', () => {
  test("the contract's example of a signed body", () => {
    const body = '{"object":"whatsapp_business_account","entry":[{"id":"1","note":"caf\\u00e9"}]}';
    expect(body).toHaveLength(78);
    expect(webhookSignature(Buffer.from(body), 'app-secret-example')).toBe(
      'sha256=ecd91624580065cc282d2500cce2f063c5c1f592ca82ff62ac4f5da767f352a9',
    );
  });

  test("the contract's example of an appsecret_proof", () => {
    expect(appSecretProof('token-example', 'app-secret-example')).toBe(
      'fe1f63df731c8415a5b9b41b76cfcb4e3957f9d9d35c2c3f17201599acee008d',
    );
    expect(appSecretProof('token-example', 'app-secret-example', '1')).toBe(
      appSecretProof('token-example|1', 'app-secret-example'),
    );
  });
});

describe('escaping', () => {
  test('non-ASCII becomes lower-case escapes, surrogates one by one', () => {
    expect(escapeNonAscii('"café 🌱"')).toBe('"caf\\u00e9 \\ud83c\\udf31"');
  });

  test('the escaped JSON is ASCII and says the same', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const escaped = escapeNonAscii(json);
        expect(Buffer.from(escaped, 'latin1').every((byte) => byte < 0x80)).toBe(true);
        expect(JSON.parse(escaped)).toEqual(JSON.parse(json));
      }),
    );
  });
});

describe('body', () => {
  const status = (
    phoneNumberId: string,
    wamid: string,
    more: Partial<StatusEnvelope> = {},
  ): StatusEnvelope => ({
    kind: 'status',
    accountId: 'waba',
    phoneNumberId,
    displayPhoneNumber: '15550100001',
    status: JSON.stringify({ id: wamid }),
    contact: '{"wa_id":"1"}',
    logged: '',
    ...more,
  });
  const parse = (updates: WebhookUpdate[], perChange: number): unknown =>
    JSON.parse(webhookBody(updates, perChange).toString());

  test('statuses of one number share a change', () => {
    expect(parse([status('1', 'a'), status('2', 'b'), status('1', 'c')], 1000)).toMatchObject({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: 'waba',
          changes: [
            {
              field: 'messages',
              value: { metadata: { phone_number_id: '1' }, statuses: [{ id: 'a' }, { id: 'c' }] },
            },
            { field: 'messages', value: { metadata: { phone_number_id: '2' }, statuses: [{ id: 'b' }] } },
          ],
        },
      ],
    });
  });

  test('or have one each', () => {
    const body = parse([status('1', 'a'), status('1', 'b'), status('1', 'c')], 1) as {
      entry: { changes: { value: { statuses: { id: string }[] } }[] }[];
    };
    expect(body.entry[0]?.changes.map((change) => change.value.statuses.map(({ id }) => id))).toEqual([
      ['a'],
      ['b'],
      ['c'],
    ]);
  });

  test('without a contact there is no list of contacts', () => {
    expect(webhookBody([status('1', 'a', { contact: undefined })], 1).toString()).not.toContain('contacts');
  });

  test('another account or a time of its own makes another entry', () => {
    const change: WebhookUpdate = {
      kind: 'change',
      accountId: 'waba',
      change: '{"field":"x","value":{}}',
      time: 7,
      logged: '',
    };
    expect(parse([status('1', 'a'), change, status('1', 'b', { accountId: 'other' })], 10)).toMatchObject({
      entry: [{ id: 'waba' }, { id: 'waba', time: 7, changes: [{ field: 'x' }] }, { id: 'other' }],
    });
  });
});

describe('status', () => {
  const facts: StatusFacts = {
    wamid: 'wamid.1',
    status: 'sent',
    timestamp: 1_750_030_073.9,
    waId: '14155550123',
    userId: undefined,
    callbackData: 'm.1',
    code: undefined,
    category: 'marketing',
    conversationId: undefined,
  };

  test('sent and delivered carry pricing, seconds are a string', () => {
    expect(statusUpdate(facts)).toEqual({
      id: 'wamid.1',
      status: 'sent',
      timestamp: '1750030073',
      recipient_id: '14155550123',
      biz_opaque_callback_data: 'm.1',
      pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' },
    });
    expect(statusUpdate({ ...facts, status: 'read' })).not.toHaveProperty('pricing');
  });

  test('failed carries the error with its details', () => {
    expect(statusUpdate({ ...facts, status: 'failed', code: 131049 })).toMatchObject({
      errors: [
        {
          code: 131049,
          error_data: { details: 'This message was not delivered to maintain healthy ecosystem engagement.' },
        },
      ],
    });
  });

  test('a conversation ends only on sent', () => {
    expect(statusUpdate({ ...facts, conversationId: 'c' }).conversation).toMatchObject({
      id: 'c',
      expiration_timestamp: '1750116473',
    });
    expect(statusUpdate({ ...facts, status: 'read', conversationId: 'c' }).conversation).not.toHaveProperty(
      'expiration_timestamp',
    );
  });
});

describe('retry', () => {
  const retry = { firstMs: 5000, factor: 2, maxMs: 60_000, giveUpAfterMs: 600_000 };

  test('at once, then ever more rarely, up to a most', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((failed) => retryDelay(retry, failed, 0))).toEqual([
      0, 5000, 10_000, 20_000, 40_000, 60_000, 60_000,
    ]);
  });

  test('not past the last moment', () => {
    expect(retryDelay(retry, 9, 540_000)).toBe(60_000);
    expect(retryDelay(retry, 9, 540_001)).toBeUndefined();
  });
});
