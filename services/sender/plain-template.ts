/** A filled template as the ledger keeps it: without what Avro fills in by default, which most messages have and nobody asks for. */
import type { TemplateMessage, TextParameter } from '../../schemas/types.ts';

export function plainTemplate(template: TemplateMessage): TemplateMessage {
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
      ...(isEmpty(fields) ? {} : { fields }),
    })),
    ...(offerExpiresAt === undefined || offerExpiresAt === null ? {} : { offerExpiresAt }),
  };
}

function plainParameter({ name, text, kind, fields }: TextParameter): TextParameter {
  return {
    name,
    text,
    ...(kind === undefined || kind === 'TEXT' ? {} : { kind }),
    ...(isEmpty(fields) ? {} : { fields }),
  };
}

const isEmpty = (fields: Record<string, string> | undefined): boolean => {
  for (const name in fields) if (Object.hasOwn(fields, name)) return false;
  return true;
};
