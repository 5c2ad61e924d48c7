/**
 * The only way to make a Phone ID: a WhatsApp number as digits with country code, no plus sign (`+1 317 555 5555` → `13175555555`).
 * Two writings of one number give one Phone ID, so that a person is one person and DNC entries match.
 *
 * Judged is whether a number is *possible* (calling code and length), not whether it is assigned: new ranges appear before any
 * library knows them, and WhatsApp has the last word. In order:
 *  1. Written characters: digits of any script, one leading `+`, and as separators spaces, hyphens and dashes, dots, slashes, brackets,
 *     invisible marks. Letters are refused (`1-800-FLOWERS`, `ext. 5`), so is what a spreadsheet made of a number
 *     (`4.91512E+12`, `4915112345678.0`).
 *  2. `+…` and `00…` (and the default country's own exit code, `011…` in the US) are international: `+44 (0)20 7946 0958` → `442079460958`.
 *  3. Without a default country, digits are a Phone ID: calling code, possible length and, where lengths vary, a number of the country's
 *     pattern: `13171534777` as it is; `3171534777` is refused (it is no Dutch number, +31).
 *  4. With a default country, digits are national when they have its length, with or without trunk prefix: `317-153-4777` (US) →
 *     `13171534777`, `0151 12345678` (DE) → `4915112345678`; else a Phone ID: `13171534777`, `447911123456` (US) as they are.
 *  5. Where the country's numbers vary in length, digits without trunk prefix and separators can be both: the better reading wins
 *     (mobile number, valid number, possible number), national on a tie: `15112345678` (DE) → `4915112345678`,
 *     `4915112345678` and `447911123456` (DE) as they are.
 *  6. Mexico: `52 1` and ten digits is the older writing of `52` and the same ten digits; the shorter one is the Phone ID.
 *  7. Brazil: `55`, area code and eight digits from 6 on is the older writing of a mobile number, without its 9; the longer one is the
 *     Phone ID. WhatsApp itself writes either (its `wa_id` may differ from what was sent to: Brazil, Mexico).
 */
import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/core';
import { callingCodeOf, metadata, nationalPlanOf, type NationalPlan } from './numbering-plan.ts';

declare const brand: unique symbol;
/** Digits with country code, 7 to 15 of them. Made by toPhoneId only. */
export type PhoneId = string & { readonly [brand]: 'PhoneId' };

export type PhoneFault =
  | 'EMPTY'
  | 'LETTERS'
  | 'UNKNOWN_CHARACTER'
  | 'DECIMAL_NUMBER'
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'UNKNOWN_COUNTRY_CODE'
  | 'NOT_A_NUMBER_OF_ITS_COUNTRY';

export type PhoneReading =
  { readonly ok: true; readonly phoneId: PhoneId } | { readonly ok: false; readonly reason: PhoneFault };

/** What is wrong, in words for the person who uploaded it. */
export const phoneFaultTexts: Record<PhoneFault, string> = {
  EMPTY: 'is empty',
  LETTERS: 'has letters; a phone number has digits only',
  UNKNOWN_CHARACTER: 'has a character that no phone number has',
  DECIMAL_NUMBER: 'was saved as a decimal number by a spreadsheet; format the column as text',
  TOO_SHORT: 'is too short for a phone number',
  TOO_LONG: 'is too long for a phone number',
  UNKNOWN_COUNTRY_CODE: 'starts with no known country code',
  NOT_A_NUMBER_OF_ITS_COUNTRY: 'is no possible number of the country of its code',
};

