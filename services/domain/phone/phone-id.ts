/**
 * The only way to make a Phone ID: a WhatsApp number as digits with country code, no plus sign (`+1 317 555 5555` → `13175555555`).
 * Writings that WhatsApp takes for one person may give different Phone IDs (Argentina with and without 9): people are compared by
 * person-of.ts, never by their Phone IDs.
 *
 * What is checked is whether a number is *possible* (calling code and length), not whether it is assigned: new ranges appear before any
 * library knows them, and WhatsApp has the last word. In order:
 *  1. Characters (phone-text.ts): digits of any script and separators; letters are refused.
 *  2. `+…`, `00…`, `49 (0)…` and the default country's own exit code (`011…` in the US) are international. A trunk prefix behind the
 *     country code goes where the number fits its plan better without it: `+44 (0)20 7946 0958` → `442079460958`, `+39 06…` keeps its zero.
 *  3. With a default country, digits that start with its own country code are international when the rest fits its plan (unless the whole
 *     is a mobile number of the country and the rest is not); other digits are national when they have its length, with or without trunk
 *     prefix: `317-153-4777` (US) → `13171534777`, `49 151 23456789` and `0151 23456789` (DE) → `4915123456789`.
 *  4. Other digits are a Phone ID when only one country writes a number so: calling code, possible length, where lengths vary a number of
 *     the country's pattern, and not a national mobile number elsewhere. Ten digits may be North American and are never a Phone ID; eleven
 *     that start with 1 always are one. All else is written nationally and needs a default country.
 *  5. Where the country's numbers vary in length, digits of another country's code can be national, too: the better reading wins
 *     (mobile number, valid number, possible number), national on a tie: `15112345678` (DE) → `4915112345678`.
 *  6. A country code written twice (`+91 91 …`) is refused: nobody knows what else is wrong with such a row.
 *  7. Older writings become what WhatsApp expects: Mexico's 1, 01, 044 and 045 go, Argentina's 15 becomes 9, Brazil's mobile numbers get
 *     their ninth digit.
 */
import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/core';
import {
  callingCodeOf,
  fitOf,
  isWrittenNationally,
  metadata,
  nationalPlanOf,
  type CallingCode,
  type NationalPlan,
} from './numbering-plan.ts';
import { personOf } from './person-of.ts';
import { readPhoneCharacters, splitPhones, splitsInTwo, type CharacterFault } from './phone-text.ts';

declare const brand: unique symbol;
/** Digits with country code, 7 to 15 of them. Made by toPhoneId only. */
export type PhoneId = string & { readonly [brand]: 'PhoneId' };

export type PhoneFault =
  | CharacterFault
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'UNKNOWN_COUNTRY_CODE'
  | 'COUNTRY_CODE_TWICE'
  | 'WRITTEN_NATIONALLY'
  | 'NOT_A_NUMBER_OF_ITS_COUNTRY';

export type PhoneReading =
  { readonly ok: true; readonly phoneId: PhoneId } | { readonly ok: false; readonly reason: PhoneFault };

/** What is wrong, for the person who uploaded the number. */
export const phoneFaultTexts: Record<PhoneFault, string> = {
  EMPTY: 'is empty',
  LETTERS: 'has letters; a phone number has digits only',
  UNKNOWN_CHARACTER: 'has a character that no phone number has',
  TWO_NUMBERS: 'is not one number but several',
  DECIMAL_NUMBER: 'was saved as a decimal number by a spreadsheet; format the column as text',
  TOO_SHORT: 'is too short for a phone number',
  TOO_LONG: 'is too long for a phone number',
  COUNTRY_CODE_TWICE: 'has its country code twice',
  WRITTEN_NATIONALLY:
    'is written nationally; write it with plus and country code, or name the default country of the list',
  UNKNOWN_COUNTRY_CODE: 'does not start with a known country code',
  NOT_A_NUMBER_OF_ITS_COUNTRY: 'is not a possible number of its country',
};

const MIN_DIGITS = 7;
const MAX_DIGITS = 15;
const OUTSIDE = /[^0-9]/;
/** The usual spellings: read without further checks. */
const USUAL = /^\+?[0-9 -]+$/;
const NOT_DIGITS = /[^0-9]+/g;

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

