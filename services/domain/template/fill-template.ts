/**
 * Fills a template for one contact (G1): all its parameters, or why this contact cannot get it. The results
 * are texts, so a repeat gives the same.
 */
import { localeOf } from './format-value.ts';
import { fieldNamesOf, readParameter, type CellOf, type Unfit } from './read-parameter.ts';
import {
  kindOf,
  parametersOf,
  type Binding,
  type ParameterKind,
  type TemplateUse,
} from './template-binding.ts';

export type FilledParameter = {
  name: string | null;
  /** As in the topic's schema; plain text has only the text. */
  text: string;
  kind?: ParameterKind | undefined;
  fields?: Record<string, string> | undefined;
};
export type FilledButton = {
  index: number;
  subType: string;
  text: string;
  fields?: Record<string, string> | undefined;
};
export type FilledTemplate = {
  name: string;
  language: string;
  header: FilledParameter[];
  body: FilledParameter[];
  buttons: FilledButton[];
  /** Milliseconds since the epoch. */
  offerExpiresAt?: number | null | undefined;
};

/** Space for the values together: the provider's limits minus the template's own text. */
export type Room = { readonly header: number; readonly body: number; readonly url: readonly number[] };

/** Longest texts that the provider accepts: header, body, and the whole address of a button. */
export const MAX_HEADER = 60;
export const MAX_BODY = 1_024;
export const MAX_URL = 2_000;

/** While the template's own text is not known, a value may fill the whole space. */
const wholeRoom: Room = { header: MAX_HEADER, body: MAX_BODY, url: [] };

export type FillOptions = {
  /** IANA zone of dates without one of their own. */
  readonly timeZone: string;
  readonly room?: Room | undefined;
};

/** Values of all parameters of a template in one array: header, body, buttons, offer. */
export function parameterTexts(
  template: TemplateUse,
  cellOf: CellOf,
  { timeZone, room = wholeRoom }: FillOptions,
): { texts: string[] } | Unfit {
  const manner = { locale: localeOf(template.language), timeZone };
  const texts: string[] = [];
  const used = { header: 0, body: 0 };
  let button = 0;
  for (const { binding, place } of parametersOf(template)) {
    const values = readParameter(binding, place, cellOf, manner);
    if ('reason' in values) return values;
    const [text] = values;
    if (place === 'header' && isShown(binding)) used.header += text.length;
    if (place === 'body') used.body += text.length;
    if (used.header > room.header) return tooLong('HEADER_VALUE_TOO_LONG', 'header', room.header);
    if (used.body > room.body) return tooLong('BODY_VALUE_TOO_LONG', 'body', room.body);
    if (place === 'url') {
      const most = room.url[template.buttons[button]?.index ?? 0] ?? MAX_URL;
      if (text.length > most) return tooLong('BUTTON_URL_VALUE_TOO_LONG', 'button’s address', most);
    }
    if (place !== 'header' && place !== 'body') button += 1;
    texts.push(...values);
  }
  return { texts };
}

/** @param texts as parameterTexts gave them for this template */
export function templateWith(template: TemplateUse, texts: readonly string[]): FilledTemplate {
  const filled: FilledTemplate = {
    name: template.name,
    language: template.language,
    header: [],
    body: [],
    buttons: [],
  };
  let next = 0;
  let button = 0;
  for (const { binding, place } of parametersOf(template)) {
    const text = texts[next++] ?? '';
    const fields: Record<string, string> = {};
    for (const name of fieldNamesOf(binding, place)) {
      const value = texts[next++] ?? '';
      if (value !== '') fields[name] = value;
    }
    if (place === 'offer') filled.offerExpiresAt = Number(text);
    else if (place === 'header' || place === 'body') filled[place].push(parameter(binding, text, fields));
    else {
      const { index, subType } = template.buttons[button++] ?? { index: 0, subType: place };
      filled.buttons.push({ index, subType, text, ...(place === 'flow' ? { fields } : {}) });
    }
  }
  return filled;
}

/** The filled template, or the reason why it cannot be filled. */
export function fillTemplate(
  template: TemplateUse,
  cellOf: CellOf,
  options: FillOptions,
): FilledTemplate | Unfit {
  const filled = parameterTexts(template, cellOf, options);
  return 'reason' in filled ? filled : templateWith(template, filled.texts);
}

function parameter(binding: Binding, text: string, fields: Record<string, string>): FilledParameter {
  const kind = kindOf(binding);
  return { name: binding.name, text, ...(kind === 'TEXT' ? {} : { kind, fields }) };
}

/** Media and locations take no space in the header's text. */
const isShown = (binding: Binding): boolean => ['TEXT', 'CURRENCY', 'DATE_TIME'].includes(kindOf(binding));

const tooLong = (reason: Unfit['reason'], where: string, most: number): Unfit => ({
  reason,
  detail: `the values of the ${where} are longer than the ${most} characters that it has room for`,
});
