/** A new contact list or DNC list from a CSV file: what it is called, which column has the numbers, and its way to the server. */
import { Button, Group, Modal, MultiSelect, Progress, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { ApiFailure } from '../api/api-failure.ts';
import { call } from '../api/contract.ts';
import { Failure } from '../view/failure.tsx';
import { countries } from './countries.ts';
import { CsvDrop, type ChosenFile } from './csv-drop.tsx';
import { ImportOutcome } from './import-outcome.tsx';
import type { AnyList } from './list-queries.ts';
import { sendFile, type ListKind } from './send-file.ts';

type Props = {
  kind: ListKind;
  /** What is offered once the list is there; else the dialog is closed. */
  use?: string;
  onClose: () => void;
  /** Also while its import goes on. */
  onUse?: (list: AnyList) => void;
};
type Values = { name: string; columns: string[]; idColumn: string | null; country: string | null };

/** Of the browser: numbers that are written nationally are most likely of here. */
const ownCountry = (): string | null => {
  const region = new Intl.Locale(navigator.language).region ?? null;
  return region !== null && countries.includes(region) ? region : null;
};

export function NewList({ kind, use, onClose, onUse }: Props) {
  const t = useTranslations('lists');
  const dialog = useTranslations('dialog');
  const [made, setMade] = useState<AnyList | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={made ? made.name : t(`new.${kind}`)}
      closeButtonProps={{ 'aria-label': dialog('close') }}
      closeOnClickOutside={false}
    >
      {made ? (
        <Stack>
          <ImportOutcome kind={kind} listId={made.id} before={undefined} />
          <Group justify="flex-end">
            <Button
              onClick={() => {
                onUse?.(made);
                onClose();
              }}
            >
              {use ?? dialog('close')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <NewListForm kind={kind} onClose={onClose} onMade={setMade} />
      )}
    </Modal>
  );
}

function NewListForm({
  kind,
  onClose,
  onMade,
}: {
  kind: ListKind;
  onClose: () => void;
  onMade: (list: AnyList) => void;
}) {
  const t = useTranslations('lists');
  const dialog = useTranslations('dialog');
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  /** Made already, when only the upload failed. */
  const [made, setMade] = useState<AnyList | null>(null);
  const isContacts = kind === 'contactlists';
  const form = useForm<Values>({
    initialValues: { name: '', columns: [], idColumn: null, country: ownCountry() },
    validate: {
      name: (name) => (name.trim() === '' ? t('nameNeeded') : null),
      columns: (columns) => (chosen && columns.length === 0 ? t('columnNeeded') : null),
    },
  });
  const take = (next: ChosenFile | null): void => {
    setChosen(next);
    if (!next) return;
    const phones = next.head.columns.filter((_, at) => next.head.kinds[at] === 'phone');
    form.setFieldValue('columns', isContacts ? phones.slice(0, 1) : phones);
    if (form.getValues().name === '') form.setFieldValue('name', next.file.name.replace(/\.csv$/i, ''));
  };
  const submit = async ({ name, columns, idColumn, country }: Values): Promise<void> => {
    if (!chosen) return setFailure(new ApiFailure(400, 'file', t('fileNeeded')));
    setFailure(null);
    try {
      const list =
        made ??
        (await call<AnyList>('POST', `/api/v2/outbound/${kind}`, {
          body: isContacts
            ? {
                name: name.trim(),
                columnNames: chosen.head.columns,
                whatsAppColumns: columns.map((columnName) => ({ columnName, type: 'cell' })),
                ...(idColumn ? { contactIdColumn: idColumn } : {}),
                ...(country ? { defaultCountry: country } : {}),
              }
            : {
                name: name.trim(),
                dncSourceType: 'rds',
                contactMethod: 'Phone',
                phoneColumns: columns,
                ...(country ? { defaultCountry: country } : {}),
              },
        }));
      setMade(list);
      setShare(0);
      await sendFile(
        kind,
        list.id,
        chosen.file,
        isContacts ? (idColumn ? { contactIdName: idColumn } : {}) : { phoneColumns: columns.join(',') },
        setShare,
      );
      await client.invalidateQueries({ queryKey: [kind] });
      await client.invalidateQueries({ queryKey: [isContacts ? 'contact-lists' : 'dnc-lists'] });
      onMade(list);
    } catch (error) {
      setShare(null);
      setFailure(error);
      if (error instanceof ApiFailure)
        for (const { field, code, message } of error.faults)
          if (field === 'name' || code === 'duplicate.name') form.setFieldError('name', message);
    }
  };
  const columns = [...(chosen?.head.columns ?? [])];
  return (
    <form
      noValidate
      onSubmit={(event) => {
        // the form of a campaign around this one is not sent
        event.stopPropagation();
        form.onSubmit(submit)(event);
      }}
    >
      <Stack>
        {failure !== null && <Failure error={failure} />}
        <CsvDrop chosen={chosen} onChoose={take} />
        {chosen && (
          <>
            <TextInput label={t('name')} required {...form.getInputProps('name')} />
            {isContacts ? (
              <Group grow align="flex-start">
                <Select
                  label={t('whatsAppColumn')}
                  description={t('whatsAppColumnHelp')}
                  required
                  data={columns}
                  value={form.getValues().columns[0] ?? null}
                  onChange={(column) => form.setFieldValue('columns', column === null ? [] : [column])}
                  error={form.errors['columns']}
                />
                <Select
                  label={t('idColumn')}
                  description={t('idColumnHelp')}
                  clearable
                  clearButtonProps={{ 'aria-label': t('clear') }}
                  data={columns}
                  {...form.getInputProps('idColumn')}
                />
              </Group>
            ) : (
              <MultiSelect
                label={t('phoneColumns')}
                description={t('phoneColumnsHelp')}
                required
                data={columns}
                {...form.getInputProps('columns')}
              />
            )}
            <CountryField
              value={form.getValues().country}
              onChange={(country) => form.setFieldValue('country', country)}
            />
          </>
        )}
        {share !== null && (
          <Stack gap={4}>
            <Text size="sm">{t('uploading')}</Text>
            <Progress value={share * 100} aria-label={t('uploading')} animated />
          </Stack>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {dialog('cancel')}
          </Button>
          <Button type="submit" disabled={!chosen} loading={form.submitting}>
            {t('upload')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function CountryField({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (country: string | null) => void;
}) {
  const t = useTranslations('lists');
  const format = useFormatter();
  const names = countries
    .map((code) => ({
      value: code,
      label: `${format.displayName?.(code, { type: 'region' }) ?? code} (${code})`,
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <Select
      label={t('country')}
      description={t('countryHelp')}
      searchable
      clearable
      allowDeselect={false}
      clearButtonProps={{ 'aria-label': t('clear') }}
      data={names}
      value={value}
      onChange={onChange}
    />
  );
}
