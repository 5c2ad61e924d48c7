/** Digits of a list with a default country: rules 3 and 5 of phone-id.ts. */
import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/core';
import { callingCodeOf, fitOf, metadata, type NationalPlan } from './numbering-plan.ts';
import { personOf } from './person-of.ts';
import {
  accepted,
  MAX_DIGITS,
  MIN_DIGITS,
  refused,
  type PhoneId,
  type PhoneReading,
} from './phone-reading.ts';
import { readInternational, readPlain } from './read-international.ts';

const ZERO = 48;

/** Rules 3 and 5. */
export function readWithCountry(digits: string, plan: NationalPlan): PhoneReading {
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
