/** A filled template as the ledger stores it: without Avro's default values, which most messages have. */
import type { FilledParameter, FilledTemplate } from './fill-template.ts';
import type { ParameterKind } from './template-binding.ts';

type Fields = Record<string, string> | undefined;
type WithDefaults = {
  readonly name: string | null;
  readonly text: string;
  readonly kind?: ParameterKind | undefined;
  readonly fields?: Fields;
};
type TemplateWithDefaults = {
  readonly name: string;
  readonly language: string;
  readonly header: readonly WithDefaults[];
  readonly body: readonly WithDefaults[];
  readonly buttons: ReadonlyArray<{ index: number; subType: string; text: string; fields?: Fields }>;
  readonly offerExpiresAt?: number | null | undefined;
};

export function plainTemplate(template: TemplateWithDefaults): FilledTemplate {
  const { name, language, header, body, buttons, offerExpiresAt } = template;
  return {
    name,
    language,
    header: header.map(plainParameter),
    body: body.map(plainParameter),
    buttons: buttons.map(({ index, subType, text, fields }) => ({
      index,
      subType,
      text,
      ...(fields === undefined || isEmpty(fields) ? {} : { fields }),
    })),
    ...(offerExpiresAt === undefined || offerExpiresAt === null ? {} : { offerExpiresAt }),
  };
}

function plainParameter({ name, text, kind, fields }: WithDefaults): FilledParameter {
  return {
    name,
    text,
    ...(kind === undefined || kind === 'TEXT' ? {} : { kind }),
    ...(fields === undefined || isEmpty(fields) ? {} : { fields }),
  };
}

const isEmpty = (fields: Record<string, string>): boolean => {
  for (const name in fields) if (Object.hasOwn(fields, name)) return false;
  return true;
};
