/**
 * Contact sorting: up to four columns, the first has the highest precedence. Rows move by their buttons or by
 * dragging.
 */
import { ActionIcon, Alert, Button, Group, Select, Stack, Switch, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { MAX_SORTS } from './campaign-values.ts';
import type { Form } from './list-fields.tsx';
import classes from './sort-field.module.css';

export function SortField({
  form,
  columns,
  isFixed,
}: {
  form: Form;
  columns: readonly string[];
  isFixed: boolean;
}) {
  const t = useTranslations('edit');
  const { sorts } = form.getValues();
  const [dragged, setDragged] = useState<number | null>(null);
  const move = (from: number, to: number): void => form.reorderListItem('sorts', { from, to });
  const error = form.errors['sorts'];
  return (
    <Stack gap="sm">
      {sorts.map(({ fieldName, direction, numeric }, at) => (
        <Group
          key={at}
          gap="xs"
          align="flex-end"
          className={classes['row'] ?? ''}
          data-dragged={dragged === at || undefined}
          draggable={!isFixed}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move';
            setDragged(at);
          }}
          onDragOver={(event) => event.preventDefault()}
          onDragEnter={() => {
            if (dragged === null || dragged === at) return;
            move(dragged, at);
            setDragged(at);
          }}
          onDragEnd={() => setDragged(null)}
        >
          <IconGripVertical size={18} className={classes['grip']} aria-hidden />
          <Text size="sm" c="dimmed" w={18} pb={8} aria-hidden>
            {at + 1}
          </Text>
          <Select
            label={t('sortBy', { number: at + 1 })}
            flex={1}
            miw={160}
            searchable
            disabled={isFixed}
            data={columns.filter((one) => one === fieldName || !sorts.some((sort) => sort.fieldName === one))}
            {...form.getInputProps(`sorts.${at}.fieldName`)}
          />
          <Select
            label={t('direction')}
            w={150}
            disabled={isFixed}
            allowDeselect={false}
            data={[
              { value: 'ASC', label: t('ascending') },
              { value: 'DESC', label: t('descending') },
            ]}
            value={direction}
            onChange={(value) =>
              form.setFieldValue(`sorts.${at}.direction`, value === 'DESC' ? 'DESC' : 'ASC')
            }
          />
          <Switch
            label={t('numeric')}
            pb={8}
            disabled={isFixed}
            checked={numeric}
            onChange={(event) => form.setFieldValue(`sorts.${at}.numeric`, event.currentTarget.checked)}
          />
          <Group gap={2} pb={2}>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={isFixed || at === 0}
              aria-label={t('moveUp', { number: at + 1 })}
              onClick={() => move(at, at - 1)}
            >
              <IconArrowUp size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={isFixed || at === sorts.length - 1}
              aria-label={t('moveDown', { number: at + 1 })}
              onClick={() => move(at, at + 1)}
            >
              <IconArrowDown size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="red"
              disabled={isFixed}
              aria-label={t('removeSort', { number: at + 1 })}
              onClick={() => form.removeListItem('sorts', at)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        </Group>
      ))}
      {sorts.some(({ fieldName, numeric }) => !numeric && /date|day|since|birth|日/i.test(fieldName)) && (
        <Alert variant="light" color="blue" p="xs">
          <Text size="sm">{t('dateHint')}</Text>
        </Alert>
      )}
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
          disabled={isFixed || sorts.length >= MAX_SORTS || columns.length === 0}
          onClick={() => form.insertListItem('sorts', { fieldName: '', direction: 'ASC', numeric: false })}
        >
          {t('addSort')}
        </Button>
        {sorts.length >= MAX_SORTS && (
          <Text size="sm" c="dimmed">
            {t('maxSorts')}
          </Text>
        )}
      </Group>
    </Stack>
  );
}