const MIN_DIGITS = 7;
const MAX_DIGITS = 15;
const OUTSIDE = /[^0-9]/;
/** What most people write: read without further ado. */
const USUAL = /^\+?[0-9 ()/-]+$/;
const NOT_DIGITS = /[^0-9]+/g;
const SEPARATORS = /[\s().\/\-\u2010-\u2015\u2212\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const SPREADSHEET = /^[+-]?\d+[.,]?\d*E[+-]?\d+$/i;
const OLD_BRAZILIAN_MOBILE = /^55[1-9]{2}[6-9]/;
const DECIMAL = /^\+?\d{6,}[.,]\d{0,2}$/;

/** True when numbers may be read with this default country (ISO 3166 alpha-2, in capitals). */
export const isKnownCountry = (country: string): boolean => nationalPlanOf(country) !== undefined;

/**
 * @param text what was written
 * @param defaultCountry ISO 3166 alpha-2 in capitals of numbers written nationally; null when there are none
 */
export function toPhoneId(text: string, defaultCountry: string | null): PhoneReading {
  let digits = text;
  let international = false;
  let separated = false;
  if (OUTSIDE.test(text)) {
    if (text.charCodeAt(0) === 43 && !OUTSIDE.test(text.slice(1))) {
      digits = text.slice(1);
      international = true;
    } else if (USUAL.test(text)) {
      digits = text.replace(NOT_DIGITS, '');
      international = text.charCodeAt(0) === 43;
      separated = true;
    } else {
      const plain = readCharacters(text);
      if (typeof plain === 'string') return refused(plain);
      ({ digits, international, separated } = plain);
    }
  }
  if (digits.length === 0) return refused('EMPTY');
  if (international) return readInternational(digits, false);
  if (digits.startsWith('00')) return readInternational(digits.slice(2), false);
  const plan = defaultCountry === null ? undefined : nationalPlanOf(defaultCountry);
  return plan ? readWithCountry(digits, separated, plan) : readInternational(digits, true);
}

/** Rule 1, for all that is more than digits. */
function readCharacters(
  text: string,
): { digits: string; international: boolean; separated: boolean } | PhoneFault {
  const written = text.normalize('NFKC').trim();
  if (written === '') return 'EMPTY';
  if (SPREADSHEET.test(written) || DECIMAL.test(written)) return 'DECIMAL_NUMBER';
  const plain = written
    .replace(SEPARATORS, '')
    .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g, toAsciiDigit);
  const international = plain.startsWith('+');
  const digits = international ? plain.slice(1) : plain;
  if (OUTSIDE.test(digits)) return /\p{L}/u.test(digits) ? 'LETTERS' : 'UNKNOWN_CHARACTER';
  return { digits, international, separated: plain.length < written.length };
}

/** Arabic, Persian and Devanagari digits; their blocks start at multiples of 16 from 0 (or 6). */
const toAsciiDigit = (digit: string): string => {
  const code = digit.charCodeAt(0);
  return String((code - (code >= 0x966 ? 0x966 : code >= 0x6f0 ? 0x6f0 : 0x660)) % 10);
};

/** @param strict digits that nobody marked as international: where lengths vary they must fit the country's pattern too */
function readInternational(digits: string, strict: boolean): PhoneReading {
  if (digits.length < MIN_DIGITS) return refused('TOO_SHORT');
  const callingCode = callingCodeOf(digits);
  if (!callingCode) return refused('UNKNOWN_COUNTRY_CODE');
  const { code } = callingCode;
  const length = digits.length - code.length;
  if (code === '52' && length === 11 && digits[2] === '1') return accepted('52' + digits.slice(3));
  if (digits.charCodeAt(code.length) === 48) {
    // a trunk zero behind the country code, `+44 (0)20…`, or a country whose numbers start with 0
    return acceptParsed(parsePhoneNumberFromString(`+${digits}`, metadata), digits);
  }
  if (digits.length > MAX_DIGITS) return refused('TOO_LONG');
  if ((callingCode.lengths & (1 << length)) === 0) return refused(lengthFault(callingCode.lengths, length));
  if (strict && !callingCode.fixedLength) {
    const national = digits.slice(code.length);
    if (!callingCode.patterns.some((pattern) => pattern.test(national)))
      return refused('NOT_A_NUMBER_OF_ITS_COUNTRY');
  }
  return accepted(digits);
}

