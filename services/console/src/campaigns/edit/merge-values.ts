/** Two people changed one campaign: what each changed since both read it, and both changes together. Pure. */
import type { CampaignValues } from './campaign-values.ts';

export type Field = keyof CampaignValues;
export type Difference = { readonly field: Field; readonly mine: string; readonly theirs: string };

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const fields = (values: CampaignValues): Field[] => Object.keys(values) as Field[];

/** Fields that differ now, as they are shown. */
export function differences(
  _base: CampaignValues,
  mine: CampaignValues,
  theirs: CampaignValues,
): Difference[] {
  return fields(mine)
    .filter((field) => !isSame(mine[field], theirs[field]))
    .map((field) => ({ field, mine: shown(mine[field]), theirs: shown(theirs[field]) }));
}

/** Theirs, with what I changed; where both changed a field, mine. */
export function merged(base: CampaignValues, mine: CampaignValues, theirs: CampaignValues): CampaignValues {
  const changed = fields(mine).filter((field) => !isSame(mine[field], base[field]));
  return { ...theirs, ...Object.fromEntries(changed.map((field) => [field, mine[field]])) };
}

function shown(value: CampaignValues[Field]): string {
  if (typeof value === 'boolean') return value ? '✓' : '–';
  if (Array.isArray(value))
    return (
      value.map((one) => (typeof one === 'string' ? one : Object.values(one).join(' '))).join(', ') || '–'
    );
  if (typeof value === 'object')
    return (
      Object.values(value)
        .map((one) => one.column || one.value)
        .join(', ') || '–'
    );
  return String(value) || '–';
}
