/** Digits with country code: rules 2, 4, 6 and 7 of phone-id.ts. */
import { callingCodeOf, fitOf, isWrittenNationally, type CallingCode } from './numbering-plan.ts';
import {
  accepted,
  MAX_DIGITS,
  MIN_DIGITS,
  refused,
  type PhoneFault,
  type PhoneReading,
} from './phone-reading.ts';

const ZERO = 48;
const ONE = 49;

/** Digits marked as international. */
export function readInternational(digits: string): PhoneReading {
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
export function readPlain(digits: string): PhoneReading {
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

function lengthFault(lengths: number, length: number): PhoneFault {
  if (length > 31 - Math.clz32(lengths)) return 'TOO_LONG';
  return lengths & ((1 << length) - 1) ? 'NOT_A_NUMBER_OF_ITS_COUNTRY' : 'TOO_SHORT';
}
