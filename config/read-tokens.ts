/**
 * Access tokens of the provider: `name=token` pairs; a token without a name is `default`. Faults never show a
 * token.
 */
import { list } from './list.ts';

export function readTokens(text: string): { values: Map<string, string>; faults: string[] } {
  const values = new Map<string, string>();
  const faults: string[] = [];
  for (const [position, part] of list(text).entries()) {
    const at = part.indexOf('=');
    const name = at < 0 ? 'default' : part.slice(0, at).trim();
    const token = part.slice(at + 1).trim();
    if (name === '' || token === '')
      faults.push(`WHATSAPP_ACCESS_TOKENS: entry ${position + 1} is not name=token`);
    else if (!/^[\x21-\x7e]+$/.test(token))
      faults.push(
        `WHATSAPP_ACCESS_TOKENS: the token of entry ${position + 1} must be of printable ASCII characters without blanks`,
      );
    else values.set(name, token);
  }
  return { values, faults };
}
