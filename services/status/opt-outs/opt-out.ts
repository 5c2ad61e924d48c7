/** A recipient who answers with exactly a stop word wants no more messages; a start word takes it back (D5). */
import type { InboundMessage } from '../../../schemas/types.ts';

export type OptOutWords = { stop: ReadonlySet<string>; start: ReadonlySet<string> };

/** The whole answer must be the word: "please don't stop" is no opt-out. */
const WORDS_BY_LANGUAGE: Readonly<Record<string, { stop: string[]; start: string[] }>> = {
  en: {
    stop: [
      'stop',
      'stop all',
      'stopall',
      'unsubscribe',
      'cancel',
      'end',
      'quit',
      'opt out',
      'opt-out',
      'optout',
    ],
    start: ['start', 'unstop', 'subscribe', 'opt in', 'opt-in', 'optin'],
  },
  es: { stop: ['parar', 'alto', 'baja', 'cancelar', 'detener'], start: ['alta', 'iniciar', 'empezar'] },
  pt: {
    stop: ['parar', 'pare', 'sair', 'cancelar', 'descadastrar'],
    start: ['iniciar', 'voltar', 'começar'],
  },
  de: { stop: ['stopp', 'abmelden', 'abbestellen', 'austragen'], start: ['anmelden', 'starten'] },
  fr: { stop: ['arrêt', 'arret', 'arrêter', 'désabonner', 'desabonner'], start: ['démarrer', 'abonner'] },
  it: { stop: ['ferma', 'annulla', 'disiscrivi', 'cancellami'], start: ['inizia', 'iscrivi'] },
  nl: { stop: ['stoppen', 'afmelden', 'uitschrijven'], start: ['aanmelden', 'inschrijven'] },
  hi: { stop: ['रोकें', 'बंद करें'], start: ['शुरू करें'] },
  id: { stop: ['berhenti'], start: ['mulai'] },
  ar: { stop: ['توقف', 'إيقاف', 'الغاء'], start: ['ابدأ', 'اشتراك'] },
};

/** @param more words of the settings, besides the built-in ones */
export function optOutWords(more: {
  stopWords: readonly string[];
  startWords: readonly string[];
}): OptOutWords {
  const languages = Object.values(WORDS_BY_LANGUAGE);
  return {
    stop: new Set([...languages.flatMap(({ stop }) => stop), ...more.stopWords].map(plain)),
    start: new Set([...languages.flatMap(({ start }) => start), ...more.startWords].map(plain)),
  };
}

/** What the recipient wants, or null when it says nothing about it. A quick reply counts by its text or its payload. */
export function wishOf(
  message: Pick<InboundMessage, 'kind' | 'text' | 'payload' | 'preference'>,
  words: OptOutWords,
): 'out' | 'in' | null {
  switch (message.kind) {
    case 'PREFERENCE':
      return message.preference === 'stop' ? 'out' : message.preference === 'resume' ? 'in' : null;
    case 'TEXT':
    case 'BUTTON': {
      const said = [plain(message.text), ...(message.payload === null ? [] : [plain(message.payload)])];
      if (said.some((word) => words.stop.has(word))) return 'out';
      return said.some((word) => words.start.has(word)) ? 'in' : null;
    }
    case 'OTHER':
    case 'NUMBER_CHANGED':
      return null;
  }
}

/** Compatible forms (full width), case, invisible marks and the punctuation that phones add at the end are no difference. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u200B-\u200F\u2060\uFEFF]/g, '')
    .trim()
    .replace(/[\s.!¡]+$/u, '')
    .replace(/^[¡\s]+/u, '')
    .replace(/[\s_]+/gu, ' ')
    .toLowerCase();
}
