import { Select, Stack, Text } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { Integration } from '../../api/types.ts';
import type { Choice } from './choices.ts';
import type { Form } from './list-fields.tsx';

/** The WhatsApp number that sends, with how it stands. */
export function IntegrationField({
  form,
  integrations,
  isFixed,
}: {
  form: Form;
  integrations: ReadonlyArray<Choice<Integration>>;
  isFixed: boolean;
}) {
  const t = useTranslations('edit');
  const isBarred = ({ status }: Choice<Integration>): boolean => status !== undefined && status !== 'Active';
  return (
    <Select
      label={t('integration')}
      description={t('integrationHelp')}
      required
      searchable
      disabled={isFixed}
      nothingFoundMessage={t('nothingFound')}
      data={integrations.map((one) => ({ value: one.id, label: one.name, disabled: isBarred(one) }))}
      renderOption={({ option }) => {
        const one = integrations.find(({ id }) => id === option.value);
        return (
          <Stack gap={0}>
            <Text size="sm">{option.label}</Text>
            <Text size="xs" c={one && isBarred(one) ? 'amber' : 'dimmed'}>
              {[one?.phoneNumber, one?.status, one?.health?.qualityRating].filter(Boolean).join(' · ')}
            </Text>
          </Stack>
        );
      }}
      {...form.getInputProps('integrationId')}
    />
  );
}
