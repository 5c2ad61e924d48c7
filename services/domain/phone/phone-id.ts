/**
 * The only way to make a Phone ID: a WhatsApp number as digits with country code, no plus sign (`+1 317 555
 * 5555` → `13175555555`).
 */
import { nationalPlanOf } from './numbering-plan.ts';
import { refused, type PhoneReading } from './phone-reading.ts';
import { readPhoneCharacters, splitPhones, splitsInTwo } from './phone-text.ts';
import { readInternational, readPlain } from './read-international.ts';
import { readWithCountry } from './read-national.ts';

// Writings that WhatsApp takes for one person may give different Phone IDs (Argentina with and without 9):
// people are compared by person-of.ts, never by their Phone IDs.
//
// What is checked is whether a number is *possible* (calling code and length), not whether it is assigned:
// new ranges appear before any library knows them, and WhatsApp has the last word. In order:
//  1. Characters (phone-text.ts): digits of any script and separators; letters are refused.
//  2. `+…`, `00…`, `49 (0)…` and the default country's own exit code (`011…` in the US) are international. A
//     trunk prefix behind the country code goes where the number fits its plan better without it: `+44 (0)20
//     7946 0958` → `442079460958`, `+39 06…` keeps its zero.
//  3. With a default country, digits that start with its own country code are international when the rest
//     fits its plan (unless the whole is a mobile number of the country and the rest is not); other digits
//     are national when they have its length, with or without trunk prefix: `317-153-4777` (US) →
//     `13171534777`, `49 151 23456789` and `0151 23456789` (DE) → `4915123456789`.
//  4. Other digits are a Phone ID when only one country writes a number so: calling code, possible length,
//     where lengths vary a number of the country's pattern, and not a national mobile number elsewhere. Ten
//     digits may be North American and are never a Phone ID; eleven that start with 1 always are one. All
//     else is written nationally and needs a default country.
//  5. Where the country's numbers vary in length, digits of another country's code can be national, too: the
//     better reading wins (mobile number, valid number, possible number), national on a tie: `15112345678`
//     (DE) → `4915112345678`.
//  6. A country code written twice (`+91 91 …`) is refused: nobody knows what else is wrong with such a row.
//  7. Older writings become what WhatsApp expects: Mexico's 1, 01, 044 and 045 go, Argentina's 15 becomes 9,
//     Brazil's mobile numbers get their ninth digit.

const OUTSIDE = /[^0-9]/;
/** The usual spellings: read without further checks. */
const USUAL = /^\+?[0-9 -]+$/;
const NOT_DIGITS = /[^0-9]+/g;
const PLUS = 43;

/** True when numbers may be read with this default country (ISO 3166 alpha-2, in capitals). */
export const isKnownCountry = (country: string): boolean =>
  /^[A-Z]{2}$/.test(country) && nationalPlanOf(country) !== undefined;

/**
 * @param text the number as written
 * @param defaultCountry ISO 3166 alpha-2 in capitals, for numbers written nationally; null when there is none
 */
export function toPhoneId(text: string, defaultCountry: string | null): PhoneReading {
  let digits = text;
  let international = false;
  if (OUTSIDE.test(text)) {
    if (USUAL.test(text)) {
      digits = text.replace(NOT_DIGITS, '');
      international = text.charCodeAt(0) === PLUS;
    } else {
      const written = readPhoneCharacters(text);
      if (typeof written === 'string') return refused(written);
      ({ digits, international } = written);
    }
  }
  if (digits.length === 0) return refused('EMPTY');
  if (digits.startsWith('00')) return readInternational(digits.slice(2));
  if (international) return readInternational(digits);
  const plan = defaultCountry === null ? undefined : nationalPlanOf(defaultCountry);
  return plan ? readWithCountry(digits, plan) : readPlain(digits);
}

/**
 * All numbers of a cell that may hold several: `a ::: b`, `a / b`, `a; b`.
 * @returns one reading for each; a single one for a cell with one number or none
 */
export function toPhoneIds(text: string, defaultCountry: string | null): PhoneReading[] {
  const whole = toPhoneId(text, defaultCountry);
  if (!OUTSIDE.test(text)) return [whole];
  const readParts = (parts: readonly string[]): PhoneReading[] =>
    parts.map((part) => toPhoneId(part, defaultCountry));
  const isGood = (readings: readonly PhoneReading[]): boolean =>
    readings.length > 1 && readings.every(({ ok }) => ok);
  const parts = splitPhones(text);
  const readings = readParts(parts);
  // `0151 / 12345678` is one number: not all of its parts are numbers
  if (whole.ok) return isGood(readings) ? readings : [whole];
  if (parts.length > 1 && readings.some(({ ok }) => ok)) return readings;
  return splitsInTwo(text).map(readParts).find(isGood) ?? [whole];
}

/**
 * A spelling of a Phone ID that is read as this Phone ID in lists of the country: with a plus if digits alone
 * would be another number, or none.
 */
export function writtenFor(phoneId: string, defaultCountry: string | null): string {
  const reading = toPhoneId(phoneId, defaultCountry);
  return reading.ok && reading.phoneId === phoneId ? phoneId : `+${phoneId}`;
}
