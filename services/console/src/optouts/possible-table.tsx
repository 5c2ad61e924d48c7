import { Badge, Button, Stack, Text, Title } from '@mantine/core';
import { IconMessageQuestion } from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'use-intl';
import type { PossibleOptOut } from '../api/types.ts';
import { DataTable, type Column } from '../view/data-table.tsx';
import { Nothing } from '../view/nothing.tsx';
import { usePossibleOptOuts } from './opt-out-queries.ts';

/** Answers that may be opt-outs; somebody has to read them. */
export function PossibleTable({
  integrationId,
  onOptOut,
}: {
  integrationId: string;
  onOptOut?: (number: string) => void;
}) {
  const t = useTranslations('optOuts');
  const format = useFormatter();
  const found = usePossibleOptOuts(integrationId);
  const columns: Array<Column<PossibleOptOut>> = [
    {
      id: 'at',
      header: t('answered'),
      cell: ({ at }) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' }),
    },
    { id: 'number', header: t('number'), isFixed: true, cell: ({ phoneId }) => phoneId ?? t('notKnown') },
    { id: 'text', header: t('said'), isFixed: true, cell: ({ text }) => <Text size="sm">“{text}”</Text> },
    {
      id: 'actions',
      header: t('actions'),
      isFixed: true,
      align: 'end',
      cell: ({ phoneId, isOptedOut }) =>
        isOptedOut ? (
          <Badge variant="light" tt="none">
            {t('isOptedOut')}
          </Badge>
        ) : (
          phoneId !== null &&
          onOptOut && (
            <Button variant="default" size="xs" onClick={() => onOptOut(phoneId)}>
              {t('optOut')}
            </Button>
          )
        ),
    },
  ];
  return (
    <Stack gap="xs" mt="md">
      <Title order={2}>{t('possible')}</Title>
      <Text size="sm" c="dimmed" maw="75ch">
        {t('possibleLead')}
      </Text>
      <DataTable
        label={t('possible')}
        name="possible-opt-outs"
        columns={columns}
        rows={found.data?.entities}
        keyOf={({ phoneId, at, text }) => `${phoneId} ${at} ${text}`}
        error={found.error}
        onRetry={() => void found.refetch()}
        empty={<Nothing icon={<IconMessageQuestion />} title={t('noPossible')} text={t('noPossibleText')} />}
      />
    </Stack>
  );
}
