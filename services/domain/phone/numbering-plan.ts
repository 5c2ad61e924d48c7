/**
 * The part of the world's numbering plans that phone-id.ts needs (ITU E.164, from libphonenumber's data), as
 * fast tables.
 */
import {
  getCountries,
  getCountryCallingCode,
  Metadata,
  type CountryCode,
  parsePhoneNumberFromString,
  type NumberingPlan as LibraryPlan,
} from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';

export { metadata };

/** All countries of one calling code (+1: US, CA, …) together. */
export type CallingCode = {
  readonly code: string;
  /** Bit n is set when national numbers (without trunk prefix) of n digits are possible. */
  readonly lengths: number;
  /** All possible numbers have one length. */
  readonly fixedLength: boolean;
  readonly patterns: readonly RegExp[];
  readonly mobilePatterns: readonly RegExp[];
  /** Numbers that match a type of the plan. */
  readonly typePatterns: readonly RegExp[];
  /** Trunk prefixes of its countries, dialled before a number within the country. */
  readonly trunkPrefixes: readonly string[];
};

/** How one country writes its numbers. */
export type NationalPlan = {
  readonly country: CountryCode;
  readonly callingCode: string;
  /** The length of national numbers if they have one length, otherwise null. */
  readonly fixedLength: number | null;
  /** The trunk prefix, dialled within the country, e.g. 0; '' = none. */
  readonly trunkPrefix: string;
  /** The exit code, dialled to call abroad, e.g. 011. */
  readonly exitPrefix: RegExp;
  /** The trunk prefix is dialled before any number and changes nothing else. */
  readonly isTrunkPlain: boolean;
  readonly pattern: RegExp;
  /** National numbers that are, or may be, mobile. */
  readonly mobilePattern: RegExp | null;
};

/**
 * How well digits fit a plan: not at all, its general pattern, one of its types of number, a mobile number.
 */
export type Fit = 0 | 1 | 2 | 3;

/** Methods of the library that its types lack. */
type FullPlan = LibraryPlan & {
  callingCode(): string;
  nationalNumberPattern(): string;
  nationalPrefix(): string | undefined;
  nationalPrefixForParsing(): string | undefined;
  nationalPrefixTransformRule(): string | undefined;
  type(type: NumberType): { pattern(): string } | undefined;
};
type NumberType = (typeof numberTypes)[number];
const numberTypes = [
  'MOBILE',
  'FIXED_LINE',
  'VOIP',
  'TOLL_FREE',
  'PREMIUM_RATE',
  'SHARED_COST',
  'PERSONAL_NUMBER',
  'UAN',
] as const;

/**
 * Numbers that a plan had until recently and that WhatsApp may still use: Benin's eight digits, until 2024.
 */
const olderNumbers: Readonly<Record<string, { length: number; pattern: string } | undefined>> = {
  229: { length: 8, pattern: '[24-69]\\d{7}' },
};

const callingCodes = readCallingCodes();
const nationalPlans = new Map<string, NationalPlan>();
/** Mobile patterns by the length of national numbers, with their countries. */
const mobileByLength = readMobilePatterns();

/** The calling code at the start of digits; at most one, because no calling code is a prefix of another. */
export function callingCodeOf(digits: string): CallingCode | undefined {
  const first = digits.charCodeAt(0) - 48;
  if (first === 0) return undefined;
  const code = callingCodes[first];
  if (code) return code;
  const two = first * 10 + digits.charCodeAt(1) - 48;
  return callingCodes[two] ?? callingCodes[two * 10 + digits.charCodeAt(2) - 48];
}

