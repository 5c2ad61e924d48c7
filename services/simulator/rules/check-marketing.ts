/**
 * What each of the two send endpoints takes: marketing_messages only marketing templates, messages perhaps
 * none (contract section 4).
 */
import { graphError, parameterError, type GraphError } from './graph-error.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import type { Template } from '../scenario/scenario.ts';

const POLICIES = ['CLOUD_API_FALLBACK', 'STRICT'];

/** Fields of the body that only marketing_messages has. */
export function checkMarketingFields(body: Record<string, unknown>): GraphError | undefined {
  const { product_policy: policy, message_activity_sharing: sharing } = body;
  if (policy !== undefined && (typeof policy !== 'string' || !POLICIES.includes(policy))) {
    return parameterError(`Param product_policy must be one of {${POLICIES.join(', ')}}.`);
  }
  if (sharing !== undefined && typeof sharing !== 'boolean')
    return parameterError('Param message_activity_sharing must be a boolean.');
  return undefined;
}

export function checkMarketingTemplate(
  message: OutgoingMessage,
  template: Template | undefined,
): GraphError | undefined {
  if (message.type !== 'template') return graphError(100, 'Message must be a template message.');
  if (!template) return undefined;
  if (template.category !== 'MARKETING') return graphError(134100);
  if (template.marketing_messages === 'syncing') return graphError(134101);
  if (template.marketing_messages === 'unavailable') return graphError(134102);
  return undefined;
}
