/** Conditions in groups: within a group and between the groups, all of them or one of them. */
import { Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconPlus, IconRowInsertBottom } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { ConditionRow } from './condition-row.tsx';
import {
  countConditions,
  emptyCondition,
  MAX_CONDITIONS,
  type Clause,
  type FilterValues,
  type Join,
  type Kind,
} from './filter-values.ts';

type Props = {
  readonly values: FilterValues;
  readonly columns: readonly string[];
  readonly kindOf: (column: string) => Kind;
  /** By condition: `clause.condition`. */
  readonly faults: ReadonlyMap<string, string>;
  readonly onChange: (values: FilterValues) => void;
};

const replaced = <T,>(all: readonly T[], at: number, by: T): T[] =>
  all.map((one, index) => (index === at ? by : one));
const without = <T,>(all: readonly T[], at: number): T[] => all.filter((_, index) => index !== at);

export function FilterConditions({ values, columns, kindOf, faults, onChange }: Props) {
  const t = useTranslations('filters');
  const { clauses, join } = values;
  const isFull = countConditions(values) >= MAX_CONDITIONS;
  const setClause = (at: number, clause: Clause): void =>
    onChange({
      ...values,
      clauses: clause.conditions.length === 0 ? without(clauses, at) : replaced(clauses, at, clause),
    });
  return (
    <Stack gap="sm">
      {clauses.map((clause, at) => (
        <Stack key={at} gap="sm">
          {at > 0 && (
            <JoinChoice
              value={join}
              label={t('betweenGroups')}
              onChange={(chosen) => onChange({ ...values, join: chosen })}
            />
          )}
          <Paper withBorder radius="md" p="sm" bg="var(--ground)">
            <Stack gap="sm">
              {clause.conditions.map((condition, index) => (
                <Stack key={index} gap="sm">
                  {index > 0 && (
                    <JoinChoice
                      value={clause.join}
                      label={t('withinGroup', { number: at + 1 })}
                      onChange={(chosen) => setClause(at, { ...clause, join: chosen })}
                    />
                  )}
                  <ConditionRow
                    condition={condition}
                    columns={columns}
                    kindOf={kindOf}
                    fault={faults.get(`${at}.${index}`)}
                    label={t('condition', { group: at + 1, number: index + 1 })}
                    onChange={(changed) =>
                      setClause(at, { ...clause, conditions: replaced(clause.conditions, index, changed) })
                    }
                    onRemove={
                      countConditions(values) > 1
                        ? () => setClause(at, { ...clause, conditions: without(clause.conditions, index) })
                        : null
                    }
                  />
                </Stack>
              ))}
              <Group>
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconPlus size={14} />}
                  disabled={isFull}
                  onClick={() =>
                    setClause(at, { ...clause, conditions: [...clause.conditions, emptyCondition] })
                  }
                >
                  {t('addCondition')}
                </Button>
              </Group>
            </Stack>
          </Paper>
        </Stack>
      ))}
      <Group gap="sm">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRowInsertBottom size={14} />}
          disabled={isFull}
          onClick={() =>
            onChange({ ...values, clauses: [...clauses, { join: 'AND', conditions: [emptyCondition] }] })
          }
        >
          {t('addGroup')}
        </Button>
        {isFull && (
          <Text size="sm" c="dimmed">
            {t('full', { count: MAX_CONDITIONS })}
          </Text>
        )}
      </Group>
    </Stack>
  );
}

function JoinChoice({
  value,
  label,
  onChange,
}: {
  value: Join;
  label: string;
  onChange: (join: Join) => void;
}) {
  const t = useTranslations('filters');
  return (
    <SegmentedControl
      size="xs"
      w="fit-content"
      aria-label={label}
      data={[
        { value: 'AND', label: t('and') },
        { value: 'OR', label: t('or') },
      ]}
      value={value}
      onChange={(chosen) => onChange(chosen === 'OR' ? 'OR' : 'AND')}
    />
  );
}
