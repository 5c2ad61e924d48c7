/**
 * Dead letters as an operator sees them: which there are, which have been dealt with, and what of them may be
 * shown. Pure.
 */
import type { DeadLetter, DeadLetterMark } from '../../../schemas/types.ts';
import { maskPhoneId } from '../../domain/message/message.ts';

/** A dead letter and its place on the topic: `<partition>-<offset>` is its id. */
export type PlacedLetter = { readonly id: string; readonly letter: DeadLetter };
export type ShownLetter = PlacedLetter & { readonly handled: DeadLetterMark | null };

export type LetterFilter = {
  topic?: string;
  code?: string;
  service?: string;
  /** Dead-lettered at this time or later. */
  since?: Date;
  /** Also those that have been dealt with. */
  all?: boolean;
};

/** Those that a filter asks for, oldest first. @param namespace prefix of topics, which nobody types */
export function selectLetters(
  letters: readonly PlacedLetter[],
  marks: readonly DeadLetterMark[],
  filter: LetterFilter,
  namespace: string,
): ShownLetter[] {
  const handled = new Map(marks.map((mark) => [`${mark.partition}-${mark.offset}`, mark]));
  return letters
    .map((one) => ({ ...one, handled: handled.get(one.id) ?? null }))
    .filter(
      ({ letter, handled: mark }) =>
        (filter.all === true || mark === null) &&
        (filter.topic === undefined || shortTopic(letter, namespace) === filter.topic) &&
        (filter.code === undefined || letter.errorCode === filter.code) &&
        (filter.service === undefined || letter.service === filter.service) &&
        (filter.since === undefined || letter.at >= filter.since.getTime()),
    )
    .sort((a, b) => a.letter.at - b.letter.at);
}

export const shortTopic = ({ topic }: Pick<DeadLetter, 'topic'>, namespace: string): string =>
  topic.startsWith(namespace) ? topic.slice(namespace.length) : topic;

/** A key for people: numbers of people are masked, bytes that are no text are hex. */
export function shownKey(key: Buffer | null): string {
  if (key === null) return '-';
  const text = key.toString('utf8');
  if (!/^[\x20-\x7e]*$/.test(text)) return `0x${key.toString('hex').slice(0, 40)}`;
  return maskNumbers(text).slice(0, 80);
}

/** Text in which what may be a phone number is masked. Ids of ours have other digits around them. */
export const maskNumbers = (text: string): string =>
  text.replace(/(?<![\w-])\+?\d{7,15}(?![\w-])/g, (number) => maskPhoneId(number.replace('+', '')));

/** A decoded value with the numbers in its texts masked. */
export function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskNumbers(value);
  if (Buffer.isBuffer(value)) return `0x${value.toString('hex')}`;
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, masked(one)]));
}

const BYTES_A_LINE = 16;

/** Bytes as lines of offset and hex. */
export function hexLines(bytes: Buffer, maxBytes: number): string[] {
  const shown = bytes.subarray(0, maxBytes);
  const lines = Array.from({ length: Math.ceil(shown.length / BYTES_A_LINE) }, (_, line) => {
    const part = shown.subarray(line * BYTES_A_LINE, (line + 1) * BYTES_A_LINE);
    const offset = (line * BYTES_A_LINE).toString(16).padStart(6, '0');
    return `${offset}  ${part.toString('hex').replace(/../g, '$& ').trimEnd()}`;
  });
  return bytes.length > maxBytes ? [...lines, `… ${bytes.length - maxBytes} more bytes (--full)`] : lines;
}
