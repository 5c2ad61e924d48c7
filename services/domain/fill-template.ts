/**
 * A template's parameters filled from a contact's cells (G1): a column's value, else the default beside it, else the message
 * cannot be sent and the parameter's column is named.
 */
type Binding = {
  readonly name: string | null;
  readonly column: string | null;
  readonly value: string | null;
};
type TemplateUse = {
  readonly name: string;
  readonly language: string;
  readonly header: readonly Binding[];
  readonly body: readonly Binding[];
  readonly buttons: readonly {
    readonly index: number;
    readonly subType: string;
    readonly binding: Binding;
  }[];
};
type TextParameter = { name: string | null; text: string };
export type FilledTemplate = {
  name: string;
  language: string;
  header: TextParameter[];
  body: TextParameter[];
  buttons: Array<{ index: number; subType: string; text: string }>;
};

/** What lacks: the column of a parameter, or the parameter itself where no column is bound. */
export type MissingParameter = { readonly missing: string };

/** Texts of all parameters of a template, header first, then body, then buttons. */
export function parameterTexts(
  template: TemplateUse,
  cellOf: (column: string) => string | undefined,
): { texts: string[] } | MissingParameter {
  const texts: string[] = [];
  for (const binding of bindingsOf(template)) {
    const cell = binding.column === null ? undefined : cellOf(binding.column)?.trim();
    const text = cell !== undefined && cell !== '' ? cell : binding.value;
    if (text === null || text === '') return { missing: binding.column ?? binding.name ?? 'parameter' };
    texts.push(text);
  }
  return { texts };
}

/** @param texts as parameterTexts gave them for this template */
export function templateWith(template: TemplateUse, texts: readonly string[]): FilledTemplate {
  let next = 0;
  const text = (): string => texts[next++] ?? '';
  return {
    name: template.name,
    language: template.language,
    header: template.header.map(({ name }) => ({ name, text: text() })),
    body: template.body.map(({ name }) => ({ name, text: text() })),
    buttons: template.buttons.map(({ index, subType }) => ({ index, subType, text: text() })),
  };
}

/** The filled template, or what lacks. */
export function fillTemplate(
  template: TemplateUse,
  cellOf: (column: string) => string | undefined,
): FilledTemplate | MissingParameter {
  const filled = parameterTexts(template, cellOf);
  return 'missing' in filled ? filled : templateWith(template, filled.texts);
}

/** Columns that the parameters are bound to. */
export function boundColumns(template: TemplateUse): string[] {
  return [...new Set(bindingsOf(template).flatMap(({ column }) => (column === null ? [] : [column])))];
}

const bindingsOf = (template: TemplateUse): Binding[] => [
  ...template.header,
  ...template.body,
  ...template.buttons.map(({ binding }) => binding),
];
