/**
 * Callable times: on which days and between which times a contact may be messaged, on the contact's own
 * clock.
 */
import { ActionIcon, Button, Chip, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { weekdays, type Day } from './campaign-values.ts';
import type { Form } from './list-fields.tsx';

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

export function TimesField({ form, isFixed }: { form: Form; isFixed: boolean }) {
  const t = useTranslations('edit');
  const locale = useLocale();
  const { times } = form.getValues();
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const dayName = useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
    return (day: Day) => format.format(new Date(MONDAY + weekdays.indexOf(day) * DAY_MS));
  }, [locale]);
  const error = form.errors['times'];
  return (
    <Stack gap="sm">
      {times.map(({ days }, at) => (
        <Group key={at} gap="sm" align="flex-end">
          <Chip.Group
            multiple
            value={days}
            onChange={(chosen) =>
              form.setFieldValue(
                `times.${at}.days`,
                weekdays.filter((day) => chosen.includes(day)),
              )
            }
          >
            <Group gap={4} role="group" aria-label={t('days')} pb={4}>
              {weekdays.map((day) => (
                <Chip key={day} value={day} size="xs" disabled={isFixed}>
                  {dayName(day)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <TextInput
            type="time"
            label={t('from')}
            disabled={isFixed}
            {...form.getInputProps(`times.${at}.start`)}
          />
          <TextInput
            type="time"
            label={t('to')}
            disabled={isFixed}
            {...form.getInputProps(`times.${at}.end`)}
          />
          <ActionIcon
            variant="subtle"
            color="red"
            mb={4}
            disabled={isFixed}
            aria-label={t('removeTimes', { number: at + 1 })}
            onClick={() => form.removeListItem('times', at)}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      {error && (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      )}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={isFixed}
          onClick={() =>
            form.insertListItem('times', { days: weekdays.slice(0, 5), start: '09:00', end: '18:00' })
          }
        >
          {t('addTimes')}
        </Button>
      </Group>
      {times.length > 0 && (
        <Select
          label={t('timeZone')}
          description={t('timeZoneHelp')}
          searchable
          allowDeselect={false}
          disabled={isFixed}
          maw={360}
          data={zones}
          limit={60}
          {...form.getInputProps('timeZone')}
        />
      )}
    </Stack>
  );
}
