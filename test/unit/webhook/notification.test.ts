import fc from 'fast-check';
import { readNotification } from '../../../services/webhook/notification.ts';

const NOW = 1_750_030_100_000;
const MESSAGE = '0123456789abcdef-0123456789abcdef01234567';

const change = (value: unknown, field = 'messages', entry: object = {}) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: 'account-1', ...entry, changes: [{ field, value }] }],
});
const messages = (value: object) =>
  change({
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550001111', phone_number_id: '111' },
    ...value,
  });
const status = (fields: object) => ({
  id: 'wamid.A',
  status: 'sent',
  timestamp: '1750030073',
  recipient_id: '14155550123',
  biz_opaque_callback_data: `${MESSAGE}.2`,
  ...fields,
});
const read = (body: unknown) => readNotification(body, NOW);

describe('a status', () => {
  test.each([
    ['sent', 'SENT'],
    ['delivered', 'DELIVERED'],
    ['read', 'READ'],
    ['played', 'READ'],
    ['failed', 'UNDELIVERED'],
  ])('%s is news of %s about our message and attempt', (said, kind) => {
    const { statuses, ignored } = read(messages({ statuses: [status({ status: said })] }));
    expect(statuses).toEqual([
      expect.objectContaining({
        messageId: MESSAGE,
        attempt: 2,
        wamid: 'wamid.A',
        at: 1_750_030_073_000,
        kind,
        source: 'WEBHOOK',
      }),
    ]);
    expect(ignored).toBe(0);
  });

  test('that failed carries code and details', () => {
    const errors = [{ code: 131049, title: 'limit', error_data: { details: 'healthy ecosystem' } }];
    const { statuses } = read(messages({ statuses: [status({ status: 'failed', errors })] }));
    expect(statuses[0]).toMatchObject({ kind: 'UNDELIVERED', code: 131049, reason: 'healthy ecosystem' });
  });

  test.each([
    ['seconds as text', '1750030073', 1_750_030_073_000],
    ['seconds as a number', 1_750_030_073, 1_750_030_073_000],
    ['milliseconds', '1750030073123', 1_750_030_073_123],
    ['nothing readable', 'yesterday', NOW],
    ['nothing', undefined, NOW],
  ])('has its time from %s', (_what, timestamp, at) => {
    expect(read(messages({ statuses: [status({ timestamp })] })).statuses[0]?.at).toBe(at);
  });

  test('without our callback data is known by its wamid only', () => {
    const { statuses } = read(
      messages({
        statuses: [
          status({ biz_opaque_callback_data: undefined }),
          status({ id: 'wamid.B', biz_opaque_callback_data: 'somebody else’s' }),
        ],
      }),
    );
    expect(statuses).toEqual([
      expect.objectContaining({ messageId: null, attempt: null, wamid: 'wamid.A' }),
      expect.objectContaining({ messageId: null, attempt: null, wamid: 'wamid.B' }),
    ]);
  });

  test('without callback data and wamid, or of a legacy kind, is counted and does not spoil its neighbours', () => {
    const found = read(
      messages({
        statuses: [
          { status: 'sent' },
          status({ status: 'deleted' }),
          status({ status: 'warning' }),
          null,
          'rubbish',
          status({}),
        ],
      }),
    );
    expect(found.statuses).toHaveLength(1);
    expect(found.ignored).toBe(5);
  });
});

