/**
 * How a provider's signal names whom it concerns. The webhook knows numbers and accounts as the provider names them, the sender knows
 * integrations; whoever paces finds the integrations that are meant.
 */

/** Signals about one WhatsApp number. */
export const numberScope = (phoneNumberId: string): string => `number:${phoneNumberId}`;

/** Signals about all numbers of a WhatsApp Business account. */
export const accountScope = (businessAccountId: string): string => `account:${businessAccountId}`;

/** Signals about the app, which all numbers of an installation share. */
export const APP_SCOPE = 'app';

/** A template in one language is what WhatsApp approves, pauses and disables; its notifications write `en-US`, sends `en_US`. */
export const templateKeyOf = (name: string, language: string): string =>
  `${name}:${language.replaceAll('-', '_')}`;

/** True when a signal of this name is about the integration. */
export function isMeantBy(
  name: string,
  integration: { _id: string; phoneNumberId: string; businessAccountId: string },
): boolean {
  return (
    name === APP_SCOPE ||
    name === integration._id ||
    name === numberScope(integration.phoneNumberId) ||
    name === accountScope(integration.businessAccountId)
  );
}
