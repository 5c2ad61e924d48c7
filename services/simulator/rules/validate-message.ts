/**
 * What a body posted to /messages must look like, whatever is stored: the checks and texts of contract
 * sections 1, 2 and 5.
 */
import { graphError, parameterError, type GraphError } from './graph-error.ts';
import type { OutgoingMessage, SentTemplate } from './outgoing-message.ts';
import { isUserId, recipientDigits } from './recipient.ts';
import { readComponents } from './read-components.ts';

export type Validated =
  | { kind: 'message'; message: OutgoingMessage }
  | { kind: 'read-receipt'; messageId: string }
  | { kind: 'error'; error: GraphError };

const TYPES = new Set([
  'text',
  'template',
  'image',
  'audio',
  'video',
  'document',
  'sticker',
  'location',
  'contacts',
  'interactive',
  'reaction',
]);
const CALLBACK_DATA_MAX = 512;

/** `bareNumberPrefix`: calling code put in front of a `to` without a plus; empty takes it as complete. */
export function validateMessage(body: unknown, bareNumberPrefix = ''): Validated {
  if (!isRecord(body)) return failed(parameterError('The parameter messaging_product is required.'));
  if (body.messaging_product === undefined)
    return failed(parameterError('The parameter messaging_product is required.'));
  if (typeof body.messaging_product !== 'string' || body.messaging_product.toLowerCase() !== 'whatsapp') {
    return failed(parameterError('Param messaging_product must be one of {WHATSAPP}.'));
  }
  if (body.status !== undefined) return readReceipt(body);
  const recipientType = body.recipient_type;
  if (recipientType !== undefined && recipientType !== 'individual' && recipientType !== 'group') {
    return failed(parameterError('Param recipient_type must be one of {INDIVIDUAL, GROUP}.'));
  }
  const recipient = readRecipient(body, bareNumberPrefix);
  if ('error' in recipient) return failed(recipient.error);
  const type = body.type === undefined ? 'text' : body.type;
  if (typeof type !== 'string' || !TYPES.has(type)) return failed(graphError(131051));
  const callbackData = body.biz_opaque_callback_data;
  if (
    callbackData !== undefined &&
    (typeof callbackData !== 'string' || callbackData.length > CALLBACK_DATA_MAX)
  ) {
    return failed(
      graphError(
        131009,
        `biz_opaque_callback_data must be a string of at most ${CALLBACK_DATA_MAX} characters`,
      ),
    );
  }
  const message: OutgoingMessage = {
    ...recipient,
    type,
    template: undefined,
    callbackData,
    identityKeyHash:
      typeof body.recipient_identity_key_hash === 'string' ? body.recipient_identity_key_hash : undefined,
  };
  if (type === 'template') {
    const template = readTemplate(body.template);
    if ('error' in template) return failed(template.error);
    message.template = template;
  } else if (!isRecord(body[type]) && !Array.isArray(body[type])) {
    return failed(graphError(131008, `Parameter of type ${type} is missing`));
  } else if (type === 'text' && typeof (body.text as Record<string, unknown>).body !== 'string') {
    return failed(graphError(131008, "Parameter 'text.body' is mandatory for type 'text'"));
  }
  return { kind: 'message', message };
}

function failed(error: GraphError): Validated {
  return { kind: 'error', error };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readReceipt(body: Record<string, unknown>): Validated {
  if (body.status !== 'read') return failed(parameterError('Param status must be one of {READ}.'));
  if (typeof body.message_id !== 'string')
    return failed(parameterError('The parameter message_id is required.'));
  return { kind: 'read-receipt', messageId: body.message_id };
}

/** `to` wins over `recipient`. */
function readRecipient(
  body: Record<string, unknown>,
  bareNumberPrefix: string,
): Pick<OutgoingMessage, 'input' | 'to' | 'userId'> | { error: GraphError } {
  const to = typeof body.to === 'number' ? String(body.to) : body.to;
  if (to !== undefined && to !== null && to !== '') {
    if (typeof to !== 'string') return { error: graphError(131009, 'Parameter to must be a phone number') };
    if (isUserId(to)) return { input: to, to: undefined, userId: to };
    const digits = recipientDigits(to.trimStart().startsWith('+') ? to : bareNumberPrefix + to);
    return digits === undefined
      ? { error: graphError(131009, 'Parameter to is not a phone number') }
      : { input: to, to: digits, userId: undefined };
  }
  const { recipient } = body;
  if (recipient === undefined || recipient === null || recipient === '')
    return { error: parameterError('The parameter to is required.') };
  if (typeof recipient !== 'string' || !isUserId(recipient))
    return { error: graphError(131009, 'Parameter recipient is not a business-scoped user id') };
  return { input: recipient, to: undefined, userId: recipient };
}

function readTemplate(value: unknown): SentTemplate | { error: GraphError } {
  if (!isRecord(value))
    return { error: graphError(131008, "Parameter 'template' is mandatory for type 'template'") };
  const { name, language } = value;
  if (typeof name !== 'string' || name === '')
    return { error: graphError(131008, "Parameter 'template.name' is mandatory for type 'template'") };
  if (!isRecord(language) || typeof language.code !== 'string' || language.code === '') {
    return {
      error: graphError(131008, "Parameter 'template.language.code' is mandatory for type 'template'"),
    };
  }
  if (language.policy !== undefined && language.policy !== 'deterministic') {
    return { error: graphError(131009, "Parameter 'template.language.policy' must be deterministic") };
  }
  const components = readComponents(value.components);
  if ('error' in components) return components;
  return { name, language: language.code, components: components.components };
}
