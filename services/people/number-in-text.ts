/**
 * Finds a person's number in texts: with or without country code, with blanks, brackets, hyphens or dots
 * between its digits, in digits of other scripts, and within a wamid. Pure.
 */
import { callingCodeOf } from '../domain/phone/numbering-plan.ts';
import { writingsOf } from '../domain/phone/person-of.ts';

export type NumberInText = {
  /** The same as a regular expression of MongoDB, but for wamids. */
  readonly pattern: string;
  readonly isIn: (text: string) => boolean;
  /** Every place of the text where the number stands, as it is written there; a wamid as a whole. */
  readonly placesIn: (text: string) => string[];
  /** The text without the number. */
  readonly without: (text: string) => string;
};

/** Zero of scripts whose digits people write numbers with: full width, Arabic, Persian, Devanagari, Bengali, Thai. */
const ZEROS = [0xff10, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
const OTHER_DIGIT = new RegExp(
  `[${ZEROS.map((zero) => `${String.fromCharCode(zero)}-${String.fromCharCode(zero + 9)}`).join('')}]`,
  'g',
);
/** Between two digits: up to three characters that are neither letters nor digits. */
const BETWEEN = '[^0-9A-Za-z]{0,3}';
/** Fewer digits are too many people's. */
const LEAST_NATIONAL = 7;
const ERASED = '[erased]';
const WAMID = /wamid\.([A-Za-z0-9+/]+=*)/g;

export function numberInText(phoneId: string): NumberInText {
  const written = new Set(writingsOf(phoneId).flatMap((writing) => [writing, ...nationalOf(writing)]));
  // the longest first: else the country code would be left over
  const numbers = [...written].sort((one, other) => other.length - one.length);
  const patternOf = (digit: (digit: string) => string): string => {
    const spaced = (digits: string): string => [...digits].map(digit).join(BETWEEN);
    const prefix = `\\+?(?:${spaced('00')}${BETWEEN})?(?:${spaced('0')}${BETWEEN})?`;
    return `(?<![0-9])${prefix}(?:${numbers.map(spaced).join('|')})(?![0-9])`;
  };
  const source = patternOf((digit) => digit);
  const plain = new RegExp(source);
  const isPlain = (text: string): boolean => plain.test(inAscii(text));
  const isInWamid = (text: string): boolean =>
    [...text.matchAll(WAMID)].some(([, base64 = '']) =>
      isPlain(Buffer.from(base64, 'base64').toString('latin1')),
    );
  return {
    pattern: patternOf(inAnyScript),
    isIn: (text) => isPlain(text) || isInWamid(text),
    placesIn: (text) => [
      ...[...inAscii(text).matchAll(new RegExp(source, 'g'))].map(({ 0: { length }, index }) =>
        text.slice(index, index + length),
      ),
      ...[...text.matchAll(WAMID)].map(([wamid]) => wamid).filter(isInWamid),
    ],
    without: (text) =>
      cut(text, new RegExp(source, 'g')).replace(WAMID, (wamid) => (isInWamid(wamid) ? ERASED : wamid)),
  };
}

/** Of the same length as the text. */
const inAscii = (text: string): string =>
  text.replace(OTHER_DIGIT, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (ZEROS.find((zero) => code >= zero && code < zero + 10) ?? code));
  });

const inAnyScript = (digit: string): string =>
  `[${digit}${ZEROS.map((zero) => String.fromCharCode(zero + Number(digit))).join('')}]`;

function cut(text: string, pattern: RegExp): string {
  let kept = '';
  let end = 0;
  for (const match of inAscii(text).matchAll(pattern)) {
    kept += text.slice(end, match.index) + ERASED;
    end = match.index + match[0].length;
  }
  return kept + text.slice(end);
}

function nationalOf(writing: string): string[] {
  const national = writing.slice(callingCodeOf(writing)?.code.length ?? writing.length);
  return national.length >= LEAST_NATIONAL ? [national] : [];
}
