/**
 * What is wrong with a response: its libraries, the name and language of its template, and its substitutions.
 */
import type { SaveResponse } from '../../../schemas/types.ts';
import { fault, type Fault } from '../../domain/fault.ts';

const TEMPLATE_NAME = /^[a-z0-9_]{1,512}$/;
const LANGUAGE = /^[A-Za-z]{2,3}(?:_[A-Za-z0-9]{2,4})?$/;
const MAX_SUBSTITUTIONS = 100;

/** @param missing those of its libraries that do not exist */
export function responseFaults(response: Omit<SaveResponse, 'type'>, missing: readonly string[]): Fault[] {
  const { libraryIds, templateName, templateLanguage, substitutions } = response;
  const faults = missing.map((id) =>
    fault(
      'library.not.found',
      `libraryIds[${libraryIds.indexOf(id)}]`,
      `There is no response library with the id ${JSON.stringify(id)}.`,
    ),
  );
  if (libraryIds.length === 0)
    faults.push(fault('constraint.validation', 'libraryIds', 'A response belongs to at least one library.'));
  if (!TEMPLATE_NAME.test(templateName))
    faults.push(
      fault(
        'invalid.value',
        'templateName',
        `The template's name is ${JSON.stringify(templateName.slice(0, 140))}; expected lower case letters, digits and _.`,
      ),
    );
  if (!LANGUAGE.test(templateLanguage))
    faults.push(
      fault(
        'invalid.value',
        'templateLanguage',
        `The template's language is ${JSON.stringify(templateLanguage.slice(0, 40))}; expected a code like en_US.`,
      ),
    );
  if (substitutions.length > MAX_SUBSTITUTIONS)
    faults.push(
      fault(
        'constraint.validation',
        'substitutions',
        `There are ${substitutions.length} substitutions; the limit is ${MAX_SUBSTITUTIONS}.`,
        MAX_SUBSTITUTIONS,
      ),
    );
  return [...faults, ...substitutionFaults(substitutions)];
}

function substitutionFaults(substitutions: SaveResponse['substitutions']): Fault[] {
  const seen = new Set<string>();
  return (substitutions ?? []).flatMap(({ id }, at) => {
    const field = `substitutions[${at}].id`;
    if (id.trim() === '') return [fault('invalid.value', field, 'A substitution names a column.')];
    if (seen.has(id)) return [fault('invalid.value', field, `The substitution "${id}" is there twice.`)];
    seen.add(id);
    return [];
  });
}
