import { ActionIcon } from '@mantine/core';
import { IconHandStop, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import type { OptOut } from '../api/types.ts';
import { DataTable, type Column } from '../view/data-table.tsx';
import { Nothing } from '../view/nothing.tsx';
import { PreviousNext } from '../view/previous-next.tsx';
import { useOptOuts } from './opt-out-queries.ts';

const SIZE = 50;

/** Numbers that have opted out, by digits, a page after the other. */
export function OptOutTable({
  integrationId,
  onRemove,
}: {
  integrationId: string;
  onRemove?: (number: string) => void;
}) {
  const t = useTranslations('optOuts');
  const format = useFormatter();
  /** Where the pages up to this one begin. */
  const [starts, setStarts] = useState<readonly string[]>([]);
  const found = useOptOuts(integrationId, SIZE, starts.at(-1));
  const next = found.data?.next;
  const columns: Array<Column<OptOut>> = [
    { id: 'number', header: t('number'), isFixed: true, cell: ({ phoneId }) => phoneId },
    {
      id: 'since',
      header: t('since'),
      cell: ({ optedOutAt }) =>
        optedOutAt === undefined
          ? t('notKnown')
          : format.dateTime(new Date(optedOutAt), { dateStyle: 'medium', timeStyle: 'short' }),
    },
    ...(onRemove
      ? [
          {
            id: 'actions',
            header: t('actions'),
            isFixed: true,
            align: 'end' as const,
            cell: ({ phoneId }: OptOut) => (
              <ActionIcon
                variant="default"
                size="lg"
                aria-label={t('removeOf', { number: phoneId })}
                onClick={() => onRemove(phoneId)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <DataTable
        label={t('title')}
        name="opt-outs"
        columns={columns}
        rows={found.data?.entities}
        keyOf={({ phoneId }) => phoneId}
        isStale={found.isPlaceholderData}
        error={found.error}
        onRetry={() => void found.refetch()}
        empty={<Nothing icon={<IconHandStop />} title={t('none')} text={t('noneText')} />}
      />
      <PreviousNext
        {...{ starts, next }}
        onStarts={setStarts}
        words={{ previous: t('previous'), next: t('next') }}
      />
    </>
  );
}
