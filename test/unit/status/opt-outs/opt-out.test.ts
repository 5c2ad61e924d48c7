import { optOutWords, wishOf } from '../../../../services/status/opt-outs/opt-out.ts';

const words = optOutWords({ stopWords: ['Genug'], startWords: ['Weiter'] });
const text = (said: string) => wishOf({ kind: 'TEXT', text: said, payload: null, preference: null }, words);

test.each([
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
  'genug',
])('%j opts out', (said) => expect(text(said)).toBe('out'));

test.each(['START', 'unstop', 'Alta', 'weiter'])('%j opts in again', (said) => expect(text(said)).toBe('in'));

test.each(['please don’t stop', 'stop it now', 'stopped', '', 'non-stop', 'When does it start?'])(
  '%j says nothing about it: only the exact word counts',
  (said) => expect(text(said)).toBeNull(),
);

test('a quick reply counts by its text or its payload', () => {
  const button = (said: string, payload: string | null) =>
    wishOf({ kind: 'BUTTON', text: said, payload, preference: null }, words);
  expect(button('Stop', null)).toBe('out');
  expect(button('No more offers', 'STOP')).toBe('out');
  expect(button('Tell me more', 'MORE')).toBeNull();
});

test('marketing messages switched off and on in WhatsApp', () => {
  const preference = (value: string) =>
    wishOf({ kind: 'PREFERENCE', text: '', payload: null, preference: value }, words);
  expect(preference('stop')).toBe('out');
  expect(preference('resume')).toBe('in');
});
