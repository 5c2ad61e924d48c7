/** The result of reading a phone number: a Phone ID, or what is wrong with it. */
import { personOf } from './person-of.ts';
import type { CharacterFault } from './phone-text.ts';

declare const brand: unique symbol;
/** Digits with country code, 7 to 15 of them. Made by `accepted` only. */
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

export const MIN_DIGITS = 7;
export const MAX_DIGITS = 15;

export const accepted = (digits: string): PhoneReading => ({
  ok: true,
  phoneId: withNinthDigit(digits) as PhoneId,
});

/** Rule 7, for Brazil. */
const withNinthDigit = (digits: string): string =>
  digits.length === 12 && digits.startsWith('55') ? personOf(digits) : digits;

const refusals = new Map<PhoneFault, PhoneReading>();
export function refused(reason: PhoneFault): PhoneReading {
  let reading = refusals.get(reason);
  if (!reading) refusals.set(reason, (reading = { ok: false, reason }));
  return reading;
}