/** @param country ISO 3166 alpha-2, in capitals; undefined when its numbering plan is not known */
export function nationalPlanOf(country: string): NationalPlan | undefined {
  const known = nationalPlans.get(country);
  if (known || !(country in metadata.countries)) return known;
  const plan = readPlan(country as CountryCode);
  const lengths = plan.possibleLengths();
  const made: NationalPlan = {
    country: country as CountryCode,
    callingCode: plan.callingCode(),
    fixedLength: lengths.length === 1 ? (lengths[0] ?? null) : null,
    trunkPrefix: plan.nationalPrefix() ?? '',
    exitPrefix: new RegExp(`^(?:${plan.IDDPrefix()})`),
    isTrunkPlain:
      /^0(?:\|\d+)*$/.test(plan.nationalPrefixForParsing() ?? '') &&
      /^0?$/.test(plan.nationalPrefixTransformRule() ?? '') &&
      // in Italy or the Ivory Coast the zero belongs to the number
      !/(?:^|\||\(\?:)\[?0/.test(plan.nationalNumberPattern()),
    pattern: wholePattern(plan.nationalNumberPattern()),
    mobilePattern: wholePatternOrNull(plan.type('MOBILE')?.pattern()),
  };
  nationalPlans.set(country, made);
  return made;
}

/** @param national digits after the calling code */
export function fitOf({ mobilePatterns, typePatterns, patterns }: CallingCode, national: string): Fit {
  const fits = (pattern: RegExp): boolean => pattern.test(national);
  if (mobilePatterns.some(fits)) return 3;
  if (typePatterns.some(fits)) return 2;
  return patterns.some(fits) ? 1 : 0;
}

/**
 * True when a country with another calling code writes these digits as a mobile number of its own, without a
 * prefix: `31987654321` in Brazil. Most countries write a trunk prefix, so that their national numbers start
 * with a zero.
 */
export function isWrittenNationally(digits: string, callingCode: string): boolean {
  for (const { country, code, pattern } of mobileByLength.get(digits.length) ?? []) {
    if (code === callingCode || !pattern.test(digits)) continue;
    const written = parsePhoneNumberFromString(digits, country, metadata)?.formatNational();
    if (written?.replace(/\D/g, '') === digits) return true;
  }
  return false;
}

function readMobilePatterns(): Map<number, Array<{ country: CountryCode; code: string; pattern: RegExp }>> {
  const byLength = new Map<number, Array<{ country: CountryCode; code: string; pattern: RegExp }>>();
  for (const country of getCountries(metadata)) {
    const plan = readPlan(country);
    const pattern = wholePatternOrNull(plan.type('MOBILE')?.pattern());
    if (!pattern) continue;
    for (const length of plan.possibleLengths())
      byLength.set(length, [...(byLength.get(length) ?? []), { country, code: plan.callingCode(), pattern }]);
  }
  return byLength;
}

function readCallingCodes(): Array<CallingCode | undefined> {
  const countriesOf = new Map<string, CountryCode[]>();
  for (const country of getCountries(metadata)) {
    const code = getCountryCallingCode(country, metadata);
    countriesOf.set(code, [...(countriesOf.get(code) ?? []), country]);
  }
  // satellites and other plans without a country are selected by their calling code
  for (const code of Object.keys(metadata.nonGeographic)) countriesOf.set(code, [code as CountryCode]);
  const table: Array<CallingCode | undefined> = [];
  for (const [code, countries] of countriesOf) {
    const plans = countries.map(readPlan);
    const older = olderNumbers[code];
    const lengths = plans
      .flatMap((plan) => plan.possibleLengths())
      // +1: Canada's 310-xxxx, which cannot be called from abroad
      .filter((length) => code !== '1' || length === 10)
      .concat(older?.length ?? [])
      .reduce((bits, length) => bits | (1 << length), 0);
    const patterns = new Set([...plans.map((plan) => plan.nationalNumberPattern()), older?.pattern]);
    const mobilePatterns = new Set([...plans.map((plan) => plan.type('MOBILE')?.pattern()), older?.pattern]);
    const typePatterns = new Set(
      plans.flatMap((plan) => numberTypes.map((type) => plan.type(type)?.pattern())),
    );
    table[Number(code)] = {
      code,
      lengths,
      fixedLength: (lengths & (lengths - 1)) === 0,
      patterns: [...patterns].map(wholePatternOrNull).filter(isDefined),
      mobilePatterns: [...mobilePatterns].map(wholePatternOrNull).filter(isDefined),
      typePatterns: [...typePatterns].map(wholePatternOrNull).filter(isDefined),
      trunkPrefixes: [...new Set(plans.flatMap((plan) => plan.nationalPrefix() ?? []))],
    };
  }
  return table;
}

function wholePattern(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

function wholePatternOrNull(pattern: string | undefined): RegExp | null {
  return pattern === undefined ? null : wholePattern(pattern);
}

function isDefined<T>(value: T | null): value is T {
  return value !== null;
}

function readPlan(country: CountryCode): FullPlan {
  const reader = new Metadata(metadata);
  reader.selectNumberingPlan(country);
  if (!reader.numberingPlan) throw new Error(`no numbering plan for ${country}`);
  return reader.numberingPlan as FullPlan;
}
