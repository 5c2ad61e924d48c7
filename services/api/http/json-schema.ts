/**
 * How requests are checked against the schemas of their routes: query options are read from text, bodies are
 * taken as they are.
 */
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaValidationError, FastifySchemaCompiler } from 'fastify/types/schema.js';
import type { Fault } from '../../domain/fault.ts';
import { nearestTo } from '../../domain/nearest.ts';

/**
 * Checks are made of their schemas when they are first needed: some hundred routes have several each, and making all of them is a second
 * of work at every start.
 * @param atOnce makes each when its route is added, which throws where a schema cannot be used
 */
export function createValidatorCompiler(atOnce = false): FastifySchemaCompiler<unknown> {
  const options = { useDefaults: true, allErrors: true, verbose: true, strict: false } as const;
  const ofText = addFormats.default(new Ajv.default({ ...options, coerceTypes: 'array' }));
  const ofJson = addFormats.default(new Ajv.default(options));
  return ({ schema, httpPart }) => {
    const make = (): ValidateFunction => (httpPart === 'body' ? ofJson : ofText).compile(schema as object);
    return atOnce ? make() : whenNeeded(make);
  };
}

/** Fastify reads the errors from the function that it has called. */
function whenNeeded(
  make: () => ValidateFunction,
): Pick<ValidateFunction, 'errors'> & ((data: unknown) => boolean) {
  let made: ValidateFunction | undefined;
  const check: ReturnType<typeof whenNeeded> = (data) => {
    made ??= make();
    const isValid = made(data);
    check.errors = made.errors ?? null;
    return isValid;
  };
  return check;
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
