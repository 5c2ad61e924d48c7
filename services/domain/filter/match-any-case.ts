/**
 * A pattern for the database that ignores case: each letter becomes the set of all letters that our own
 * engine treats as equal (`K` → `[KkK]`), and the pattern itself is case-sensitive.
 */

// So the database's rules for case, which depend on the Unicode version it has, do not matter.

/** @returns a PCRE pattern that matches exactly what `escaped(text)` matches here with the flags `iu` */
export function anyCasePattern(text: string): string {
  return [...text].map(patternOf).join('');
}

/** All texts that equal this one when case is ignored; null: there are more than `most`. */
export function spellingsOf(text: string, most: number): string[] | null {
  let spellings = [''];
  for (const character of text) {
    const variants = variantsOf(character);
    if (spellings.length * variants.length > most) return null;
    spellings = spellings.flatMap((start) => variants.map((end) => start + end));
  }
  return spellings;
}

const patterns = new Map<string, string>();

function patternOf(character: string): string {
  const known = patterns.get(character);
  if (known !== undefined) return known;
  const same = variantsOf(character).map(literal);
  const pattern = same.length > 1 ? `[${same.join('')}]` : (same[0] ?? '');
  if (patterns.size < MAX_KNOWN) patterns.set(character, pattern);
  return pattern;
}

const MAX_KNOWN = 10_000;

function variantsOf(character: string): string[] {
  const variants = lettersWithCase().match(new RegExp(literalHere(character), 'giu'));
  return variants ?? [character];
}

let letters: string | undefined;

/** All characters with another case, some 2,900. */
function lettersWithCase(): string {
  if (letters !== undefined) return letters;
  const cased: string[] = [];
  const hasCase = /^\p{Changes_When_Casemapped}|^\p{Changes_When_Casefolded}/u;
  for (let point = 0; point <= 0x10_ff_ff; point += 1) {
    const character = String.fromCodePoint(point);
    if (hasCase.test(character)) cased.push(character);
  }
  letters = cased.join('');
  return letters;
}

const literalHere = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** A character alone, inside a class or outside; no stored text has half a character (a lone surrogate). */
function literal(character: string): string {
  if (/^\p{Surrogate}/u.test(character)) return '(?!)';
  if (/^[A-Za-z0-9]|^[^\u0000-\u00a0]/.test(character)) return character;
  return `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

const MAX_PATTERN_LENGTH = 8_000;

/**
 * Alternatives of one set, joined by `|` into as few patterns as the engines accept: a hundred thousand in
 * one pattern overflow JavaScript's, and MongoDB refuses patterns of 32,764 bytes.
 */
export function joinedPatterns(patterns: readonly string[]): string[] {
  const joined: string[] = [];
  let last: string | undefined;
  for (const pattern of patterns) {
    if (last !== undefined && last.length + pattern.length < MAX_PATTERN_LENGTH) last += `|${pattern}`;
    else {
      if (last !== undefined) joined.push(last);
      last = pattern;
    }
  }
  return last === undefined ? joined : [...joined, last];
}
