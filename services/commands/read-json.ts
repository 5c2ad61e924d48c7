/** JSON given inline or as a file name. */
import { readFile } from 'node:fs/promises';
import { InvalidInput } from '../domain/refused.ts';

/** @param given JSON text, or the path of a file that holds it */
export async function readJson(given: string, option: string): Promise<unknown> {
  const isInline = /^\s*[[{"]/.test(given);
  let text = given;
  if (!isInline) {
    try {
      text = await readFile(given, 'utf8');
    } catch (cause) {
      throw new InvalidInput(`${option}: ${given} cannot be read (${(cause as Error).message})`, { cause });
    }
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const where = isInline ? 'the value' : given;
    throw new InvalidInput(`${option}: ${where} is not JSON (${(cause as Error).message})`, { cause });
  }
}
