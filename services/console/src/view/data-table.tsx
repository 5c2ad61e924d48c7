/**
 * A table whose rows the server filters, sorts and pages. States of its own for loading, nothing there,
 * nothing found and failure; a page that is being replaced stays readable meanwhile.
 */
import {
  ActionIcon,
  Checkbox,
  Group,
  Menu,
  Pagination,
  Paper,
  ScrollArea,
  Select,
  Skeleton,
  Stack,
  Table,
  Text,
  UnstyledButton,
} from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconColumns3 } from '@tabler/icons-react';
import { memo, useMemo, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import classes from './data-table.module.css';
import { Failure } from './failure.tsx';
import { keep, readKept } from './kept.ts';

export type Column<Row> = {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** What the server calls it in `sortBy`; absent: cannot be sorted by. */
  readonly sortBy?: string;
  readonly align?: 'end';
  /** Not shown until it is asked for. */
  readonly isExtra?: boolean;
  /** Always shown. */
  readonly isFixed?: boolean;
};
export type Sort = { readonly by: string; readonly descending: boolean };
export type Paging = { readonly number: number; readonly size: number; readonly total: number };

type Props<Row> = {
  /** Names the table for those who hear it, and its choice of columns in the browser. */
  readonly label: string;
  readonly name: string;
  readonly columns: ReadonlyArray<Column<Row>>;
  readonly rows: readonly Row[] | undefined;
  readonly keyOf: (row: Row) => string;
  readonly isStale?: boolean;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  readonly empty: ReactNode;
  readonly tools?: ReactNode;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  readonly paging?: Paging;
  readonly onPage?: (page: { number: number; size: number }) => void;
};

const SIZES = ['10', '25', '50', '100'];

export function DataTable<Row>(props: Props<Row>) {
  const { label, name, columns, rows, error, onRetry, tools } = props;
  const t = useTranslations('table');
  const [hidden, setHidden] = useState<readonly string[]>(() => hiddenAtFirst(name, columns));
  const shown = useMemo(() => columns.filter(({ id }) => !hidden.includes(id)), [columns, hidden]);
  const toggle = (id: string): void => {
    const next = hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id];
    keep(`columns.${name}`, next);
    setHidden(next);
  };
  const choosable = columns.filter(({ isFixed }) => !isFixed);
  return (
    <Paper withBorder radius="lg" className={classes['card']}>
      {(tools !== undefined || choosable.length > 3) && (
        <Group p="sm" gap="sm" justify="space-between" align="flex-end">
          <Group gap="sm" align="flex-end" flex={1}>
            {tools}
          </Group>
          {choosable.length > 3 && (
            <Menu closeOnItemClick={false} position="bottom-end" shadow="md">
              <Menu.Target>
                <ActionIcon variant="default" size="lg" aria-label={t('columns')} title={t('columns')}>
                  <IconColumns3 size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown p="sm">
                <Stack gap="xs">
                  {choosable.map(({ id, header }) => (
                    <Checkbox
                      key={id}
                      label={header}
                      checked={!hidden.includes(id)}
                      onChange={() => toggle(id)}
                    />
                  ))}
                </Stack>
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
      )}
      {error !== undefined && error !== null && (
        <div className={classes['failure']}>
          <Failure error={error} {...(onRetry ? { onRetry } : {})} />
        </div>
      )}
      <Rows {...props} columns={shown} />
      {rows && rows.length > 0 && props.paging && <Pages {...props} paging={props.paging} label={label} />}
    </Paper>
  );
}

function hiddenAtFirst<Row>(name: string, columns: ReadonlyArray<Column<Row>>): readonly string[] {
  const kept = readKept(`columns.${name}`);
  if (Array.isArray(kept)) return kept.filter((one): one is string => typeof one === 'string');
  return columns.flatMap(({ id, isExtra }) => (isExtra ? [id] : []));
}

function Rows<Row>({ label, columns, rows, keyOf, isStale, empty, error, sort, onSort }: Props<Row>) {
  if (rows?.length === 0) return <div className={classes['empty']}>{empty}</div>;
  if (!rows && error) return null;
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': label }}>
      <Table
        className={classes['table']}
        aria-label={label}
        aria-busy={isStale ?? !rows}
        highlightOnHover
        verticalSpacing="sm"
        data-stale={isStale || undefined}
      >
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <HeaderCell
                key={column.id}
                column={column}
                {...(sort ? { sort } : {})}
                {...(onSort ? { onSort } : {})}
              />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows
            ? rows.map((row) => (
                <Table.Tr key={keyOf(row)}>
                  {columns.map(({ id, cell, align }) => (
                    <Cell key={id} row={row} cell={cell as (row: unknown) => ReactNode} align={align} />
                  ))}
                </Table.Tr>
              ))
            : Array.from({ length: 6 }, (_, n) => (
                <Table.Tr key={n}>
                  {columns.map(({ id }) => (
                    <Table.Td key={id}>
                      <Skeleton height={16} radius="sm" />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

type CellProps = { row: unknown; cell: (row: unknown) => ReactNode; align: 'end' | undefined };

/** Drawn again only when its row or its column has changed: a hundred rows stay quick under live changes. */
const Cell = memo(function Cell({ row, cell, align }: CellProps) {
  return <Table.Td {...(align ? { ta: align, className: 'figures' } : {})}>{cell(row)}</Table.Td>;
});

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
}) {
  const { header, sortBy, align } = column;
  if (sortBy === undefined || !onSort) return <Table.Th {...(align ? { ta: align } : {})}>{header}</Table.Th>;
  const isSorted = sort?.by === sortBy;
  const Icon = !isSorted ? IconArrowsSort : sort.descending ? IconArrowDown : IconArrowUp;
  return (
    <Table.Th
      aria-sort={!isSorted ? 'none' : sort.descending ? 'descending' : 'ascending'}
      {...(align ? { ta: align } : {})}
    >
      <UnstyledButton
        className={classes['sort']}
        onClick={() => onSort({ by: sortBy, descending: isSorted && !sort.descending })}
      >
        {header}
        <Icon size={14} aria-hidden opacity={isSorted ? 1 : 0.5} />
      </UnstyledButton>
    </Table.Th>
  );
}

function Pages<Row>({ paging, onPage }: Props<Row> & { paging: Paging }) {
  const t = useTranslations('table');
  const { number, size, total } = paging;
  const pages = Math.max(1, Math.ceil(total / size));
  return (
    <Group p="sm" justify="space-between" gap="sm" className={classes['foot']}>
      <Text size="sm" c="dimmed" className="figures">
        {t('range', { first: (number - 1) * size + 1, last: Math.min(number * size, total), total })}
      </Text>
      <Group gap="sm">
        <Select
          aria-label={t('pageSize')}
          size="xs"
          w={120}
          data={SIZES.map((value) => ({ value, label: t('perPage', { count: Number(value) }) }))}
          value={String(size)}
          allowDeselect={false}
          onChange={(value) => onPage?.({ number: 1, size: Number(value ?? size) })}
        />
        {pages > 1 && (
          <Pagination
            size="sm"
            total={pages}
            value={number}
            onChange={(page) => onPage?.({ number: page, size })}
            getControlProps={(control) => ({ 'aria-label': t(`to.${control}`) })}
            getItemProps={(page) => ({ 'aria-label': t('page', { page }) })}
          />
        )}
      </Group>
    </Group>
  );
}
