/** Which URLs may be called: https without credentials; http and internal hosts where the operator allows their origin. */

const MAX_LENGTH = 2_048;

/** @returns what is wrong, for people; null when it may be called. The addresses of its host are checked at each call */
export function urlFault(text: string, internalOrigins: readonly string[]): string | null {
  if (text.length > MAX_LENGTH) return `The URL has ${text.length} characters; the limit is ${MAX_LENGTH}.`;
  if (!URL.canParse(text)) return 'The URL is not one; expected one such as https://example.com/hooks.';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'The URL has a user name or password in it.';
  if (url.hash !== '') return 'The URL has a fragment (#), which is never sent.';
  if (url.protocol === 'https:' || internalOrigins.includes(url.origin)) return null;
  return `The URL starts with ${JSON.stringify(url.protocol)}; expected https:, or an origin in SUBSCRIPTION_INTERNAL_ORIGINS.`;
}

/** As logs may show it: what is behind the origin may be a secret of the receiver. */
export const shownOrigin = (text: string): string => (URL.canParse(text) ? new URL(text).origin : '-');
