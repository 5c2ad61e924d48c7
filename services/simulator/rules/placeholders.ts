/**
 * The placeholders of a stored text: `{{1}}`, `{{2}}` … or `{{first_name}}`, each once, in order of
 * appearance.
 */
const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

export function placeholders(text: string | undefined): string[] {
  return text === undefined
    ? []
    : [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))];
}

/** The text with its placeholders replaced; `values` by place or by name. */
export function fillPlaceholders(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole);
}
