/** The message: template, where each of its parameters comes from, and how a real contact gets it. */
import { Alert, Autocomplete, Grid, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { standingOf, type StoredTemplate } from '../../../../domain/template/stored-template.ts';
import type { Contact, TemplateResponse } from '../../api/types.ts';
import type { Choice } from './choices.ts';
import { emptyParameter, type Wanted } from './campaign-values.ts';
import type { Form } from './list-fields.tsx';
import { MessagePreview } from './message-preview.tsx';

type Props = {
  form: Form;
  templates: ReadonlyArray<Choice<TemplateResponse>>;
  stored: StoredTemplate | null;
  wanted: readonly Wanted[];
  columns: readonly string[];
  contacts: readonly Contact[];
  isFixed: boolean;
};

export function TemplateFields({ form, templates, stored, wanted, columns, contacts, isFixed }: Props) {
  const t = useTranslations('edit');
  const standing = stored ? standingOf(stored) : 'usable';
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack>
          <Select
            label={t('template')}
            description={t('templateHelp')}
            required
            searchable
            disabled={isFixed}
            nothingFoundMessage={t('nothingFound')}
            data={templates.map(({ id, name, messagingTemplate }) => ({
              value: id,
              label: messagingTemplate?.whatsApp
                ? `${messagingTemplate.whatsApp.name} (${messagingTemplate.whatsApp.language})`
                : name,
            }))}
            {...form.getInputProps('templateId')}
          />
          {standing !== 'usable' && (
            <Alert color="amber" icon={<IconInfoCircle />}>
              {t(`standing.${standing}`, { status: stored?.status ?? '' })}
            </Alert>
          )}
          {wanted.map((one) => (
            <ParameterField key={one.key} form={form} wanted={one} columns={columns} isFixed={isFixed} />
          ))}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <MessagePreview form={form} stored={stored} wanted={wanted} contacts={contacts} />
      </Grid.Col>
    </Grid>
  );
}

function ParameterField({
  form,
  wanted,
  columns,
  isFixed,
}: {
  form: Form;
  wanted: Wanted;
  columns: readonly string[];
  isFixed: boolean;
}) {
  const t = useTranslations('edit');
  const value = form.getValues().parameters[wanted.key] ?? emptyParameter;
  const set = (changes: Partial<typeof value>): void =>
    form.setFieldValue('parameters', {
      ...form.getValues().parameters,
      [wanted.key]: { ...value, ...changes },
    });
  const label = t(`parameter.${wanted.place}`, { name: wanted.name ?? String(wanted.index + 1) });
  const isText = wanted.kind === 'TEXT';
  return (
    <Group gap="xs" align="flex-end" role="group" aria-label={label}>
      <Select
        label={label}
        placeholder={t('noColumn')}
        flex={1}
        miw={150}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('clear') }}
        disabled={isFixed}
        data={[...columns]}
        value={value.column === '' ? null : value.column}
        onChange={(column) => set({ column: column ?? '' })}
      />
      <TextInput
        label={t(value.column === '' ? (isText ? 'fixedText' : 'link') : 'fallback')}
        flex={1}
        miw={130}
        disabled={isFixed}
        value={value.value}
        onChange={(event) => set({ value: event.currentTarget.value })}
      />
      {isText && wanted.place !== 'button' && (
        <Select
          label={t('format')}
          w={130}
          allowDeselect={false}
          disabled={isFixed}
          data={(['TEXT', 'CURRENCY', 'DATE_TIME'] as const).map((kind) => ({
            value: kind,
            label: t(`kind.${kind}`),
          }))}
          value={value.kind}
          onChange={(kind) => set({ kind: kind ?? 'TEXT' })}
        />
      )}
      {value.kind === 'CURRENCY' && (
        <Autocomplete
          label={t('currency')}
          placeholder="USD"
          w={90}
          disabled={isFixed}
          data={['USD', 'EUR', 'GBP', 'JPY', 'BRL', 'INR', 'MXN']}
          value={value.code}
          onChange={(code) => set({ code: code.toUpperCase() })}
        />
      )}
    </Group>
  );
}

/** Shown below the preview. */
export const Quiet = ({ children }: { children: string }) => (
  <Text size="sm" c="dimmed">
    {children}
  </Text>
);
