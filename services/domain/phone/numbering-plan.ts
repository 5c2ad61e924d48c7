/** What phone-id.ts needs of the world's numbering plans (ITU E.164, from libphonenumber's data), as tables that are quick to ask. */
import {
  getCountries,
  getCountryCallingCode,
  Metadata,
  type CountryCode,
  type NumberingPlan as LibraryPlan,
} from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';

export { metadata };

/** All that share a calling code (+1: US, CA, …), taken together. */
export type CallingCode = {
  readonly code: string;
  /** Bit n is set when national numbers (without trunk prefix) of n digits are possible. */
  readonly lengths: number;
  /** All possible numbers have one length. */
  readonly fixedLength: boolean;
  readonly patterns: readonly RegExp[];
  readonly mobilePatterns: readonly RegExp[];
};

/** How one country writes its numbers. */
export type NationalPlan = {
  readonly country: CountryCode;
  readonly callingCode: string;
  /** The one length of a national number, null where lengths vary. */
  readonly fixedLength: number | null;
  /** What is dialled first within the country, e.g. 0; '' = nothing. */
  readonly trunkPrefix: string;
  /** What is dialled first to leave the country, e.g. 011. */
  readonly exitPrefix: RegExp;
  /** The trunk prefix is dialled before any number and changes nothing else. */
  readonly isTrunkPlain: boolean;
  readonly pattern: RegExp;
  /** National numbers that are, or may be, mobile. */
  readonly mobilePattern: RegExp | null;
};

/** Methods that the library has and its types leave out. */
type FullPlan = LibraryPlan & {
  callingCode(): string;
  nationalNumberPattern(): string;
  nationalPrefix(): string | undefined;
  nationalPrefixForParsing(): string | undefined;
  nationalPrefixTransformRule(): string | undefined;
  type(type: 'MOBILE'): { pattern(): string } | undefined;
};

const callingCodes = readCallingCodes();
const nationalPlans = new Map<string, NationalPlan>();

/** The calling code at the start of digits; calling codes are prefix-free, so there is at most one. */
export function callingCodeOf(digits: string): CallingCode | undefined {
  const first = digits.charCodeAt(0) - 48;
  if (first === 0) return undefined;
  const one = callingCodes[first];
  if (one) return one;
  const two = first * 10 + digits.charCodeAt(1) - 48;
  return callingCodes[two] ?? callingCodes[two * 10 + digits.charCodeAt(2) - 48];
}

/** @param country ISO 3166 alpha-2, in capitals; undefined when no numbering plan is known for it */
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
    const lengths = plans
      .flatMap((plan) => plan.possibleLengths())
      // +1: Canada's 310-xxxx, which nobody reaches from abroad
      .filter((length) => code !== '1' || length === 10)
      .reduce((bits, length) => bits | (1 << length), 0);
    const patterns = new Set(plans.map((plan) => plan.nationalNumberPattern()));
    const mobilePatterns = new Set(plans.map((plan) => plan.type('MOBILE')?.pattern()));
    table[Number(code)] = {
      code,
      lengths,
      fixedLength: (lengths & (lengths - 1)) === 0,
      patterns: [...patterns].map(wholePattern),
      mobilePatterns: [...mobilePatterns].map(wholePatternOrNull).filter(isDefined),
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
