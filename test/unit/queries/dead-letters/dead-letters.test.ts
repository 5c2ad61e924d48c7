import type { DeadLetter, DeadLetterMark } from '../../../../schemas/types.ts';
import {
  hexLines,
  masked,
  selectLetters,
  shownKey,
  type LetterFilter,
} from '../../../../services/queries/dead-letters/dead-letters.ts';

const letter = (over: Partial<DeadLetter> = {}): DeadLetter => ({
  topic: 'ns-released-messages',
  partition: 2,
  offset: 5,
  key: null,
  value: null,
  headers: {},
  errorCode: 'NOT_AVRO',
  errorMessage: '',
  service: 'sender',
  attempts: 1,
  at: 1_000,
  ...over,
});
const mark = (over: Partial<DeadLetterMark> = {}): DeadLetterMark => ({
  partition: 0,
  offset: 1,
  action: 'REPLAYED',
  by: 'wac:me',
  at: 0,
  ...over,
});
const letters = [
  { id: '0-0', letter: letter({ at: 3_000 }) },
  { id: '0-1', letter: letter({ at: 1_000, topic: 'ns-campaign-commands', service: 'campaigns' }) },
  { id: '0-2', letter: letter({ at: 2_000, errorCode: 'NULL_VALUE' }) },
];
const chosen = (filter: LetterFilter, marks: DeadLetterMark[] = []): string[] =>
  selectLetters(letters, marks, filter, 'ns-').map(({ id }) => id);

test('the oldest comes first, and what was dealt with is left out unless asked for', () => {
  expect(chosen({})).toEqual(['0-1', '0-2', '0-0']);
  expect(chosen({}, [mark()])).toEqual(['0-2', '0-0']);
  expect(chosen({ all: true }, [mark()])).toEqual(['0-1', '0-2', '0-0']);
  expect(selectLetters(letters, [mark()], { all: true }, 'ns-')[0]?.handled?.action).toBe('REPLAYED');
});

test('filters go together; topics are named without the namespace', () => {
  expect(chosen({ topic: 'released-messages' })).toEqual(['0-2', '0-0']);
  expect(chosen({ topic: 'released-messages', code: 'NULL_VALUE' })).toEqual(['0-2']);
  expect(chosen({ service: 'campaigns' })).toEqual(['0-1']);
  expect(chosen({ since: new Date(2_000) })).toEqual(['0-2', '0-0']);
  expect(chosen({ topic: 'ns-released-messages' })).toEqual([]);
});

test('keys of people are masked, ids stay whole, bytes are hex', () => {
  expect(shownKey(Buffer.from('13175550123'))).toBe('131******23');
  expect(shownKey(Buffer.from('8f14e45fceea167a-0123456789abcdef01234567'))).toBe(
    '8f14e45fceea167a-0123456789abcdef01234567',
  );
  expect(shownKey(Buffer.from([0, 255, 1]))).toBe('0x00ff01');
  expect(shownKey(null)).toBe('-');
});

test('a shown value has no number of a person in it, however deep', () => {
  const value = {
    to: '13175550123',
    list: [{ text: 'call +13175550123 now' }],
    key: Buffer.from([1, 2]),
    n: 5,
  };
  expect(JSON.stringify(masked(value))).not.toContain('3175550123');
  expect(masked(value)).toMatchObject({ key: '0x0102', n: 5 });
});

test('bytes are shown in lines, and how many are left out', () => {
  expect(hexLines(Buffer.from('0123456789abcdefgh'), 512)).toEqual([
    '000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66',
    '000010  67 68',
  ]);
  expect(hexLines(Buffer.alloc(40), 16)).toEqual([
    '000000  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00',
    '… 24 more bytes (--full)',
  ]);
});
