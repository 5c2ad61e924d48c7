/** A template as the API shows it → what it says and what it wants filled in. Pure. */
import type { StoredTemplate } from '../../../../domain/template/stored-template.ts';
import { placeholdersOf } from '../../../../domain/template/stored-template.ts';
import { fillTemplate } from '../../../../domain/template/fill-template.ts';
import { renderTemplate, type RenderedMessage } from '../../../../domain/template/render-template.ts';
import type { TemplateResponse } from '../../api/types.ts';
import { bindingOf, emptyParameter, type ParameterValue, type Wanted } from './campaign-values.ts';

const buttonTypes: Readonly<Record<string, string>> = {
  QuickReply: 'QUICK_REPLY',
  PhoneNumber: 'PHONE_NUMBER',
  Url: 'URL',
};

/** As the domain knows templates, so that the same rules fill and show it here and when it is sent. */
export function storedOf(response: TemplateResponse): StoredTemplate | null {
  const whatsApp = response.messagingTemplate?.whatsApp;
  if (!whatsApp) return null;
  const { name, language, header, messageFooter, buttons = [], templateStatus = 'APPROVED' } = whatsApp;
  const body = (response.texts ?? []).find(({ type }) => type !== 'subject')?.content ?? '';
  const isNumbered = [body, header?.content].every((text) =>
    placeholdersOf(text).every((one) => /^\d+$/.test(one)),
  );
  return {
    name,
    language,
    status: templateStatus.toUpperCase(),
    category: '',
    parameterFormat: isNumbered ? 'POSITIONAL' : 'NAMED',
    components: [
      ...(header ? [{ type: 'HEADER', format: header.type.toUpperCase(), text: header.content }] : []),
      { type: 'BODY', text: body },
      ...(messageFooter?.content ? [{ type: 'FOOTER', text: messageFooter.content }] : []),
      ...(buttons.length > 0
        ? [
            {
              type: 'BUTTONS',
              buttons: buttons.map(({ type, content, contentText }) => ({
                type: buttonTypes[type] ?? type.toUpperCase(),
                text: contentText ?? content,
                ...(type === 'Url' ? { url: content } : {}),
              })),
            },
          ]
        : []),
    ],
  };
}

const media = ['IMAGE', 'VIDEO', 'DOCUMENT'] as const;

export function wantedOf(template: StoredTemplate): Wanted[] {
  const component = (type: string) => template.components.find((one) => one.type === type);
  const named = (name: string): string | null => (/^\d+$/.test(name) ? null : name);
  const header = component('HEADER');
  const medium = media.find((kind) => kind === header?.format);
  return [
    ...(medium
      ? [{ key: 'header.0', place: 'header' as const, index: 0, name: null, kind: medium }]
      : placeholdersOf(header?.text).map((name, index) => ({
          key: `header.${index}`,
          place: 'header' as const,
          index,
          name: named(name),
          kind: 'TEXT' as const,
        }))),
    ...placeholdersOf(component('BODY')?.text).map((name, index) => ({
      key: `body.${index}`,
      place: 'body' as const,
      index,
      name: named(name),
      kind: 'TEXT' as const,
    })),
    ...(component('BUTTONS')?.buttons ?? []).flatMap(({ url }, index) =>
      placeholdersOf(url).length > 0
        ? [
            {
              key: `button.${index}`,
              place: 'button' as const,
              index,
              name: null,
              kind: 'TEXT' as const,
              subType: 'url',
            },
          ]
        : [],
    ),
  ];
}

/** @returns null when the template is none of these */
export function wantedIn(templates: readonly TemplateResponse[], templateId: string): Wanted[] | null {
  const chosen = templates.find(({ id }) => id === templateId);
  const stored = chosen ? storedOf(chosen) : null;
  return stored && wantedOf(stored);
}

export type Preview = { readonly message: RenderedMessage } | { readonly problem: string };

/** The message as one contact gets it, by the rules that send it. */
export function previewOf(
  template: StoredTemplate,
  wanted: readonly Wanted[],
  parameters: Readonly<Record<string, ParameterValue>>,
  cells: Readonly<Record<string, string>>,
  timeZone: string,
): Preview {
  const bound = (place: Wanted['place']) =>
    wanted
      .filter((one) => one.place === place)
      .map((one) => {
        const {
          name = null,
          column = null,
          value = null,
          kind,
          parts,
        } = bindingOf(parameters[one.key] ?? emptyParameter, one);
        return {
          one,
          binding: {
            name,
            column,
            value,
            kind,
            parts: parts?.map((part) => ({
              name: part.name,
              column: part.column ?? null,
              value: part.value ?? null,
            })),
          },
        };
      });
  const use = {
    name: template.name,
    language: template.language,
    header: bound('header').map(({ binding }) => binding),
    body: bound('body').map(({ binding }) => binding),
    buttons: bound('button').map(({ one, binding }) => ({ index: one.index, subType: 'url', binding })),
  };
  const filled = fillTemplate(use, (column) => cells[column], { timeZone });
  return 'reason' in filled ? { problem: filled.detail } : { message: renderTemplate(template, filled) };
}

/** Without a contact to show, a column stands for itself, and an amount or a date for all of them. */
export const placeholderCells = (
  parameters: Readonly<Record<string, ParameterValue>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.values(parameters).map(({ column, kind }) => [
      column,
      kind === 'CURRENCY' ? '1234.50' : kind === 'DATE_TIME' ? '2025-01-31' : `[${column}]`,
    ]),
  );
