import { useFormatter, useTranslations } from 'use-intl';
import type { ContactListFilter } from '../api/types.ts';
import { valuesOf, type Condition } from './filter-values.ts';

/** A filter in words: its conditions, joined as they are. */
export function useFilterWords(): (filter: ContactListFilter) => string {
  const t = useTranslations('filters');
  const format = useFormatter();
  const words = ({ column, kind, operator, value, min, max, set, inverted }: Condition): string => {
    const compared = t(`operator.${kind}.${operator}` as never);
    const operand =
      operator === 'BETWEEN'
        ? t('range', { min, max })
        : operator === 'IN'
          ? format.list(set.slice(0, 5), { type: 'disjunction' }) + (set.length > 5 ? ' …' : '')
          : operator === 'LAST_DAYS' || operator === 'NEXT_DAYS' || operator === 'DAYS_AGO'
            ? t('daysOf', { count: Number(value) })
            : value;
    return t(inverted ? 'saysNot' : 'says', { column, compared, operand });
  };
  return (filter) => {
    const { clauses, join } = valuesOf(filter);
    const groups = clauses.map(({ conditions, join: inner }) =>
      conditions.map(words).join(` ${t(inner === 'AND' ? 'andWord' : 'orWord')} `),
    );
    return groups.length === 1
      ? (groups[0] ?? '')
      : groups.map((group) => `(${group})`).join(` ${t(join === 'AND' ? 'andWord' : 'orWord')} `);
  };
}
