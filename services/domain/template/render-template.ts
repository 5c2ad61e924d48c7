/** A filled template as the recipient sees it: the text of the template with the contact's values. */
import type { FilledTemplate, FilledParameter } from './fill-template.ts';
import { componentOf, placeholdersOf, withValues, type StoredTemplate } from './stored-template.ts';

export type RenderedMessage = {
  readonly header: string | null;
  readonly body: string;
  readonly footer: string | null;
  readonly buttons: readonly {
    readonly type: string;
    readonly text: string;
    readonly value: string | null;
  }[];
  /** ISO 8601; null without a limited-time offer. */
  readonly offerExpiresAt: string | null;
};

export function renderTemplate(stored: StoredTemplate, filled: FilledTemplate): RenderedMessage {
  const header = componentOf(stored, 'HEADER');
  const isText = (header?.format ?? 'TEXT') === 'TEXT';
  const [medium] = filled.header;
  return {
    header: !header
      ? null
      : isText
        ? withParameters(header.text ?? '', filled.header)
        : medium
          ? describe(medium)
          : `[${header.format}]`,
    body: withParameters(componentOf(stored, 'BODY')?.text ?? '', filled.body),
    footer: componentOf(stored, 'FOOTER')?.text ?? null,
    buttons: (componentOf(stored, 'BUTTONS')?.buttons ?? []).map(({ type, text = '', url }, index) => {
      const given = filled.buttons.find((button) => button.index === index)?.text ?? null;
      const value = url === undefined ? given : withValues(url, () => given ?? undefined);
      return { type, text, value };
    }),
    offerExpiresAt:
      typeof filled.offerExpiresAt !== 'number' ? null : new Date(filled.offerExpiresAt).toISOString(),
  };
}

/** The message as lines of text. */
export function linesOf(message: RenderedMessage): string[] {
  const { header, body, footer, buttons, offerExpiresAt } = message;
  return [
    ...(header === null ? [] : [header, '']),
    ...body.split('\n'),
    ...(footer === null ? [] : ['', footer]),
    ...(offerExpiresAt === null ? [] : ['', `offer ends ${offerExpiresAt}`]),
    ...(buttons.length > 0 ? [''] : []),
    ...buttons.map(
      ({ type, text, value }) => `[${text}]${value === null ? '' : ` ${type.toLowerCase()}: ${value}`}`,
    ),
  ];
}

function withParameters(text: string, parameters: readonly FilledParameter[]): string {
  const wanted = placeholdersOf(text);
  return withValues(
    text,
    (placeholder) =>
      (parameters.find(({ name }) => name === placeholder) ?? parameters[wanted.indexOf(placeholder)])?.text,
  );
}

function describe({ kind = 'TEXT', text, fields = {} }: FilledParameter): string {
  if (kind !== 'LOCATION')
    return [`[${kind}]`, text, fields['filename'] ?? ''].filter((part) => part !== '').join(' ');
  const { latitude, longitude, name, address } = fields;
  const named = [name, address].filter((part) => part !== undefined).join(', ');
  return `[LOCATION] ${latitude}, ${longitude}${named ? ` (${named})` : ''}`;
}
