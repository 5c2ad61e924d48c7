/** Variables that list exact origins. */
import type { Env } from './env.ts';
import { list } from './list.ts';

const NAMES = [
  'API_CORS_ORIGINS',
  'IMPORT_URL_ORIGINS',
  'IMPORT_INTERNAL_URL_ORIGINS',
  'SUBSCRIPTION_INTERNAL_ORIGINS',
] as const;

export type Origins = Record<(typeof NAMES)[number], string[]>;

export function readOrigins(env: Env): { values: Origins; faults: string[] } {
  const values = Object.fromEntries(NAMES.map((name) => [name, list(env[name])])) as Origins;
  const faults = NAMES.flatMap((name) =>
    values[name]
      .filter((origin) => !isOrigin(origin))
      .map((origin) => `${name}: "${origin}" is not an origin such as https://files.example.com:8443`),
  );
  return { values, faults };
}

/** Scheme, host and port as browsers write them: no path, lower case, no default port. */
function isOrigin(text: string): boolean {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}
