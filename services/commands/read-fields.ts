/**
 * Reads a JSON object that a person wrote. Unknown fields are refused: ignoring a misspelt field could change
 * who gets a message.
 */
import { nearestTo } from '../domain/nearest.ts';
import { InvalidInput } from '../domain/refused.ts';

const MAX_SHOWN = 10;

/** @throws InvalidInput naming every unknown field, and the most similar known one */
export function objectOf(json: unknown, path: string, known: readonly string[]): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new InvalidInput(`${path} is ${shown(json)}; expected an object`);
  const unknown = Object.keys(json).filter((field) => !known.includes(field));
  if (unknown.length > 0)
    throw new InvalidInput(
      `${path} has ${unknown
        .slice(0, MAX_SHOWN)
        .map((field) => `the unknown field "${field}"${meant(field, known)}`)
        .join(', ')}; it may have ${known.join(', ')}`,
    );
  return json as Record<string, unknown>;
}

export const shown = (json: unknown): string => JSON.stringify(json) ?? 'missing';

function meant(field: string, known: readonly string[]): string {
  const nearest = nearestTo(field, known);
  return nearest === null ? '' : ` (did you mean "${nearest}"?)`;
}
