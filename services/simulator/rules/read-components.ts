/**
 * Reads the components of a sent template with the leniency of contract section 11: any case, absent or odd
 * indexes.
 */
import { graphError, type GraphError } from './graph-error.ts';
import type { SentComponent, SentParameter } from './outgoing-message.ts';

const TYPES = new Set([
  'header',
  'body',
  'button',
  'footer',
  'limited_time_offer',
  'carousel',
  'order_status',
  'tap_target_configuration',
]);

export type ReadComponents = { components: SentComponent[] } | { error: GraphError };

export function readComponents(value: unknown): ReadComponents {
  if (value === undefined || value === null) return { components: [] };
  if (!Array.isArray(value)) return invalid('components must be an array');
  const components: SentComponent[] = [];
  for (const item of value as unknown[]) {
    const read = readComponent(item);
    if ('error' in read) return read;
    components.push(read);
  }
  return { components };
}

function invalid(details: string): { error: GraphError } {
  return { error: graphError(131009, details) };
}

function readComponent(item: unknown): SentComponent | { error: GraphError } {
  if (typeof item !== 'object' || item === null) return invalid('a component must be an object');
  const source = item as Record<string, unknown>;
  const type = typeof source.type === 'string' ? source.type.toLowerCase() : '';
  if (!TYPES.has(type)) return invalid(`component type ${String(source.type)} is not supported`);
  const subType = typeof source.sub_type === 'string' ? source.sub_type.toLowerCase() : undefined;
  if (type === 'button' && subType === undefined)
    return { error: graphError(131008, "Parameter 'sub_type' is mandatory for a button") };
  const index = source.index === undefined || source.index === null ? 0 : Number(source.index);
  if (!Number.isInteger(index) || index < 0) return invalid('index of a button must be a whole number');
  const component: SentComponent = { type, subType, index, parameters: [], cards: [] };
  for (const raw of asList(source.parameters)) {
    const parameter = readParameter(raw);
    if ('error' in parameter) return parameter;
    component.parameters.push(parameter);
  }
  for (const card of asList(source.cards)) {
    const read = readComponents((card as { components?: unknown } | null)?.components);
    if ('error' in read) return read;
    component.cards.push(read.components);
  }
  return component;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function readParameter(raw: unknown): SentParameter | { error: GraphError } {
  if (typeof raw !== 'object' || raw === null) return invalid('a parameter must be an object');
  const source = raw as Record<string, unknown>;
  const type = typeof source.type === 'string' ? source.type.toLowerCase() : '';
  if (type === '') return { error: graphError(131008, "Parameter 'type' is missing") };
  const text = typeof source.text === 'string' ? source.text : undefined;
  if (type === 'text' && (text === undefined || text === ''))
    return { error: graphError(131008, 'Parameter of type text is missing text value') };
  const media = type === 'image' || type === 'video' || type === 'document';
  if (media && !hasIdOrLink(source[type]))
    return { error: graphError(131008, `Parameter of type ${type} is missing id or link`) };
  if ((type === 'currency' || type === 'date_time') && !hasFallback(source[type])) {
    return { error: graphError(131008, `Parameter of type ${type} is missing fallback_value`) };
  }
  return {
    type,
    name: typeof source.parameter_name === 'string' ? source.parameter_name : undefined,
    text,
    raw: source,
  };
}

function hasIdOrLink(value: unknown): boolean {
  const media = value as { id?: unknown; link?: unknown } | null | undefined;
  return typeof media?.id === 'string' || typeof media?.id === 'number' || typeof media?.link === 'string';
}

function hasFallback(value: unknown): boolean {
  return typeof (value as { fallback_value?: unknown } | null | undefined)?.fallback_value === 'string';
}