/** Digits marked as international. */
function readInternational(digits: string): PhoneReading {
  if (digits.startsWith('00')) return readInternational(digits.slice(2)); // `+0049…`
  const callingCode = callingCodeOf(digits);
  if (!callingCode) return refused(digits.length < MIN_DIGITS ? 'TOO_SHORT' : 'UNKNOWN_COUNTRY_CODE');
  const { code } = callingCode;
  const national = withoutOlderPrefix(code, digits.slice(code.length));
  const direct = isPossible(callingCode, national);
  if (national.startsWith(code) || national.startsWith('00')) {
    const rest = national.replace(/^00/, '').slice(code.length);
    const again = isPossible(callingCode, rest) && fitOf(callingCode, rest);
    if (again !== false && (!direct || (again === 3 && fitOf(callingCode, national) < 3)))
      return refused('COUNTRY_CODE_TWICE');
  }
  const trunkless = withoutTrunk(callingCode, national);
  const better =
    trunkless !== null && isPossible(callingCode, trunkless) && isBetter(callingCode, trunkless, national)
      ? trunkless
      : national;
  if (better === trunkless || direct) return accepted(code + better);
  if (code.length + better.length > MAX_DIGITS) return refused('TOO_LONG');
  if (code.length + better.length < MIN_DIGITS) return refused('TOO_SHORT');
  return refused(lengthFault(callingCode.lengths, better.length));
}

const isPossible = ({ code, lengths }: CallingCode, { length }: string): boolean =>
  (lengths & (1 << length)) !== 0 && code.length + length <= MAX_DIGITS && code.length + length >= MIN_DIGITS;

/** The digits after a trunk prefix, or after a zero that is taken for one; null when there is neither. */
function withoutTrunk({ trunkPrefixes }: CallingCode, national: string): string | null {
  if (national.charCodeAt(0) === ZERO) return national.slice(1);
  const prefix = trunkPrefixes.find((trunk) => trunk !== '' && national.startsWith(trunk));
  return prefix === undefined ? null : national.slice(prefix.length);
}

/**
 * A zero that may be left out is left out; another trunk prefix only where it cannot be part of the number.
 */
function isBetter(callingCode: CallingCode, trunkless: string, national: string): boolean {
  if (!isPossible(callingCode, national)) return true;
  const [without, whole] = [fitOf(callingCode, trunkless), fitOf(callingCode, national)];
  return (
    without > whole || (without === whole && without > 0 && national.charCodeAt(0) === ZERO && whole < 2)
  );
}

/** Rule 7, for Mexico and Argentina. */
function withoutOlderPrefix(code: string, national: string): string {
  if (code === '52') return national.replace(/^(?:1|01|044|045)(?=\d{10}$)/, '');
  if (code !== '54' || national.length < 12) return national;
  // area code and number have ten digits, whatever stands before and between them
  const [, digits = ''] = /^0?(?:9(?=\d{12}))?0?(\d{12})$/.exec(national) ?? [];
  for (const areaLength of [2, 3, 4]) {
    if (digits.slice(areaLength, areaLength + 2) !== '15') continue;
    const mobile = `9${digits.slice(0, areaLength)}${digits.slice(areaLength + 2)}`;
    const callingCode = callingCodeOf('54');
    if (callingCode && fitOf(callingCode, mobile) === 3) return mobile;
  }
  return national;
}

/** Rule 4. */
function readPlain(digits: string): PhoneReading {
  const { length } = digits;
  if (length < MIN_DIGITS) return refused('TOO_SHORT');
  if (digits.charCodeAt(0) === ZERO || (length === 10 && digits.charCodeAt(0) !== ONE))
    return refused('WRITTEN_NATIONALLY');
  const callingCode = callingCodeOf(digits);
  if (!callingCode) return refused('UNKNOWN_COUNTRY_CODE');
  const reading = readInternational(digits);
  if (!reading.ok) return reading;
  // area codes of North America start with 2 to 9
  if (callingCode.code === '1') return digits.charCodeAt(1) > ONE ? reading : refused('WRITTEN_NATIONALLY');
  const national = reading.phoneId.slice(callingCode.code.length);
  const isOfPlan = callingCode.fixedLength || fitOf(callingCode, national) > 1;
  return isOfPlan && !isWrittenNationally(digits, callingCode.code) ? reading : refused('WRITTEN_NATIONALLY');
}

