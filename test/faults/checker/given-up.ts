/**
 * Attempts that the provider accepted and then gave up because of a payment: nobody got them, and their message is tried again once the
 * payment is repaired (WhatsApp error codes: 131042).
 */
import type { Evidence } from './evidence.ts';

const PAYMENT = 131042;

/** Callback data (`<message id>.<attempt>`) → when the provider first told it, milliseconds. What was delivered after all is not in it. */
export function givenUpAttempts({ told }: Pick<Evidence, 'told'>): Map<string, number> {
  const givenUp = new Map<string, number>();
  for (const { status, code, callbackData, at } of told)
    if (status === 'failed' && code === PAYMENT && callbackData)
      givenUp.set(callbackData, Math.min(at, givenUp.get(callbackData) ?? Infinity));
  for (const { status, callbackData } of told)
    if (callbackData && (status === 'delivered' || status === 'read')) givenUp.delete(callbackData);
  return givenUp;
}
