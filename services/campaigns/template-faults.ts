/** A template can be used when each of its parameters has a source: a column of the list, a constant, or both. */
import type { TemplateBinding, TemplateUse } from '../../schemas/types.ts';
import { fault, type Fault } from '../domain/fault.ts';

const NAME = /^[a-z0-9_]{1,512}$/;
const LANGUAGE = /^[a-z]{2,3}(_[A-Za-z0-9]{2,4})?$/;
const PARAMETER_NAME = /^[a-z][a-z0-9_]{0,63}$/;
const BUTTON_TYPES = ['url', 'quick_reply', 'copy_code'];
const MAX_BUTTON_INDEX = 9;

/** @param columnNames columns of the contact list; null when it is not known, then columns are not checked */
export function templateFaults(template: TemplateUse, columnNames: readonly string[] | null): Fault[] {
  const { name, language, header, body, buttons } = template;
  const faults: Fault[] = [];
  const invalid = (field: string, message: string): void =>
    void faults.push(fault('content.template.invalid', `template.${field}`, message));

  if (!NAME.test(name))
    invalid(
      'name',
      `The template name is ${JSON.stringify(name)}; expected lower-case letters, digits and underscores.`,
    );
  if (!LANGUAGE.test(language))
    invalid(
      'language',
      `The language is ${JSON.stringify(language)}; expected a code with underscore such as en_US.`,
    );
  if (header.length > 1)
    invalid('header', `A header has at most one text parameter; ${header.length} were given.`);

  const check = (binding: TemplateBinding, field: string): void => {
    const { column, value } = binding;
    if (column === null && (value === null || value === ''))
      invalid(field, 'The parameter has neither a column nor a constant value.');
    if (column !== null && columnNames !== null && !columnNames.includes(column))
      invalid(
        `${field}.column`,
        `The contact list has no column "${column}"; its columns are ${columnNames.join(', ')}.`,
      );
    if (binding.name !== null && !PARAMETER_NAME.test(binding.name))
      invalid(
        `${field}.name`,
        `The parameter name is ${JSON.stringify(binding.name)}; expected lower-case letters, digits and underscores.`,
      );
  };
  header.forEach((binding, index) => check(binding, `header[${index}]`));
  body.forEach((binding, index) => check(binding, `body[${index}]`));
  buttons.forEach(({ binding }, index) => check(binding, `buttons[${index}].binding`));

  const names = body.map((binding) => binding.name);
  if (names.some((one) => one === null) && names.some((one) => one !== null))
    invalid('body', 'Body parameters are either all named or all positional; these are mixed.');
  if (new Set(names).size < names.length && names[0] !== null)
    invalid('body', 'Two body parameters have the same name.');
  buttons.forEach(({ index, subType }, position) => {
    if (!BUTTON_TYPES.includes(subType))
      invalid(
        `buttons[${position}].subType`,
        `The button type is ${JSON.stringify(subType)}; expected one of ${BUTTON_TYPES.join(', ')}.`,
      );
    if (
      index < 0 ||
      index > MAX_BUTTON_INDEX ||
      buttons.findIndex((other) => other.index === index) !== position
    )
      invalid(
        `buttons[${position}].index`,
        `The button index is ${index}; expected a position from 0 to ${MAX_BUTTON_INDEX} that no other button has.`,
      );
  });
  return faults;
}
