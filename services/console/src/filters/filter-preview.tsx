/** How many contacts the filter keeps now, and the first of them. */
import { Group, Paper, Progress as Bar, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'use-intl';
import type { FilterPreview as Found } from '../api/types.ts';
import { Failure } from '../view/failure.tsx';

const SHOWN_COLUMNS = 6;

type Props = {
  readonly found: Found | undefined;
  readonly columns: readonly string[];
  readonly isStale: boolean;
  /** Not asked yet: a condition is not whole. */
  readonly isWaiting: boolean;
  readonly error: unknown;
};

export function FilterPreview({ found, columns, isStale, isWaiting, error }: Props) {
  const t = useTranslations('filters');
  const format = useFormatter();
  if (isWaiting)
    return (
      <Text size="sm" c="dimmed">
        {t('previewWaits')}
      </Text>
    );
  if (error) return <Failure error={error} />;
  if (!found) return <Skeleton height={90} radius="md" />;
  const { filteredContacts: kept, totalContacts: total, preview } = found;
  const shown = columns.slice(0, SHOWN_COLUMNS);
  return (
    <Paper withBorder radius="md" p="md" aria-busy={isStale} opacity={isStale ? 0.6 : 1}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600} role="status">
            {t('keeps', { kept, total })}
          </Text>
          <Text size="sm" c="dimmed" className="figures">
            {format.number(total === 0 ? 0 : kept / total, { style: 'percent', maximumFractionDigits: 1 })}
          </Text>
        </Group>
        <Bar value={total === 0 ? 0 : (kept / total) * 100} size="sm" aria-hidden />
        {preview.length > 0 && (
          <Table.ScrollContainer
            minWidth={300}
            scrollAreaProps={{
              viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('firstMatches') },
            }}
          >
            <Table striped fz="sm" aria-label={t('firstMatches')}>
              <Table.Thead>
                <Table.Tr>
                  {shown.map((column) => (
                    <Table.Th key={column} style={{ whiteSpace: 'nowrap' }}>
                      {column}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {preview.map(({ id, data }, at) => (
                  <Table.Tr key={id ?? at}>
                    {shown.map((column) => (
                      <Table.Td key={column} style={{ whiteSpace: 'nowrap' }}>
                        {data?.[column]}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Stack>
    </Paper>
  );
}
