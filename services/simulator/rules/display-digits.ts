/** A number as webhooks write it: digits only. */
import type { PhoneNumber } from '../scenario/scenario.ts';

const known = new WeakMap<PhoneNumber, string>();

/** Asked for each message and each of its statuses, so a number's are kept with it. */
export function displayDigits(number: PhoneNumber): string {
  let digits = known.get(number);
  if (digits === undefined) known.set(number, (digits = number.display_phone_number.replace(/\D/g, '')));
  return digits;
}
