/**
 * Whether a recipient's reply opts out or in (D5). Exactly a stop word, with any punctuation around it, opts
 * out; a start word opts in again. A reply that is only similar to a stop word is left for review.
 */
import { optOutWordsByLanguage } from './opt-out-words.ts';

export type OptOutWords = {
  readonly stop: ReadonlySet<string>;
  readonly start: ReadonlySet<string>;
};

export type Answer = {
  readonly kind: 'TEXT' | 'BUTTON' | 'PREFERENCE' | 'OTHER' | 'NUMBER_CHANGED';
  readonly text: string;
  readonly payload: string | null;
  readonly preference: string | null;
};

/** @param more words of the settings, besides the built-in ones */
export function optOutWords(more: {
  stopWords: readonly string[];
  startWords: readonly string[];
}): OptOutWords {
  const languages = Object.values(optOutWordsByLanguage);
  const setOf = (words: readonly string[]): Set<string> =>
    new Set(words.map(plainWords).filter((word) => word !== ''));
  return {
    stop: setOf([...languages.flatMap(({ stop, button }) => [...stop, ...button]), ...more.stopWords]),
    start: setOf([...languages.flatMap(({ start }) => start), ...more.startWords]),
  };
}

/**
 * The request in a reply: `maybe-out` when it is only similar to a stop word; null when it is neither. A
 * quick reply counts by its text or its payload.
 */
export function wishOf(answer: Answer, words: OptOutWords): 'out' | 'in' | 'maybe-out' | null {
  switch (answer.kind) {
    case 'PREFERENCE':
      return answer.preference === 'stop' ? 'out' : answer.preference === 'resume' ? 'in' : null;
    case 'TEXT':
    case 'BUTTON': {
      const texts = [answer.text, ...(answer.payload === null ? [] : [answer.payload])].map(plainWords);
      if (texts.some((text) => isWord(text, words.stop))) return 'out';
      if (texts.some((text) => isWord(text, words.start))) return 'in';
      const isTyped = answer.kind === 'TEXT';
      return texts.some((text) => soundsLike(text, words.stop, isTyped)) ? 'maybe-out' : null;
    }
    case 'OTHER':
    case 'NUMBER_CHANGED':
      return null;
  }
}

/** Also letter by letter: `S.T.O.P`. */
const isWord = (text: string, words: ReadonlySet<string>): boolean =>
  words.has(text) || (/^\S(?: \S){2,}$/u.test(text) && words.has(text.replaceAll(' ', '')));

/** Scripts that put no blanks between words. */
const WITHOUT_BLANKS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const MIN_LETTERS = 3;
/** Words of at least this length are recognised with one wrong letter. */
const MIN_LETTERS_TO_MISSPELL = 4;
/** Of longer texts only the first words are looked at. */
const MAX_WORDS = 40;

function soundsLike(text: string, words: ReadonlySet<string>, isTyped: boolean): boolean {
  if (text === '') return false;
  const tokens = text.split(' ').slice(0, MAX_WORDS);
  const padded = ` ${tokens.join(' ')} `;
  for (const word of words) {
    if (WITHOUT_BLANKS.test(word)) {
      if (word.length > 1 && padded.includes(word)) return true;
    } else if (word.length >= MIN_LETTERS) {
      if (padded.includes(` ${word} `)) return true;
      if (isTyped && tokens.length === 1 && isOneSlipFrom(text, word)) return true;
    }
  }
  return false;
}

/**
 * One letter too many or too few, two neighbours swapped, the last letter repeated (`stoppp`); in longer
 * words also one wrong letter.
 */
function isOneSlipFrom(token: string, word: string): boolean {
  if (word.length < MIN_LETTERS_TO_MISSPELL) return false;
  const heldDown = /(.)\1+$/u;
  if (token.replace(heldDown, '$1') === word.replace(heldDown, '$1')) return true;
  let start = 0;
  while (start < token.length && token[start] === word[start]) start += 1;
  const [restOfToken, restOfWord] = [token.slice(start), word.slice(start)];
  const areSwapped = restOfToken[0] === restOfWord[1] && restOfToken[1] === restOfWord[0];
  return (
    restOfToken.slice(1) === restOfWord ||
    restOfToken === restOfWord.slice(1) ||
    (areSwapped && restOfToken.slice(2) === restOfWord.slice(2)) ||
    (word.length > MIN_LETTERS_TO_MISSPELL && restOfToken.slice(1) === restOfWord.slice(1))
  );
}

/** Zero-width characters, and those that only choose the shape of another. */
const INVISIBLE = /[\p{Cf}\u034f\u115f\u1160\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
const ARABIC_VOWELS = /[\u064b-\u0652\u0670\u0640]/gu;
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)\p{M}/gu;

/**
 * A text as words: quotation marks, emphasis, emoji and punctuation of all scripts, case, accents of Latin,
 * Greek and Cyrillic letters, compatible forms (full width) and invisible characters do not matter.
 */
export function plainWords(text: string): string {
  return text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(ARABIC_VOWELS, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replaceAll('ı', 'i')
    .replaceAll('ς', 'σ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
