/** One condition: a column, what is compared, and with what. */
import { ActionIcon, Group, Select, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { emptyCondition, operatorsOf, type Condition, type Kind } from './filter-values.ts';

type Props = {
  readonly condition: Condition;
  readonly columns: readonly string[];
  readonly kindOf: (column: string) => Kind;
  readonly fault: string | undefined;
  /** For those who hear it: which condition this is. */
  readonly label: string;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: (() => void) | null;
};

export function ConditionRow({ condition, columns, kindOf, fault, label, onChange, onRemove }: Props) {
  const t = useTranslations('filters');
  const { column, kind, operator, inverted } = condition;
  const change = (changes: Partial<Condition>): void => onChange({ ...condition, ...changes });
  const toKind = (next: Kind): Partial<Condition> => ({
    kind: next,
    operator: operatorsOf[next].includes(operator) ? operator : (operatorsOf[next][0] ?? 'EQUALS'),
  });
  return (
    <Stack gap={4} role="group" aria-label={label}>
      <Group gap="xs" align="flex-end">
        <Select
          label={t('column')}
          flex={2}
          miw={150}
          searchable
          data={[...columns]}
          value={column === '' ? null : column}
          onChange={(chosen) =>
            onChange({ ...emptyCondition, column: chosen ?? '', ...toKind(kindOf(chosen ?? '')) })
          }
        />
        <Select
          label={t('as')}
          w={110}
          allowDeselect={false}
          data={(['text', 'number', 'date'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
          value={kind}
          onChange={(chosen) => change(toKind(chosen ?? 'text'))}
        />
        <Select
          label={t('comparison')}
          flex={2}
          miw={170}
          allowDeselect={false}
          data={operatorsOf[kind].map((value) => ({ value, label: t(`operator.${kind}.${value}` as never) }))}
          value={operator}
          onChange={(chosen) => change({ operator: chosen ?? 'EQUALS' })}
        />
        <Operand condition={condition} change={change} />
        <Switch
          label={t('not')}
          pb={8}
          checked={inverted}
          onChange={(event) => change({ inverted: event.currentTarget.checked })}
        />
        <ActionIcon
          variant="subtle"
          color="red"
          mb={4}
          disabled={onRemove === null}
          aria-label={t('removeCondition', { label })}
          onClick={() => onRemove?.()}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
      {fault !== undefined && (
        <Text size="sm" c="red" role="alert">
          {fault}
        </Text>
      )}
    </Stack>
  );
}

/** A date is chosen from a calendar, unless the filter says one with a time or one relative to now. */
const dateType = (kind: Kind, value: string): 'date' | 'text' =>
  kind === 'date' && (value === '' || /^\d{4}-\d{2}-\d{2}$/.test(value)) ? 'date' : 'text';

function Operand({
  condition,
  change,
}: {
  condition: Condition;
  change: (changes: Partial<Condition>) => void;
}) {
  const t = useTranslations('filters');
  const { kind, operator, value, min, max, set } = condition;
  if (operator === 'BETWEEN')
    return (
      <>
        <TextInput
          label={t('least')}
          flex={1}
          miw={120}
          type={dateType(kind, min)}
          value={min}
          onChange={(event) => change({ min: event.currentTarget.value })}
        />
        <TextInput
          label={t('most')}
          flex={1}
          miw={120}
          type={dateType(kind, max)}
          value={max}
          onChange={(event) => change({ max: event.currentTarget.value })}
        />
      </>
    );
  if (operator === 'IN')
    return (
      <TagsInput
        label={t('values')}
        placeholder={set.length === 0 ? t('valuesHelp') : ''}
        flex={3}
        miw={200}
        splitChars={[',', ';']}
        value={[...set]}
        onChange={(values) => change({ set: values })}
      />
    );
  const isDays = operator === 'LAST_DAYS' || operator === 'NEXT_DAYS' || operator === 'DAYS_AGO';
  return (
    <TextInput
      label={t(isDays ? 'days' : 'value')}
      flex={2}
      miw={130}
      type={isDays ? 'number' : dateType(kind, value)}
      {...(isDays ? { min: 0, step: 1 } : {})}
      value={value}
      onChange={(event) =>
        change({
          value: isDays ? event.currentTarget.value.replace(/\D/g, '') : event.currentTarget.value,
        })
      }
    />
  );
}