/** Rules 4 and 5. */
function readWithCountry(digits: string, separated: boolean, plan: NationalPlan): PhoneReading {
  const { callingCode, fixedLength, trunkPrefix } = plan;
  const startsWithTrunk = trunkPrefix !== '' && digits.startsWith(trunkPrefix);
  if (fixedLength !== null && !startsWithTrunk && digits.length === fixedLength && callingCode !== '52')
    return digits.charCodeAt(0) === 48 ? readNational(digits, plan) : accepted(callingCode + digits);
  if (digits.length === callingCode.length + (fixedLength ?? -1) && digits.startsWith(callingCode))
    return readInternational(digits, false);
  const exit = plan.exitPrefix.exec(digits)?.[0];
  if (exit !== undefined && exit !== '0') {
    const abroad = readInternational(digits.slice(exit.length), true);
    if (abroad.ok) return abroad;
  }
  const abroad = readInternational(digits, true);
  if (abroad.ok && fixedLength === null && !separated && !startsWithTrunk) {
    const national = betterNational(digits, abroad.phoneId, plan);
    return national ?? abroad;
  }
  const national = readNational(digits, plan);
  return national.ok || !abroad.ok ? national : abroad;
}

/** Rule 5: the national reading if it is as good as the other one, else null. The likely cases need no library. */
function betterNational(digits: string, abroad: PhoneId, plan: NationalPlan): PhoneReading | null {
  const isMobileThere = isMobile(abroad);
  const isMobileHere = plan.mobilePattern?.test(digits) === true;
  if (isMobileThere && !isMobileHere) return null;
  const national = readNational(digits, plan);
  if (!national.ok) return null;
  return isMobileHere || isValid(national.phoneId) || !isValid(abroad) ? national : null;
}

function isMobile(phoneId: PhoneId): boolean {
  const callingCode = callingCodeOf(phoneId);
  const national = phoneId.slice(callingCode?.code.length);
  return callingCode?.mobilePatterns.some((pattern) => pattern.test(national)) === true;
}

const isValid = (phoneId: PhoneId): boolean =>
  parsePhoneNumberFromString(`+${phoneId}`, metadata)?.isValid() === true;

function readNational(digits: string, plan: NationalPlan): PhoneReading {
  if (plan.isTrunkPlain && digits.charCodeAt(0) === 48 && digits.length < MAX_DIGITS) {
    const national = digits.slice(1);
    if (national.length >= MIN_DIGITS && plan.pattern.test(national) && !plan.pattern.test(digits))
      return accepted(plan.callingCode + national);
  }
  const phone = parsePhoneNumberFromString(digits, plan.country, metadata);
  if (phone && phone.countryCallingCode !== plan.callingCode) return refused('NOT_A_NUMBER_OF_ITS_COUNTRY');
  return acceptParsed(phone, digits);
}

/** What the library made of digits is a Phone ID when that is possible and reads as itself. */
function acceptParsed(phone: PhoneNumber | undefined, digits: string): PhoneReading {
  const found = phone?.number.slice(1) ?? digits;
  if (found.length < MIN_DIGITS) return refused('TOO_SHORT');
  if (found.length > MAX_DIGITS) return refused('TOO_LONG');
  if (!phone?.isPossible()) return refused('NOT_A_NUMBER_OF_ITS_COUNTRY');
  if (found === digits) return accepted(found);
  const again = readInternational(found, false);
  const isItself = again.ok && again.phoneId === withNinthDigit(found);
  return isItself ? again : refused('NOT_A_NUMBER_OF_ITS_COUNTRY');
}

function lengthFault(lengths: number, length: number): PhoneFault {
  if (length > 31 - Math.clz32(lengths)) return 'TOO_LONG';
  return lengths & ((1 << length) - 1) ? 'NOT_A_NUMBER_OF_ITS_COUNTRY' : 'TOO_SHORT';
}

/** Rule 7. */
const withNinthDigit = (digits: string): string =>
  digits.length === 12 && OLD_BRAZILIAN_MOBILE.test(digits)
    ? `${digits.slice(0, 4)}9${digits.slice(4)}`
    : digits;

const accepted = (digits: string): PhoneReading => ({
  ok: true,
  phoneId: withNinthDigit(digits) as PhoneId,
});

const refusals = new Map<PhoneFault, PhoneReading>();
function refused(reason: PhoneFault): PhoneReading {
  let reading = refusals.get(reason);
  if (!reading) refusals.set(reason, (reading = { ok: false, reason }));
  return reading;
}
