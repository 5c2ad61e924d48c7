/** The body of a send: a template message in the format of the Cloud API (contracts: sending, section 1). */
import type { FilledButton, FilledParameter, FilledTemplate } from './fill-template.ts';
import { callbackDataOf } from '../message/message.ts';
import { isMediaId } from './read-parameter.ts';

/** Fields of the marketing endpoint only (contracts: other endpoints, section 4); null = left out. */
export type MarketingOptions = {
  readonly productPolicy: 'CLOUD_API_FALLBACK' | 'STRICT' | null;
  readonly messageActivitySharing: boolean | null;
};

/**
 * JSON of the request body. `to` has a plus sign: without it, by one documented rule, WhatsApp prepends the
 * business's country code.
 */
export function templateMessageBody(
  message: { messageId: string; attempt: number; to: string; template: FilledTemplate },
  marketing: MarketingOptions | null = null,
): string {
  const { template } = message;
  const components = componentsOf(template);
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
    product_policy: marketing?.productPolicy ?? undefined,
    message_activity_sharing: marketing?.messageActivitySharing ?? undefined,
  });
}

function componentsOf({ header, body, buttons, offerExpiresAt }: FilledTemplate): object[] {
  const components: object[] = [];
  if (header.length > 0) components.push({ type: 'header', parameters: header.map(parameter) });
  if (body.length > 0) components.push({ type: 'body', parameters: body.map(parameter) });
  if (offerExpiresAt !== undefined && offerExpiresAt !== null)
    components.push({
      type: 'limited_time_offer',
      parameters: [
        { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: offerExpiresAt } },
      ],
    });
  for (const button of buttons) {
    components.push({
      type: 'button',
      sub_type: button.subType,
      index: String(button.index),
      parameters: [buttonParameter(button)],
    });
  }
  return components;
}

function parameter({ name, text, kind = 'TEXT', fields = {} }: FilledParameter): object {
  const named = name === null ? {} : { parameter_name: name };
  switch (kind) {
    case 'TEXT':
      return { type: 'text', ...named, text };
    case 'IMAGE':
      return { type: 'image', image: media(text) };
    case 'VIDEO':
      return { type: 'video', video: media(text) };
    case 'DOCUMENT':
      return { type: 'document', document: { ...media(text), ...fields } };
    case 'LOCATION':
      return { type: 'location', location: fields };
    case 'CURRENCY':
      return {
        type: 'currency',
        ...named,
        currency: { fallback_value: text, code: fields['code'], amount_1000: Number(fields['amount_1000']) },
      };
    case 'DATE_TIME':
      return { type: 'date_time', ...named, date_time: { fallback_value: text } };
  }
}

const media = (text: string): object => (isMediaId(text) ? { id: text } : { link: text });

function buttonParameter({ subType, text, fields = {} }: FilledButton): object {
  switch (subType) {
    case 'quick_reply':
      return { type: 'payload', payload: text };
    case 'copy_code':
      return { type: 'coupon_code', coupon_code: text };
    case 'flow':
      return {
        type: 'action',
        action: {
          flow_token: text,
          ...(Object.keys(fields).length > 0 ? { flow_action_data: fields } : {}),
        },
      };
    default:
      return { type: 'text', text };
  }
}