/** Rules 3 and 5. */
function readWithCountry(digits: string, plan: NationalPlan): PhoneReading {
  const { callingCode, fixedLength, trunkPrefix } = plan;
  if (digits.startsWith(callingCode)) {
    if (fixedLength !== null && digits.length === callingCode.length + fixedLength && callingCode !== '52')
      return readInternational(digits);
    const own = readOwnCode(digits, plan);
    if (own) return own;
  }
  const startsWithTrunk = trunkPrefix !== '' && digits.startsWith(trunkPrefix);
  if (
    fixedLength !== null &&
    !startsWithTrunk &&
    digits.length === fixedLength &&
    digits.charCodeAt(0) !== ZERO
  )
    return accepted(callingCode + digits);
  const exit = plan.exitPrefix.exec(digits)?.[0];
  if (exit !== undefined && exit !== '0') {
    const abroad = readPlain(digits.slice(exit.length));
    if (abroad.ok) return abroad;
  }
  if (callingCode === '52' && /^(?:1|01|044|045)\d{10}$/.test(digits))
    return readInternational(`52${digits}`);
  const abroad = readPlain(digits);
  if (abroad.ok && fixedLength === null && !startsWithTrunk)
    return betterNational(digits, abroad.phoneId, plan) ?? abroad;
  const national = readNational(digits, plan);
  return national.ok || !abroad.ok ? national : abroad;
}

/** Digits that start with the list's own country code, when they are international. */
function readOwnCode(digits: string, plan: NationalPlan): PhoneReading | null {
  const callingCode = callingCodeOf(digits);
  if (callingCode?.code !== plan.callingCode) return null;
  const reading = readInternational(digits);
  if (!reading.ok) return reading.reason === 'COUNTRY_CODE_TWICE' ? reading : null;
  const fit = fitOf(callingCode, reading.phoneId.slice(callingCode.code.length));
  if (fit === 0) return null;
  return fit < 3 && plan.mobilePattern?.test(digits) === true ? null : reading;
}

/**
 * Rule 5: the national reading if it is at least as good as the other one, otherwise null. The likely cases
 * do not need the library.
 */
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
  return callingCode !== undefined && fitOf(callingCode, phoneId.slice(callingCode.code.length)) === 3;
}

const isValid = (phoneId: PhoneId): boolean =>
  parsePhoneNumberFromString(`+${phoneId}`, metadata)?.isValid() === true;

function readNational(digits: string, plan: NationalPlan): PhoneReading {
  const { callingCode: code } = plan;
  if (plan.isTrunkPlain && digits.charCodeAt(0) === ZERO && digits.length < MAX_DIGITS) {
    const national = digits.slice(1);
    if (national.length >= MIN_DIGITS && plan.pattern.test(national) && !plan.pattern.test(digits))
      return accepted(code + national);
  }
  // Argentina's 15, Benin's older numbers, a zero where the country has none: known after the country code
  const callingCode = callingCodeOf(code);
  if (callingCode && (digits.charCodeAt(0) === ZERO || code === '54' || code === '229')) {
    const behindCode = readInternational(code + digits);
    if (behindCode.ok && fitOf(callingCode, behindCode.phoneId.slice(code.length)) > 1) return behindCode;
  }
  const phone = parsePhoneNumberFromString(digits, plan.country, metadata);
  if (phone && phone.countryCallingCode !== code) return refused('NOT_A_NUMBER_OF_ITS_COUNTRY');
  return acceptParsed(phone, digits);
}

/** The library's result is a Phone ID when it is possible and reads as itself. */
function acceptParsed(phone: PhoneNumber | undefined, digits: string): PhoneReading {
  const parsedDigits = phone?.number.slice(1) ?? digits;
  if (parsedDigits.length < MIN_DIGITS) return refused('TOO_SHORT');
  if (parsedDigits.length > MAX_DIGITS) return refused('TOO_LONG');
  if (!phone?.isPossible()) return refused('NOT_A_NUMBER_OF_ITS_COUNTRY');
  const again = readInternational(parsedDigits);
  const isItself = again.ok && personOf(again.phoneId) === personOf(parsedDigits);
  return isItself ? again : refused('NOT_A_NUMBER_OF_ITS_COUNTRY');
}

function lengthFault(lengths: number, length: number): PhoneFault {
  if (length > 31 - Math.clz32(lengths)) return 'TOO_LONG';
  return lengths & ((1 << length) - 1) ? 'NOT_A_NUMBER_OF_ITS_COUNTRY' : 'TOO_SHORT';
}

const accepted = (digits: string): PhoneReading => ({ ok: true, phoneId: withNinthDigit(digits) as PhoneId });

/** Rule 7, for Brazil. */
const withNinthDigit = (digits: string): string =>
  digits.length === 12 && digits.startsWith('55') ? personOf(digits) : digits;

const refusals = new Map<PhoneFault, PhoneReading>();
function refused(reason: PhoneFault): PhoneReading {
  let reading = refusals.get(reason);
  if (!reading) refusals.set(reason, (reading = { ok: false, reason }));
  return reading;
}

const ZERO = 48;
const ONE = 49;
const PLUS = 43;
