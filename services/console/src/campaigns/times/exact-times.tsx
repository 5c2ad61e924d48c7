/** Callable times to the minute, as text: what the grid cannot show of them is seen and changed here. */
import { ActionIcon, Button, Chip, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useTimeWords } from './use-time-words.ts';
import { rangeFault, weekdays, type Range } from './week.ts';

type Props = {
  readonly ranges: readonly Range[];
  readonly onChange: (ranges: readonly Range[]) => void;
  readonly isFixed: boolean;
};

export function ExactTimes({ ranges, onChange, isFixed }: Props) {
  const t = useTranslations('times');
  const change = (at: number, changes: Partial<Range>): void =>
    onChange(ranges.map((range, n) => (n === at ? { ...range, ...changes } : range)));
  return (
    <Stack gap="sm">
      {ranges.map((range, at) => (
        <ExactRange
          key={at}
          number={at + 1}
          range={range}
          isFixed={isFixed}
          onChange={(changes) => change(at, changes)}
          onRemove={() => onChange(ranges.filter((_, n) => n !== at))}
        />
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={isFixed}
          onClick={() => onChange([...ranges, { days: weekdays.slice(0, 5), start: '09:00', end: '18:00' }])}
        >
          {t('add')}
        </Button>
      </Group>
    </Stack>
  );
}

type RangeProps = {
  number: number;
  range: Range;
  isFixed: boolean;
  onChange: (changes: Partial<Range>) => void;
  onRemove: () => void;
};

function ExactRange({ number, range, isFixed, onChange, onRemove }: RangeProps) {
  const t = useTranslations('times');
  const { short } = useTimeWords();
  const fault = rangeFault(range);
  const atEnd = fault === 'end' || fault === 'order';
  return (
    <Stack gap={4} role="group" aria-label={t('rangeNumber', { number })}>
      <Group gap="sm" align="flex-start">
        <Chip.Group
          multiple
          value={[...range.days]}
          onChange={(chosen) => onChange({ days: weekdays.filter((day) => chosen.includes(day)) })}
        >
          <Group gap={4} role="group" aria-label={t('days')} pt={26}>
            {weekdays.map((day) => (
              <Chip key={day} value={day} size="xs" disabled={isFixed}>
                {short(day)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <TextInput
          w={96}
          label={t('from')}
          placeholder="09:00"
          maxLength={5}
          disabled={isFixed}
          value={range.start}
          error={fault === 'start'}
          onChange={({ currentTarget }) => onChange({ start: currentTarget.value })}
        />
        <TextInput
          w={96}
          label={t('to')}
          placeholder="24:00"
          maxLength={5}
          disabled={isFixed}
          value={range.end}
          error={atEnd}
          onChange={({ currentTarget }) => onChange({ end: currentTarget.value })}
        />
        <ActionIcon
          variant="subtle"
          color="red"
          mt={29}
          disabled={isFixed}
          aria-label={t('remove', { number })}
          onClick={onRemove}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
      {fault && (
        <Text size="sm" c="red" role="alert">
          {t(`fault.${fault}`)}
        </Text>
      )}
    </Stack>
  );
}
