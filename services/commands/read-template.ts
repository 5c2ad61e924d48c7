/**
 * A template with its bindings as JSON, in the form of the command's TemplateUse. Fields left out get the
 * schema's defaults.
 */
import type {
  ButtonBinding,
  ParameterKind,
  ParameterPart,
  TemplateBinding,
  TemplateUse,
} from '../../schemas/types.ts';
import { partsOf } from '../domain/template/template-binding.ts';
import { listOf, oneOf, optional, readObject, text, wholeNumber, type Reader } from './read-fields.ts';

const textOrNull = optional(text, null);

const part: Reader<ParameterPart> = (json, path) =>
  readObject<ParameterPart>(json, path, { name: text, column: textOrNull, value: textOrNull });

const binding: Reader<TemplateBinding> = (json, path) =>
  readObject<TemplateBinding>(json, path, {
    name: textOrNull,
    column: textOrNull,
    value: textOrNull,
    kind: optional(oneOf(Object.keys(partsOf) as ParameterKind[]), undefined),
    parts: optional(listOf(part), undefined),
  });

const button: Reader<ButtonBinding> = (json, path) =>
  readObject<ButtonBinding>(json, path, { index: wholeNumber, subType: text, binding });

/** @throws InvalidInput saying of each fault where it is, what was found and what was expected */
export const toTemplate = (json: unknown): TemplateUse =>
  readObject<Omit<TemplateUse, 'responseId'>>(json, 'template', {
    name: text,
    language: text,
    header: optional(listOf(binding), []),
    body: optional(listOf(binding), []),
    buttons: optional(listOf(button), []),
    limitedTimeOffer: optional(binding, undefined),
  });
