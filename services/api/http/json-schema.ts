/**
 * How requests are checked against the schemas of their routes: query options are read from text, bodies are
 * taken as they are.
 */
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaValidationError, FastifySchemaCompiler } from 'fastify/types/schema.js';
import type { Fault } from '../../domain/fault.ts';
import { nearestTo } from '../../domain/nearest.ts';

export function createValidatorCompiler(): FastifySchemaCompiler<unknown> {
  const options = { useDefaults: true, allErrors: true, verbose: true, strict: false } as const;
  const ofText = addFormats.default(new Ajv.default({ ...options, coerceTypes: 'array' }));
  const ofJson = addFormats.default(new Ajv.default(options));
  return ({ schema, httpPart }) => (httpPart === 'body' ? ofJson : ofText).compile(schema as object);
}

const MAX_FAULTS = 100;

/** What Ajv found, each with its field, what was found and what was expected. */
export function schemaFaults(errors: readonly FastifySchemaValidationError[], part: string): Fault[] {
  return errors.slice(0, MAX_FAULTS).map((error) => {
    const field = fieldOf(error, part);
    return { code: codeOf(error, part), field, message: messageOf(error, field), limit: null };
  });
}

function codeOf({ keyword }: FastifySchemaValidationError, part: string): string {
  if (keyword === 'additionalProperties')
    return part === 'querystring' ? 'invalid.query.param.value' : 'invalid.property';
  if (keyword === 'format') return 'invalid.date';
  if (part === 'querystring' || part === 'params') return 'invalid.query.param.value';
  return keyword === 'required' ? 'constraint.validation' : 'invalid.value';
}

function fieldOf({ instancePath, params }: FastifySchemaValidationError, part: string): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .reduce(
      (text, step) => (/^\d+$/.test(step) ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
      '',
    );
  const own = params['missingProperty'] ?? params['additionalProperty'];
  if (typeof own !== 'string') return path === '' ? part : path;
  return path === '' ? own : `${path}.${own}`;
}

function messageOf(error: FastifySchemaValidationError, field: string): string {
  const { keyword, params, message = '' } = error;
  if (keyword === 'required') return `${field} is missing.`;
  if (keyword === 'enum')
    return `${field} must be one of ${(params['allowedValues'] as unknown[]).join(', ')}.`;
  if (keyword === 'additionalProperties') {
    const name = String(params['additionalProperty']);
    const known = (error as { parentSchema?: { properties?: object } }).parentSchema?.properties ?? {};
    const near = nearestTo(name, Object.keys(known));
    return `${field} is not a known field.${near === null ? '' : ` Did you mean ${near}?`}`;
  }
  return `${field} ${message}.`;
}