describe('what a recipient says', () => {
  const said = (message: object) =>
    read(
      messages({
        messages: [{ from: '+1 415-555-0123', id: 'wamid.I', timestamp: '1750030073', ...message }],
      }),
    ).inbound[0];

  test('as text', () => {
    expect(said({ type: 'text', text: { body: 'STOP' } })).toEqual({
      phoneId: '14155550123',
      phoneNumberId: '111',
      wamid: 'wamid.I',
      at: 1_750_030_073_000,
      kind: 'TEXT',
      text: 'STOP',
      payload: null,
      contextWamid: null,
      preference: null,
      userId: null,
    });
  });

  test.each([
    ['5215512345678', '525512345678'],
    ['553187654321', '5531987654321'],
    ['15550001', '15550001'], // a test number of Meta's is kept as it is
  ])('from %s as our lists write that number', (from, phoneId) => {
    expect(said({ from, type: 'text', text: { body: 'STOP' } })).toMatchObject({ phoneId });
    const user_preferences = [{ wa_id: from, category: 'marketing_messages', value: 'stop' }];
    expect(read(change({ user_preferences }, 'user_preferences')).inbound).toMatchObject([{ phoneId }]);
  });

  test('by a quick reply of the template', () => {
    const button = {
      type: 'button',
      button: { payload: 'OPT_OUT', text: 'Stop' },
      context: { id: 'wamid.O' },
    };
    expect(said(button)).toMatchObject({
      kind: 'BUTTON',
      text: 'Stop',
      payload: 'OPT_OUT',
      contextWamid: 'wamid.O',
    });
  });

  test('by an interactive button', () => {
    const reply = { type: 'interactive', interactive: { button_reply: { id: 'b1', title: 'Stop' } } };
    expect(said(reply)).toMatchObject({ kind: 'BUTTON', text: 'Stop', payload: 'b1' });
  });

  test('in a way that we do not read is kept as OTHER', () => {
    expect(said({ type: 'unsupported', errors: [{ code: 131051 }] })).toMatchObject({
      kind: 'OTHER',
      text: '',
    });
  });

  test('without a phone number and a user id is counted and ignored', () => {
    for (const who of [{}, { from_user_id: '1' }, { from: 'x' }])
      expect(read(messages({ messages: [{ type: 'text', ...who }] }))).toMatchObject({
        inbound: [],
        ignored: 1,
      });
  });

  test('by a user id alone is kept with it, and with the number that the call has for it', () => {
    const stop = { type: 'text', from_user_id: 'US.1', text: { body: 'STOP' }, context: { id: 'wamid.O' } };
    expect(read(messages({ messages: [stop] })).inbound).toMatchObject([
      { phoneId: '', userId: 'US.1', text: 'STOP', contextWamid: 'wamid.O' },
    ]);
    const contacts = [{ wa_id: '14155550123', user_id: 'US.1' }];
    expect(read(messages({ contacts, messages: [stop] })).inbound).toMatchObject([
      { phoneId: '14155550123', userId: 'US.1' },
    ]);
    const user_preferences = [{ user_id: 'US.1', category: 'marketing_messages', value: 'stop' }];
    expect(read(change({ contacts, user_preferences }, 'user_preferences')).inbound).toMatchObject([
      { phoneId: '14155550123', userId: 'US.1', preference: 'stop' },
    ]);
    expect(read(change({ user_preferences }, 'user_preferences')).inbound).toMatchObject([
      { phoneId: '', userId: 'US.1', preference: 'stop' },
    ]);
  });

  test.each([
    ['14155550123', {}],
    [undefined, { user_id: 'US.1' }],
  ])('by the notice that the preference has changed (from %s)', (from, more) => {
    const system = {
      type: 'user_preference_changed',
      body: 'User stopped marketing',
      marketing: 'stop',
      ...more,
    };
    expect(said({ type: 'system', from, system })).toMatchObject({
      kind: 'PREFERENCE',
      preference: 'stop',
      phoneId: from ?? '',
    });
    expect(said({ type: 'system', from, system: { ...system, marketing: 'resume' } })).toMatchObject({
      preference: 'resume',
    });
  });

  test('in the caption of a picture, or by a row of a list', () => {
    expect(said({ type: 'image', image: { id: '1', caption: 'STOP' } })).toMatchObject({
      kind: 'TEXT',
      text: 'STOP',
    });
    const row = {
      type: 'interactive',
      interactive: { type: 'list_reply', list_reply: { id: 'r1', title: 'Stop' } },
    };
    expect(said(row)).toMatchObject({ kind: 'BUTTON', text: 'Stop', payload: 'r1' });
  });

  test('by switching marketing messages off', () => {
    const value = {
      metadata: { phone_number_id: '111' },
      user_preferences: [
        { wa_id: '14155550123', category: 'marketing_messages', value: 'stop', timestamp: 1731617831 },
        { wa_id: '14155550123', category: 'marketing_messages', value: 'perhaps', timestamp: 1731617831 },
      ],
    };
    const { inbound, ignored } = read(change(value, 'user_preferences'));
    expect(inbound).toEqual([
      expect.objectContaining({
        kind: 'PREFERENCE',
        preference: 'stop',
        phoneId: '14155550123',
        phoneNumberId: '111',
        at: 1_731_617_831_000,
      }),
    ]);
    expect(ignored).toBe(1);
  });
});

