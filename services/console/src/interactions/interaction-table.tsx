/** Interactions: a row for each attempt to message a contact, searched by the server, exported as a whole. */
import { Anchor, Badge, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconDownload, IconMessages, IconSearchOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import { errorWords } from '../campaigns/page/known-codes.ts';
import { CampaignField } from './campaign-field.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { Failure } from '../view/failure.tsx';
import { fromQuery } from '../view/from-query.ts';
import { Nothing } from '../view/nothing.tsx';
import { SearchBox } from '../view/search-box.tsx';
import { DeliveryBadge } from './delivery-badge.tsx';
import { exportInteractions, useInteractions } from './interaction-queries.ts';
import { deliveryStatuses, type Interaction, type InteractionSearch } from './interaction-search.ts';

type Props = {
  readonly search: InteractionSearch;
  readonly onSearch: (changes: Partial<InteractionSearch>) => void;
  readonly page: { number: number; size: number };
  readonly onPage: (page: { number: number; size: number }) => void;
  /** Of one campaign alone. */
  readonly ofCampaign?: boolean;
};

export function InteractionTable({ search, onSearch, page, onPage, ofCampaign = false }: Props) {
  const t = useTranslations('interactions');
  const found = useInteractions(search, page);
  const columns = useColumns(ofCampaign);
  const [isExporting, setExporting] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const codes = useWrapUpCodes();
  const exportAll = async (): Promise<void> => {
    setExporting(true);
    setFailure(null);
    await exportInteractions(search).catch(setFailure);
    setExporting(false);
  };
  const isNarrowed = [search.deliveryStatus, search.wrapUpCode, search.who].some(Boolean);
  return (
    <Stack gap="sm">
      {failure !== null && <Failure error={failure} />}
      <DataTable
        label={t('title')}
        name="interactions"
        columns={columns}
        keyOf={({ id }) => id}
        {...fromQuery(found, page, onPage)}
        tools={
          <>
            <SearchBox label={t('who')} value={search.who} onSearch={(who) => onSearch({ who })} />
            {!ofCampaign && (
              <CampaignField id={search.campaignId} onChoose={(campaignId) => onSearch({ campaignId })} />
            )}
            <Select
              aria-label={t('deliveryStatus')}
              placeholder={t('anyDelivery')}
              w={{ base: '100%', xs: 180 }}
              clearable
              clearButtonProps={{ 'aria-label': t('anyDelivery') }}
              data={deliveryStatuses.map((value) => ({ value, label: t(`delivery.${value}`) }))}
              value={search.deliveryStatus ?? null}
              onChange={(status) => onSearch({ deliveryStatus: status ?? undefined })}
            />
            <Select
              aria-label={t('wrapUp')}
              placeholder={t('anyWrapUp')}
              w={{ base: '100%', xs: 240 }}
              clearable
              searchable
              clearButtonProps={{ 'aria-label': t('anyWrapUp') }}
              data={codes}
              value={search.wrapUpCode ?? null}
              onChange={(code) => onSearch({ wrapUpCode: code ?? undefined })}
            />
            <Group gap="sm" wrap="nowrap" w={{ base: '100%', xs: 'auto' }}>
              <TextInput
                type="date"
                aria-label={t('from')}
                title={t('from')}
                flex={1}
                miw={130}
                max={search.to}
                value={search.from}
                onChange={({ currentTarget: { value } }) => value !== '' && onSearch({ from: value })}
              />
              <TextInput
                type="date"
                aria-label={t('to')}
                title={t('to')}
                flex={1}
                miw={130}
                min={search.from}
                value={search.to}
                onChange={({ currentTarget: { value } }) => value !== '' && onSearch({ to: value })}
              />
            </Group>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} />}
              loading={isExporting}
              onClick={() => void exportAll()}
            >
              {t('export')}
            </Button>
          </>
        }
        empty={
          isNarrowed ? (
            <Nothing icon={<IconSearchOff />} title={t('noneFound')} text={t('noneFoundText')} />
          ) : (
            <Nothing icon={<IconMessages />} title={t('none')} text={t('noneText')} />
          )
        }
      />
    </Stack>
  );
}

const useWrapUpCodes = (): string[] => {
  const { data } = useQuery({
    queryKey: ['wrap-up-codes'],
    staleTime: 60_000,
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/routing/wrapupcodes', {
          params: { query: { pageSize: 100, pageNumber: 1, sortBy: 'name', sortOrder: 'ascending' } },
        }),
      ),
  });
  return data?.entities.map(({ id }) => id) ?? [];
};

function useColumns(ofCampaign: boolean): ReadonlyArray<Column<Interaction>> {
  const t = useTranslations('interactions');
  const codes = useTranslations('campaign.failed.code');
  const format = useFormatter();
  const time = (text: string): string =>
    format.dateTime(new Date(text), { dateStyle: 'medium', timeStyle: 'medium' });
  return [
    {
      id: 'time',
      header: t('time'),
      isFixed: true,
      cell: ({ startedAt }) => (
        <Text size="sm" className="figures">
          {time(startedAt)}
        </Text>
      ),
    },
    ...(ofCampaign
      ? []
      : [
          {
            id: 'campaign',
            header: t('campaign'),
            cell: ({ campaign }: Interaction) =>
              campaign ? (
                <Anchor
                  component={Link}
                  to="/campaigns/$campaignId"
                  params={{ campaignId: campaign.id } as never}
                  size="sm"
                >
                  {campaign.name}
                </Anchor>
              ) : (
                <Text size="sm" c="dimmed">
                  {t('deleted')}
                </Text>
              ),
          },
        ]),
    { id: 'to', header: t('number'), isFixed: true, cell: ({ to }) => to ?? '–' },
    { id: 'contact', header: t('contact'), cell: ({ contactId }) => contactId },
    {
      id: 'delivery',
      header: t('deliveryStatus'),
      isFixed: true,
      cell: ({ deliveryStatus, resendOfRun }) => (
        <Group gap={6}>
          <DeliveryBadge status={deliveryStatus} />
          {resendOfRun !== null && (
            <Badge variant="outline" color="gray" tt="none">
              {t('resend', { run: resendOfRun })}
            </Badge>
          )}
        </Group>
      ),
    },
    {
      id: 'wrapUp',
      header: t('wrapUp'),
      cell: ({ wrapUpCode }) => <Text size="xs">{wrapUpCode ?? '–'}</Text>,
    },
    {
      id: 'error',
      header: t('error'),
      cell: ({ errorCode, error }) => {
        const words = errorCode === null ? null : errorWords(errorCode);
        if (errorCode === null && error === null) return '';
        return (
          <Text size="xs" lineClamp={2} title={error ?? ''} maw={300}>
            {errorCode !== null && <strong>{errorCode} </strong>}
            {words ? codes(words) : error}
          </Text>
        );
      },
    },
    { id: 'attempt', header: t('attempt'), align: 'end', isExtra: true, cell: ({ attempt }) => attempt },
    {
      id: 'changed',
      header: t('changed'),
      isExtra: true,
      cell: ({ changedAt }) => (changedAt === null ? '–' : time(changedAt)),
    },
    { id: 'extended', header: t('extended'), isExtra: true, cell: ({ extended }) => extended ?? '–' },
  ];
}
