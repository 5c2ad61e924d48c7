/** Who a message is for: a phone number written in any of the accepted ways, or a business-scoped user id. */

const USER_ID = /^[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}$/;
const WRITTEN_NUMBER = /^\+?[\d\s()[\]\-.]+$/;

/**
 * Digits of a number that may hold plus, hyphens, brackets and spaces; undefined when it is none. A number
 * without plus counts as complete (contract section 2).
 */
export function recipientDigits(to: string): string | undefined {
  if (!WRITTEN_NUMBER.test(to)) return undefined;
  const digits = to.replace(/\D/g, '');
  return digits.length >= 6 && digits.length <= 15 ? digits : undefined;
}

export function isUserId(recipient: string): boolean {
  return USER_ID.test(recipient);
}
