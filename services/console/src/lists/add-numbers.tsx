/** Numbers that are typed or pasted go on a DNC list, for ever or until the end of a day. */
import { Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { FormDialog } from '../view/form-dialog.tsx';
import { addNumbers, endOfDay } from './dnc-number-queries.ts';

type Props = { readonly list: { readonly id: string }; readonly onClose: () => void };

export function AddNumbers({ list, onClose }: Props) {
  const t = useTranslations('dncNumbers');
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [lastDay, setLastDay] = useState('');
  const numbers = numbersIn(typed);
  return (
    <FormDialog
      title={t('add')}
      isIncomplete={numbers.length === 0}
      onClose={onClose}
      onSubmit={async () => {
        await addNumbers(list.id, numbers, endOfDay(lastDay));
        await client.invalidateQueries({ queryKey: ['dnc-numbers', list.id] });
        await client.invalidateQueries({ queryKey: ['dnclists'] });
        notifications.show({ message: t('added', { count: numbers.length }), color: 'jade' });
      }}
    >
      <Textarea
        label={t('numbers')}
        description={t('numbersHelp')}
        required
        autosize
        minRows={3}
        maxRows={12}
        data-autofocus
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('end')}
        description={t('endHelp')}
        value={lastDay}
        onChange={({ currentTarget }) => setLastDay(currentTarget.value)}
      />
    </FormDialog>
  );
}

/** One a line, or with commas or semicolons between them. */
export const numbersIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,;]/)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
];
