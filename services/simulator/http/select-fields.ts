/**
 * The `fields` query of the Graph API: names split by commas, nested selections cut off, unknown ones
 * ignored, `id` always there.
 */
export function selectFields(
  source: Record<string, unknown>,
  fields: string | undefined,
  defaults: readonly string[],
): Record<string, unknown> {
  const wanted = fields === undefined || fields === '' ? defaults : topLevelNames(fields);
  const selected: Record<string, unknown> = {};
  for (const name of wanted) if (name !== 'id' && source[name] !== undefined) selected[name] = source[name];
  if (source.id !== undefined) selected.id = source.id;
  return selected;
}

/** `a,b{c,d},e.limit(5)` → a, b, e. */
function topLevelNames(fields: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let name = '';
  for (const char of `${fields},`) {
    if (char === '{' || char === '(') depth += 1;
    else if (char === '}' || char === ')') depth -= 1;
    else if (char === ',' && depth === 0) {
      names.push((name.split('.')[0] ?? '').trim());
      name = '';
    } else if (depth === 0) name += char;
  }
  return names.filter((each) => each !== '');
}
