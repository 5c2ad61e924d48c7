/** A filter is put together; beside it stands what it keeps, as it is typed. */
import { Stack, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { ApiFailure } from '../api/api-failure.ts';
import { useContactList, useFirstContacts } from '../campaigns/edit/choices.ts';
import { kindOfColumn } from '../lists/column-kind.ts';
import { FilterConditions } from './filter-conditions.tsx';
import { FilterPreview } from './filter-preview.tsx';
import { useFilterPreview } from './filter-queries.ts';
import { conditionOfFault, isComplete, type FilterValues, type Kind } from './filter-values.ts';

const TYPING_MS = 350;

type Props = {
  readonly values: FilterValues;
  readonly onChange: (values: FilterValues) => void;
  /** What the server refused when it was saved. */
  readonly refused: unknown;
};

export function FilterForm({ values, onChange, refused }: Props) {
  const t = useTranslations('filters');
  const { data: list } = useContactList(values.contactListId);
  const { data: first = [] } = useFirstContacts(values.contactListId, list?.size);
  const [settled] = useDebouncedValue(values, TYPING_MS);
  const preview = useFilterPreview(settled);
  const columns = list?.columnNames ?? [];
  const kindOf = (column: string): Kind => {
    const kind = kindOfColumn(
      column,
      first.map(({ data }) => data[column] ?? ''),
    );
    return kind === 'amount' ? 'number' : kind === 'date' ? 'date' : 'text';
  };
  const faults = useMemo(() => faultsOf(refused ?? preview.error), [refused, preview.error]);
  return (
    <Stack gap="md">
      <TextInput
        label={t('name')}
        description={t('nameHelp')}
        required
        value={values.name}
        error={faults.get('name')}
        onChange={(event) => onChange({ ...values, name: event.currentTarget.value })}
      />
      <FilterConditions
        values={values}
        columns={columns}
        kindOf={kindOf}
        faults={faults}
        onChange={onChange}
      />
      <Title order={2} size="h3">
        {t('preview')}
      </Title>
      <FilterPreview
        found={preview.data}
        columns={columns}
        isStale={preview.isPlaceholderData || settled !== values}
        isWaiting={!isComplete(settled)}
        error={areBesideConditions(preview.error) ? null : preview.error}
      />
    </Stack>
  );
}

/** By condition, or `name`. */
function faultsOf(error: unknown): Map<string, string> {
  const faults = new Map<string, string>();
  if (!(error instanceof ApiFailure)) return faults;
  for (const { field, code, message } of error.faults) {
    const isName = field === 'name' || code === 'duplicate.name' || code.startsWith('name.');
    const place = isName ? 'name' : conditionOfFault(field);
    if (place !== null) faults.set(place, [faults.get(place), message].filter(Boolean).join(' '));
  }
  return faults;
}

/** Whether all that was refused stands beside its condition or the name. */
export const areBesideConditions = (error: unknown): boolean =>
  error instanceof ApiFailure &&
  error.faults.length > 0 &&
  error.faults.every(
    ({ field, code }) =>
      field === 'name' ||
      code === 'duplicate.name' ||
      code.startsWith('name.') ||
      conditionOfFault(field) !== null,
  );
