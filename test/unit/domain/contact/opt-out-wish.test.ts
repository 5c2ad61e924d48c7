import fc from 'fast-check';
import { optOutWords, plainWords, wishOf } from '../../../../services/domain/contact/opt-out-wish.ts';
import { optOutWordsByLanguage } from '../../../../services/domain/contact/opt-out-words.ts';

const words = optOutWords({ stopWords: ['Genug'], startWords: ['Weiter'] });
const text = (said: string) => wishOf({ kind: 'TEXT', text: said, payload: null, preference: null }, words);
const button = (said: string, payload: string | null = null) =>
  wishOf({ kind: 'BUTTON', text: said, payload, preference: null }, words);

test.each([
  ...[
    'STOP',
    'stop',
    '  Stop. ',
    'Stop!',
    'ＳＴＯＰ',
    'opt-out',
    'OPT_OUT',
    'Unsubscribe',
    'parar',
    'BAJA',
    'Abmelden',
  ],
  ...[
    'genug',
    '"STOP"',
    '*STOP*',
    '_stop_',
    '~STOP~',
    '```stop```',
    '(stop)',
    'STOP 🛑',
    '🛑 STOP 🛑🙏🏽',
    'Stop?',
    'stop;',
  ],
  ...[
    'STOP。',
    '「停止」',
    '¡BAJA!',
    '¿Baja?',
    '«стоп»',
    'СТОП',
    '„Stopp“',
    'توقف؟',
    'إيقاف',
    'ايقاف',
    'रोकें।',
    'หยุด',
    '停止！',
    'S.T.O.P',
  ],
  ...[
    'S T O P',
    '\u200eSTOP\u200f',
    'ST\u200bOP',
    'STOP\ufe0f',
    'ARRET',
    'arrêt',
    'İPTAL',
    'iptal',
    'ÇIKIŞ',
    "'stop'",
    '`stop`',
  ],
  ...[
    '#STOP',
    '/stop',
    '[STOP]',
    '- stop -',
    'stop…',
    'STOP\n',
    'Stop promotions',
    'détention'.replace('détention', 'Désabonner'),
  ],
])('%j opts out', (said) => expect(text(said)).toBe('out'));

test.each(['START', 'unstop', 'Alta', 'weiter', '"Start"', 'Começar!'])('%j opts in again', (said) =>
  expect(text(said)).toBe('in'),
);

test.each([
  ...[
    'please don’t stop',
    'stop it now',
    'Stop. Thank you',
    'non-stop',
    'Bitte stop!',
    'I want to unsubscribe',
    'stpo',
  ],
  ...[
    'STOPPP',
    'stopp it',
    'unsuscribe',
    'quiero darme de baja por favor',
    '请停止发送',
    'can you stop promotions for me',
  ],
])('%j only sounds like it: a person looks at it', (said) => expect(text(said)).toBe('maybe-out'));

test.each([
  '',
  'tell me more',
  'When does it start?',
  'shop',
  'stopped?'.replace('stopped?', 'thanks'),
  '👍',
  '...',
  'ok',
])('%j says nothing about it', (said) => expect(text(said)).toBeNull());

test.each(
  Object.entries(optOutWordsByLanguage).flatMap(([language, { button: labels }]) =>
    labels.map((label) => [language, label] as const),
  ),
)('the button of WhatsApp in %s, %j, opts out', (_, label) => {
  expect(button(label)).toBe('out');
  expect(button('…', label.toUpperCase())).toBe('out');
});

test('a quick reply counts by its text or its payload', () => {
  expect(button('Stop')).toBe('out');
  expect(button('No more offers', 'STOP')).toBe('out');
  expect(button('No more offers', 'STOP_PROMOTIONS')).toBe('out');
  expect(button('Tell me more', 'MORE')).toBeNull();
  expect(button('Shop now', 'SHOP')).toBeNull();
});

test('marketing messages switched off and on in WhatsApp', () => {
  const preference = (value: string) =>
    wishOf({ kind: 'PREFERENCE', text: '', payload: null, preference: value }, words);
  expect(preference('stop')).toBe('out');
  expect(preference('resume')).toBe('in');
});

test('marks of any script around a word, and its case, make no difference', () => {
  const marks = Array.from({ length: 0x1_f9_ff }, (_, point) =>
    point >= 0xd800 && point < 0xe000 ? '' : String.fromCodePoint(point),
  ).filter(
    (character) =>
      /^[\p{P}\p{S}\p{Z}\p{Cf}]$/u.test(character) && !/[\p{L}\p{N}\p{M}]/u.test(character.normalize('NFKC')),
  );
  expect(marks.length).toBeGreaterThan(3_000);
  const around = fc.array(fc.constantFrom(...marks), { maxLength: 4 }).map((some) => some.join(''));
  const word = fc.constantFrom(...Object.values(optOutWordsByLanguage).flatMap(({ stop }) => stop));
  const cased = fc.constantFrom(
    (one: string) => one,
    (one: string) => one.toUpperCase(),
    (one: string) => one.normalize('NFD'),
  );
  fc.assert(
    fc.property(around, word, around, cased, (before, stop, behind, as) => {
      expect(text(`${before}${as(stop)}${behind}`)).toBe('out');
    }),
    { numRuns: 5_000 },
  );
});

test('no word both opts out and in, in no two languages', () => {
  expect([...words.stop].filter((word) => words.start.has(word))).toEqual([]);
});

test('no answer that has a stop word of its own is lost', () => {
  const stop = fc.constantFrom(...optOutWordsByLanguage['en']!.stop.filter((word) => word.length > 2));
  const other = fc.array(fc.constantFrom('please', 'now', 'thanks', 'sending', 'this'), { maxLength: 3 });
  fc.assert(
    fc.property(other, stop, other, (before, word, behind) => {
      expect(['out', 'maybe-out']).toContain(text([...before, word, ...behind].join(' ')));
    }),
  );
});

test('plainWords is stable', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (any) => plainWords(plainWords(any)) === plainWords(any)),
  );
});
