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
import { InvalidInput } from '../domain/refused.ts';
import { objectOf } from './read-fields.ts';

/** @throws InvalidInput saying where the fault is, what was found and what was expected */
export function toTemplate(json: unknown): TemplateUse {
  const source = objectOf(json, 'template', [
    'name',
    'language',
    'header',
    'body',
    'buttons',
    'limitedTimeOffer',
  ]);
  const offer = source['limitedTimeOffer'];
  return {
    name: textOf(source['name'], 'template.name'),
    language: textOf(source['language'], 'template.language'),
    header: listOf(source['header'], 'template.header', bindingOf),
    body: listOf(source['body'], 'template.body', bindingOf),
    buttons: listOf(source['buttons'], 'template.buttons', buttonOf),
    ...(offer === undefined || offer === null
      ? {}
      : { limitedTimeOffer: bindingOf(offer, 'template.limitedTimeOffer') }),
  };
}

function bindingOf(json: unknown, path: string): TemplateBinding {
  const { name, column, value, kind, parts } = objectOf(json, path, [
    'name',
    'column',
    'value',
    'kind',
    'parts',
  ]);
  return {
    name: textOrNull(name, `${path}.name`),
    column: textOrNull(column, `${path}.column`),
    value: textOrNull(value, `${path}.value`),
    ...(kind === undefined ? {} : { kind: kindOf(kind, `${path}.kind`) }),
    ...(parts === undefined ? {} : { parts: listOf(parts, `${path}.parts`, partOf) }),
  };
}

function partOf(json: unknown, path: string): ParameterPart {
  const { name, column, value } = objectOf(json, path, ['name', 'column', 'value']);
  return {
    name: textOf(name, `${path}.name`),
    column: textOrNull(column, `${path}.column`),
    value: textOrNull(value, `${path}.value`),
  };
}

function buttonOf(json: unknown, path: string): ButtonBinding {
  const { index, subType, binding } = objectOf(json, path, ['index', 'subType', 'binding']);
  if (typeof index !== 'number' || !Number.isInteger(index))
    throw wrong(`${path}.index`, index, 'a whole number');
  return {
    index,
    subType: textOf(subType, `${path}.subType`),
    binding: bindingOf(binding, `${path}.binding`),
  };
}

function kindOf(json: unknown, path: string): ParameterKind {
  const kinds = Object.keys(partsOf) as ParameterKind[];
  const found = kinds.find((kind) => kind === json);
  if (!found) throw wrong(path, json, `one of ${kinds.join(', ')}`);
  return found;
}

function listOf<T>(json: unknown, path: string, read: (item: unknown, path: string) => T): T[] {
  if (json === undefined) return [];
  if (!Array.isArray(json)) throw wrong(path, json, 'a list');
  return json.map((item, at) => read(item, `${path}[${at}]`));
}

function textOf(json: unknown, path: string): string {
  if (typeof json !== 'string') throw wrong(path, json, 'a text');
  return json;
}

const textOrNull = (json: unknown, path: string): string | null =>
  json === undefined || json === null ? null : textOf(json, path);

const wrong = (path: string, found: unknown, expected: string): InvalidInput =>
  new InvalidInput(`${path} is ${JSON.stringify(found) ?? 'missing'}; expected ${expected}`);
