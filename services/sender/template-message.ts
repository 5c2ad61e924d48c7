/** The body of a send: a template message as the Cloud API wants it (contracts: sending, section 1). */
import type { ReleasedMessage, TextParameter } from '../../schemas/types.ts';
import { callbackDataOf } from '../domain/message.ts';

/** JSON of the request body. `to` carries a plus sign: without it one documented rule would prepend the business's country code. */
export function templateMessageBody(
  message: Pick<ReleasedMessage, 'messageId' | 'attempt' | 'to' | 'template'>,
): string {
  const { template } = message;
  const components: object[] = [];
  if (template.header.length > 0) components.push({ type: 'header', parameters: template.header.map(text) });
  if (template.body.length > 0) components.push({ type: 'body', parameters: template.body.map(text) });
  for (const button of template.buttons) {
    components.push({
      type: 'button',
      sub_type: button.subType,
      index: String(button.index),
      parameters: [buttonParameter(button)],
    });
  }
  return JSON.stringify({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: `+${message.to}`,
    type: 'template',
    template: {
      name: template.name,
      language: { code: template.language },
      ...(components.length > 0 ? { components } : {}),
    },
    biz_opaque_callback_data: callbackDataOf(message.messageId, message.attempt),
  });
}

const text = (parameter: TextParameter): object => ({
  type: 'text',
  ...(parameter.name === null ? {} : { parameter_name: parameter.name }),
  text: parameter.text,
});

function buttonParameter(button: { subType: string; text: string }): object {
  if (button.subType === 'quick_reply') return { type: 'payload', payload: button.text };
  if (button.subType === 'copy_code') return { type: 'coupon_code', coupon_code: button.text };
  return { type: 'text', text: button.text };
}
