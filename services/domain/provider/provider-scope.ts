/**
 * How a provider's signal names its target. The webhook knows numbers and accounts by the provider's ids, the
 * sender knows integrations; the throttle finds the integrations that a signal is for.
 */

/** Signals about one WhatsApp number. */
export const numberScope = (phoneNumberId: string): string => `number:${phoneNumberId}`;

/** Signals about all numbers of a WhatsApp Business account. */
export const accountScope = (businessAccountId: string): string => `account:${businessAccountId}`;

/** Signals about the app, which all numbers of an installation share. */
export const APP_SCOPE = 'app';

/**
 * The key of a template in one language, the unit that WhatsApp approves, pauses and disables; its
 * notifications write `en-US`, sends `en_US`.
 */
export const templateKeyOf = (name: string, language: string): string =>
  `${name}:${language.replaceAll('-', '_')}`;

/** True when a signal with this scope and key applies to the integration. */
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
