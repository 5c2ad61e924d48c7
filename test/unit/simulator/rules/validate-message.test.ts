import { validateMessage } from '../../../../services/simulator/rules/validate-message.ts';

const base = { messaging_product: 'whatsapp', to: '+14155550123', type: 'template' };
const template = (more: Record<string, unknown> = {}) => ({
  name: 'spring_offer',
  language: { code: 'en_US' },
  ...more,
});
const withParameter = (parameter: unknown, component: Record<string, unknown> = { type: 'body' }) => ({
  ...base,
  template: template({ components: [{ ...component, parameters: [parameter] }] }),
});

test.each([
  ['components absent', { ...base, template: template() }],
  ['components empty', { ...base, template: template({ components: [] }) }],
  [
    'policy present',
    { ...base, template: template({ language: { code: 'en_US', policy: 'deterministic' } }) },
  ],
  ['a group', { ...base, recipient_type: 'group', template: template() }],
  [
    'upper-case names',
    {
      ...base,
      template: template({
        components: [
          {
            type: 'BUTTON',
            sub_type: 'QUICK_REPLY',
            index: '0',
            parameters: [{ type: 'payload', payload: 'x' }],
          },
        ],
      }),
    },
  ],
  [
    'an index as number',
    withParameter({ type: 'text', text: 'x' }, { type: 'button', sub_type: 'url', index: 1 }),
  ],
  ['no index', withParameter({ type: 'text', text: 'x' }, { type: 'button', sub_type: 'url' })],
  [
    'currency',
    withParameter({ type: 'currency', currency: { fallback_value: '$1', code: 'USD', amount_1000: 1000 } }),
  ],
  ['an image by id', withParameter({ type: 'image', image: { id: '1' } }, { type: 'header' })],
  [
    'a document by link',
    withParameter({ type: 'document', document: { link: 'https://x' } }, { type: 'header' }),
  ],
  ['a user id', { ...base, to: undefined, recipient: 'US.13491208655302741918', template: template() }],
  ['a text', { messaging_product: 'whatsapp', to: '14155550123', text: { body: 'hi' } }],
  ['callback data of 512', { ...base, template: template(), biz_opaque_callback_data: 'x'.repeat(512) }],
])('%s is accepted', (_what, body) => {
  expect(validateMessage(body)).toMatchObject({ kind: 'message' });
});

test.each([
  ['no product', { to: '1' }, 100, '(#100) The parameter messaging_product is required.'],
  ['no object', [], 100, '(#100) The parameter messaging_product is required.'],
  ['no recipient', { ...base, to: undefined }, 100, '(#100) The parameter to is required.'],
  ['letters in the number', { ...base, to: 'abc' }, 131009, '(#131009) Parameter value is not valid'],
  ['an unknown type', { ...base, type: 'hologram' }, 131051, '(#131051) Unsupported message type.'],
  ['no template', base, 131008, '(#131008) Required parameter is missing'],
  ['no language', { ...base, template: { name: 'x' } }, 131008, '(#131008) Required parameter is missing'],
  [
    'callback data of 513',
    { ...base, template: template(), biz_opaque_callback_data: 'x'.repeat(513) },
    131009,
    '(#131009) Parameter value is not valid',
  ],
  [
    'another recipient type',
    { ...base, recipient_type: 'crowd' },
    100,
    '(#100) Param recipient_type must be one of {INDIVIDUAL, GROUP}.',
  ],
])('%s is refused', (_what, body, code, message) => {
  expect(validateMessage(body)).toMatchObject({
    kind: 'error',
    error: { code, message, type: 'OAuthException' },
  });
});

test('a text parameter without text has the documented details', () => {
  expect(validateMessage(withParameter({ type: 'text' }))).toMatchObject({
    error: { code: 131008, details: 'Parameter of type text is missing text value' },
  });
});

test.each(['+1 (415) 555-0123', '+14155550123', '14155550123', '1-415-555-0123', '[1] 415 555 0123'])(
  '%s is 14155550123',
  (to) => {
    expect(validateMessage({ ...base, to, template: template() })).toMatchObject({
      message: { to: '14155550123', input: to },
    });
  },
);

test('to wins over recipient', () => {
  expect(validateMessage({ ...base, recipient: 'US.1', template: template() })).toMatchObject({
    message: { to: '14155550123', userId: undefined },
  });
});

test('a read receipt is told apart', () => {
  expect(validateMessage({ messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.x' })).toEqual({
    kind: 'read-receipt',
    messageId: 'wamid.x',
  });
});
