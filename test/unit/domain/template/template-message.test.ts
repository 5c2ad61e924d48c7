import { templateMessageBody } from '../../../../services/domain/template/template-message.ts';

const message = (template: object): Parameters<typeof templateMessageBody>[0] => ({
  messageId: '0123456789abcdef-0123456789abcdef01234567',
  attempt: 2,
  to: '14155550123',
  template: { name: 'spring_offer', language: 'en_US', header: [], body: [], buttons: [], ...template },
});

describe('template message', () => {
  it('carries number with plus, template and callback data', () => {
    expect(JSON.parse(templateMessageBody(message({})))).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+14155550123',
      type: 'template',
      template: { name: 'spring_offer', language: { code: 'en_US' } },
      biz_opaque_callback_data: '0123456789abcdef-0123456789abcdef01234567.2',
    });
  });

  it('fills header, positional and named body parameters, and each kind of button', () => {
    const body = JSON.parse(
      templateMessageBody(
        message({
          header: [{ name: null, text: 'Hello' }],
          body: [
            { name: 'first_name', text: 'Zoë' },
            { name: null, text: '10 €' },
          ],
          buttons: [
            { index: 0, subType: 'url', text: 'spring' },
            { index: 1, subType: 'quick_reply', text: 'STOP' },
            { index: 2, subType: 'copy_code', text: 'SAVE10' },
          ],
        }),
      ),
    ) as { template: { components: unknown } };
    expect(body.template.components).toEqual([
      { type: 'header', parameters: [{ type: 'text', text: 'Hello' }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', parameter_name: 'first_name', text: 'Zoë' },
          { type: 'text', text: '10 €' },
        ],
      },
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'spring' }] },
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: '1',
        parameters: [{ type: 'payload', payload: 'STOP' }],
      },
      {
        type: 'button',
        sub_type: 'copy_code',
        index: '2',
        parameters: [{ type: 'coupon_code', coupon_code: 'SAVE10' }],
      },
    ]);
  });

  it('carries the marketing endpoint’s own fields, as far as they are said', () => {
    const fieldsOf = (options: Parameters<typeof templateMessageBody>[1]) => {
      const { product_policy, message_activity_sharing } = JSON.parse(
        templateMessageBody(message({}), options),
      ) as Record<string, unknown>;
      return [product_policy, message_activity_sharing];
    };
    expect(fieldsOf(null)).toEqual([undefined, undefined]);
    expect(fieldsOf({ productPolicy: null, messageActivitySharing: null })).toEqual([undefined, undefined]);
    expect(fieldsOf({ productPolicy: 'CLOUD_API_FALLBACK', messageActivitySharing: false })).toEqual([
      'CLOUD_API_FALLBACK',
      false,
    ]);
  });

  it('carries media by link or id, places, amounts, dates, flows and the end of an offer', () => {
    const componentsOf = (template: object): unknown =>
      (JSON.parse(templateMessageBody(message(template))) as { template: { components: unknown } }).template
        .components;
    const headerOf = (parameter: object): unknown =>
      (componentsOf({ header: [{ name: null, text: '', ...parameter }] }) as { parameters: unknown[] }[])[0]
        ?.parameters[0];
    expect(headerOf({ kind: 'IMAGE', text: 'https://example.com/a.png' })).toEqual({
      type: 'image',
      image: { link: 'https://example.com/a.png' },
    });
    expect(headerOf({ kind: 'VIDEO', text: '1234567890' })).toEqual({
      type: 'video',
      video: { id: '1234567890' },
    });
    expect(headerOf({ kind: 'DOCUMENT', text: '77', fields: { filename: 'Invoice.pdf' } })).toEqual({
      type: 'document',
      document: { id: '77', filename: 'Invoice.pdf' },
    });
    const place = { latitude: '52.5', longitude: '13.4', name: 'Shop' };
    expect(headerOf({ kind: 'LOCATION', fields: place })).toEqual({ type: 'location', location: place });
    expect(
      componentsOf({
        body: [
          {
            name: 'due',
            text: '€5.00',
            kind: 'CURRENCY',
            fields: { code: 'EUR', amount_1000: '5000' },
          },
          { name: null, text: 'March 1, 2026', kind: 'DATE_TIME' },
        ],
        buttons: [
          { index: 0, subType: 'flow', text: 'token', fields: { plan: 'gold' } },
          { index: 1, subType: 'flow', text: 'token' },
        ],
        offerExpiresAt: 1_772_323_200_000,
      }),
    ).toEqual([
      {
        type: 'body',
        parameters: [
          {
            type: 'currency',
            parameter_name: 'due',
            currency: { fallback_value: '€5.00', code: 'EUR', amount_1000: 5_000 },
          },
          { type: 'date_time', date_time: { fallback_value: 'March 1, 2026' } },
        ],
      },
      {
        type: 'limited_time_offer',
        parameters: [
          {
            type: 'limited_time_offer',
            limited_time_offer: { expiration_time_ms: 1_772_323_200_000 },
          },
        ],
      },
      {
        type: 'button',
        sub_type: 'flow',
        index: '0',
        parameters: [{ type: 'action', action: { flow_token: 'token', flow_action_data: { plan: 'gold' } } }],
      },
      {
        type: 'button',
        sub_type: 'flow',
        index: '1',
        parameters: [{ type: 'action', action: { flow_token: 'token' } }],
      },
    ]);
  });
});
