/**
 * Callable times: on which days and between which times a contact may be messaged, on the contact's own
 * clock.
 */
import { Button, Collapse, Group, Select, Stack, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useId, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Form } from '../edit/list-fields.tsx';
import { ExactTimes } from './exact-times.tsx';
import { useTimeWords } from './use-time-words.ts';
import { presets, rangeFault, rangesOf, weekOf, type Range, type Week } from './week.ts';
import { WeekGrid } from './week-grid.tsx';

export function TimesField({ form, isFixed }: { form: Form; isFixed: boolean }) {
  const t = useTranslations('times');
  const edit = useTranslations('edit');
  const words = useTimeWords();
  const [title, help] = [useId(), useId()];
  const { times, timeZone } = form.getValues();
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const week = useMemo(() => weekOf(times), [times]);
  const faulty = times.filter((range) => rangeFault(range) !== null);
  const [isExact, setExact] = useState(false);
  const set = (ranges: readonly Range[]): void => {
    form.setFieldValue(
      'times',
      ranges.map((range) => ({ ...range, days: [...range.days] })),
    );
    form.clearFieldError('times');
  };
  // what is being typed, and is no time yet, is not lost
  const paint = (painted: Week): void => set([...rangesOf(painted), ...faulty]);
  const error = form.errors['times'];
  return (
    <Stack gap="sm" role="group" aria-labelledby={title}>
      <Text size="sm" fw={500} id={title}>
        {edit('fieldName.times')}
      </Text>
      <Group gap="xs">
        {presets.map(({ id, ranges }) => (
          <Button key={id} variant="default" size="xs" disabled={isFixed} onClick={() => set(ranges)}>
            {words.all(ranges)}
          </Button>
        ))}
        <Button variant="default" size="xs" disabled={isFixed || times.length === 0} onClick={() => set([])}>
          {t('any')}
        </Button>
      </Group>
      <WeekGrid
        week={week}
        onChange={paint}
        label={edit('fieldName.times')}
        describedBy={help}
        isFixed={isFixed}
      />
      <Text size="xs" c="dimmed" id={help}>
        {t('help')}
      </Text>
      <Text size="sm" role="status">
        {times.length === 0
          ? t('anyTime')
          : t('chosen', { times: words.all(rangesOf(week)) || '–', zone: timeZone })}
      </Text>
      {error && (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      )}
      <Group>
        <Button
          variant="subtle"
          size="xs"
          aria-expanded={isExact || faulty.length > 0}
          rightSection={<IconChevronDown size={14} />}
          onClick={() => setExact(!isExact)}
        >
          {t('exact')}
        </Button>
      </Group>
      <Collapse expanded={isExact || faulty.length > 0}>
        <ExactTimes ranges={times} onChange={set} isFixed={isFixed} />
      </Collapse>
      {times.length > 0 && (
        <Select
          label={edit('timeZone')}
          description={edit('timeZoneHelp')}
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
