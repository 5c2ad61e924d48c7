/** Names with percent-encoded values, as OpenTelemetry's variables have them: `name=value,name=value`. */
import { list } from './list.ts';

/** Null when the text is something else. */
export function pairsOf(text: string): Record<string, string> | null {
  const pairs: Record<string, string> = {};
  for (const pair of list(text)) {
    const { name, value } = /^(?<name>[\w.-]+)\s*=\s*(?<value>[\x21-\x7e ]*)$/.exec(pair)?.groups ?? {};
    if (name === undefined || value === undefined) return null;
    try {
      pairs[name] = decodeURIComponent(value);
    } catch {
      return null;
    }
  }
  return pairs;
}
