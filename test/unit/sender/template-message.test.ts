import { templateMessageBody } from '../../../services/sender/template-message.ts';

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
});
