/** A filter of one list, made in a dialog. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ContactListFilter } from '../api/types.ts';
import { FormDialog } from '../view/form-dialog.tsx';
import { areBesideConditions, FilterForm } from './filter-form.tsx';
import { saveFilter } from './filter-queries.ts';
import { emptyFilter, isComplete } from './filter-values.ts';

type Props = {
  readonly contactListId: string;
  readonly onClose: () => void;
  readonly onMade: (filter: ContactListFilter) => void;
};

export function NewFilter({ contactListId, onClose, onMade }: Props) {
  const t = useTranslations('filters');
  const client = useQueryClient();
  const [values, setValues] = useState(() => emptyFilter(contactListId));
  const [refused, setRefused] = useState<unknown>(null);
  return (
    <FormDialog
      title={t('create')}
      size={1000}
      isIncomplete={!isComplete(values) || values.name.trim() === ''}
      onClose={onClose}
      onSubmit={async () => {
        setRefused(null);
        const filter = await saveFilter(values, null);
        await client.invalidateQueries({ queryKey: ['filters'] });
        onMade(filter);
      }}
      onRefused={(error) => {
        setRefused(error);
        return areBesideConditions(error);
      }}
    >
      <FilterForm values={values} onChange={setValues} refused={refused} />
    </FormDialog>
  );
}
