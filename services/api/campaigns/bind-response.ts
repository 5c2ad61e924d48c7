/**
 * A response's substitutions → where the parameters of its template come from: `{{id}}` in the response's
 * texts stands for the column with that name, and an empty cell takes the default value (contract, section
 * 7).
 */
import type { ResponseDocument, TemplateDocument } from '../../../schemas/collections.ts';
import type { ParameterKind, TemplateBinding, TemplateUse } from '../../../schemas/types.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { componentOf, placeholdersOf } from '../../domain/template/stored-template.ts';

// Numbered parameters go by order of appearance.

const COLUMN = /\{\{\s*([^{}]+?)\s*\}\}/g;
const MEDIA: Readonly<Record<string, ParameterKind>> = {
  IMAGE: 'IMAGE',
  VIDEO: 'VIDEO',
  DOCUMENT: 'DOCUMENT',
};

export function bindResponse(
  response: ResponseDocument,
  stored: TemplateDocument,
): { template: TemplateUse } | { faults: Fault[] } {
  const faults: Fault[] = [];
  const isNamed = stored.parameterFormat === 'NAMED';
  const defaults = new Map(response.substitutions.map(({ id, defaultValue }) => [id, defaultValue ?? null]));
  const bind = (name: string | null, column: string, kind: ParameterKind = 'TEXT'): TemplateBinding => ({
    ...{ name, column, kind, parts: [] },
    value: defaults.get(column) ?? null,
  });
  const bindAll = (
    part: string,
    parameters: readonly string[],
    text: string | undefined,
  ): TemplateBinding[] => {
    if (isNamed) return parameters.map((name) => bind(name, name));
    const columns = columnsIn(text);
    if (columns.length !== parameters.length)
      faults.push(
        fault(
          'content.template.invalid',
          'whatsAppConfig.contentTemplate.id',
          `The ${part} of the response "${response.name}" has ${columns.length} substitutions; the template ` +
            `${stored.name}:${stored.language} has ${parameters.length} parameters there.`,
        ),
      );
    return columns.map((column) => bind(null, column));
  };
  const header = componentOf(stored, 'HEADER');
  const media = MEDIA[header?.format ?? ''];
  const content = response.header?.content ?? '';
  const [mediaColumn] = columnsIn(content);
  const mediaBinding: TemplateBinding =
    mediaColumn === undefined
      ? { name: null, column: null, value: content, kind: media ?? 'TEXT', parts: [] }
      : bind(null, mediaColumn, media);
  const template: TemplateUse = {
    name: stored.name,
    language: stored.language,
    header: media ? [mediaBinding] : bindAll('header', placeholdersOf(header?.text), content),
    body: bindAll(
      'body',
      placeholdersOf(componentOf(stored, 'BODY')?.text),
      response.texts.find(({ type = 'body' }) => type === 'body')?.content,
    ),
    buttons: (componentOf(stored, 'BUTTONS')?.buttons ?? []).flatMap(({ url }, index) => {
      if (placeholdersOf(url).length === 0) return [];
      const [column] = columnsIn(response.buttons[index]?.content);
      if (column !== undefined) return [{ index, subType: 'url', binding: bind(null, column) }];
      faults.push(
        fault(
          'content.template.invalid',
          'whatsAppConfig.contentTemplate.id',
          `Button ${index} of the response "${response.name}" has no substitution; the template wants one there.`,
        ),
      );
      return [];
    }),
    limitedTimeOffer: null,
    responseId: response._id,
  };
  return faults.length > 0 ? { faults } : { template };
}

/** Columns that a text names, each once, in the order of appearance. */
const columnsIn = (text: string | undefined): string[] => [
  ...new Set([...(text ?? '').matchAll(COLUMN)].map(([, column = '']) => column)),
];
