/** Who is messaged: contact list, filters, DNC lists. Lists that cannot be chosen are shown with the reason. */
import { Group, MultiSelect, Select, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import type { ContactList } from '../../api/types.ts';
import type { CampaignValues } from './campaign-values.ts';
import {
  contactListBar,
  dncListBar,
  useContactLists,
  useDncLists,
  useFilters,
  withKnown,
  type Unassignable,
} from './choices.ts';

export type Form = UseFormReturnType<CampaignValues>;
type Props = { form: Form; isFixed: boolean };
/** What the campaign refers to already. */
type Known = { known: ReadonlyArray<{ id: string; name?: string }> | undefined };

function Option({ name, note, isBarred }: { name: string; note: string; isBarred: boolean }) {
  return (
    <Stack gap={0} opacity={isBarred ? 0.75 : 1}>
      <Text size="sm">{name}</Text>
      <Text size="xs" c={isBarred ? 'amber' : 'dimmed'}>
        {note}
      </Text>
    </Stack>
  );
}

export function ContactListField({ form, isFixed, chosen }: Props & { chosen: ContactList | undefined }) {
  const t = useTranslations('edit');
  const bar = useTranslations('edit.bar');
  const format = useFormatter();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed === chosen?.name ? '' : typed, 200);
  const { data } = useContactLists(search);
  const lists = data?.entities ?? [];
  const known = chosen && !lists.some(({ id }) => id === chosen.id) ? [chosen, ...lists] : lists;
  const noteOf = (list: ContactList): string => {
    const reason = contactListBar(list);
    return reason ? bar(reason) : t('contacts', { count: list.size ?? 0 });
  };
  return (
    <Select
      label={t('contactList')}
      placeholder={t('typeToSearch')}
      required
      searchable
      disabled={isFixed}
      nothingFoundMessage={t('nothingFound')}
      data={known.map((list) => ({
        value: list.id,
        label: list.name,
        disabled: contactListBar(list) !== null,
      }))}
      // the server has searched
      filter={({ options }) => options}
      onSearchChange={setTyped}
      renderOption={({ option }) => {
        const list = known.find(({ id }) => id === option.value);
        return list ? (
          <Option name={list.name} note={noteOf(list)} isBarred={contactListBar(list) !== null} />
        ) : (
          option.label
        );
      }}
      maxDropdownHeight={320}
      {...form.getInputProps('contactListId')}
      onChange={(id: string | null) => {
        const list = known.find((one) => one.id === id);
        form.setFieldValue('contactListId', id ?? '');
        form.setFieldValue('filterIds', []);
        form.setFieldValue('whatsAppColumn', list?.whatsAppColumns[0]?.columnName ?? '');
        form.setFieldValue(
          'sorts',
          form.getValues().sorts.filter(({ fieldName }) => list?.columnNames.includes(fieldName)),
        );
      }}
      description={
        chosen
          ? `${t('contacts', { count: chosen.size ?? 0 })} · ${format.list(chosen.columnNames.slice(0, 6))}${chosen.columnNames.length > 6 ? ' …' : ''}`
          : t('contactListHelp')
      }
    />
  );
}

export function FilterField({ form, isFixed, known }: Props & Known) {
  const t = useTranslations('edit');
  const { contactListId } = form.getValues();
  const { data = [] } = useFilters(contactListId);
  return (
    <MultiSelect
      label={t('filters')}
      description={t(contactListId === '' ? 'filtersFirst' : 'filtersHelp')}
      disabled={isFixed || contactListId === ''}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      nothingFoundMessage={t('nothingFound')}
      data={withKnown(data, known).map(({ id, name }) => ({ value: id, label: name }))}
      {...form.getInputProps('filterIds')}
    />
  );
}

export function DncField({ form, isFixed, known }: Props & Known) {
  const t = useTranslations('edit');
  const bar = useTranslations('edit.bar');
  const { data = [] } = useDncLists();
  const noteOf = (id: string): { note: string; reason: Unassignable | null } => {
    const list = data.find((one) => one.id === id);
    const reason = list ? dncListBar(list) : null;
    return { reason, note: reason ? bar(reason) : t('numbers', { count: list?.size ?? 0 }) };
  };
  return (
    <MultiSelect
      label={t('dnc')}
      description={t('dncHelp')}
      disabled={isFixed}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      nothingFoundMessage={t('nothingFound')}
      data={withKnown(data, known).map((list) => ({
        value: list.id,
        label: list.name,
        disabled: dncListBar(list) !== null,
      }))}
      renderOption={({ option }) => {
        const { note, reason } = noteOf(option.value);
        return (
          <Group>
            <Option name={option.label} note={note} isBarred={reason !== null} />
          </Group>
        );
      }}
      {...form.getInputProps('dncListIds')}
    />
  );
}