describe('what the provider says', () => {
  test('an error without a status (130429) slows the number down', () => {
    const { signals } = read(
      messages({ errors: [{ code: 130429, title: 'Rate limit hit', error_data: { details: 'too fast' } }] }),
    );
    expect(signals).toEqual([
      {
        integrationId: 'number:111',
        at: NOW,
        body: { type: 'SlowDown', code: 130429, detail: 'too fast' },
      },
    ]);
  });

  test.each([
    ['FIRST_PAUSE', 3],
    ['SECOND_PAUSE', 6],
  ])('a template paused (%s) is held for %d hours', (title, hours) => {
    const value = {
      event: 'PAUSED',
      message_template_id: 1,
      message_template_name: 'spring_offer',
      message_template_language: 'en-US',
      other_info: { title, description: '' },
    };
    const { signals } = read(change(value, 'message_template_status_update', { time: 1_750_030_000 }));
    expect(signals[0]).toMatchObject({
      integrationId: 'account:account-1',
      body: {
        type: 'Hold',
        scope: 'TEMPLATE',
        scopeKey: 'spring_offer:en_US',
        until: 1_750_030_000_000 + hours * 3_600_000,
      },
    });
  });

  test('an approved template is lifted, an account restricted is held', () => {
    const approved = { event: 'APPROVED', message_template_name: 'spring_offer' };
    expect(read(change(approved, 'message_template_status_update')).signals[0]?.body.type).toBe('Lift');
    const restricted = { event: 'ACCOUNT_RESTRICTION', restriction_info: [] };
    expect(read(change(restricted, 'account_update')).signals[0]?.body).toMatchObject({
      type: 'Hold',
      scope: 'ACCOUNT',
      scopeKey: 'account-1',
    });
  });

  test.each([
    ['message_template_status_update', { event: 'FLAGGED' }, 'FLAGGED'],
    ['message_template_quality_update', { new_quality_score: 'RED' }, ''],
    ['message_template_components_update', {}, ''],
    ['template_category_update', { new_category: 'UTILITY' }, ''],
  ])('%s says that the template changed', (field, value, event) => {
    const { signals, ignored } = read(change({ message_template_name: 'offer', ...value }, field));
    expect(signals).toEqual([
      {
        integrationId: 'account:account-1',
        at: NOW,
        body: { type: 'ProviderChanged', what: 'TEMPLATE', key: 'offer', event },
      },
    ]);
    expect(ignored).toBe(0);
    // without a name nobody knows what it is about
    expect(read(change(value, field))).toMatchObject({ signals: [], ignored: 1 });
  });

  test('a paused template is told twice: to be held, and to be read again', () => {
    const value = { event: 'PAUSED', message_template_name: 'offer' };
    expect(
      read(change(value, 'message_template_status_update')).signals.map(({ body }) => body.type),
    ).toEqual(['Hold', 'ProviderChanged']);
  });

  test.each([
    [
      'phone_number_quality_update',
      { display_phone_number: '+1 555-010-0001', event: 'THROUGHPUT_UPGRADE' },
      { key: '15550100001', event: 'THROUGHPUT_UPGRADE' },
    ],
    ['business_capability_update', { max_daily_conversation_per_phone: 1 }, { key: '', event: '' }],
  ])('%s says that numbers of the account changed', (field, value, about) => {
    expect(read(change(value, field)).signals).toEqual([
      {
        integrationId: 'account:account-1',
        at: NOW,
        body: { type: 'ProviderChanged', what: 'NUMBER', ...about },
      },
    ]);
  });

  test('of other fields and objects is counted and ignored', () => {
    expect(read(change({}, 'something_new'))).toMatchObject({ ignored: 1 });
    expect(read({ object: 'page', entry: [] })).toMatchObject({ ignored: 1 });
  });
});

test('whatever the shape of the JSON, reading it does not fail', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom(
        'messages',
        'user_preferences',
        'account_update',
        'message_template_status_update',
        'phone_number_quality_update',
      ),
      (json, field) => {
        read(json);
        read(change(json, field));
        read(messages({ statuses: json, messages: json, errors: json }));
        read(messages({ statuses: [json], messages: [json], errors: [json] }));
      },
    ),
  );
});
