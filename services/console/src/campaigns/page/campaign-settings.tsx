/** What a campaign is made of. */
import { SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import type { Campaign } from '../../api/types.ts';
import { Card } from '../../view/card.tsx';
import { TimesText } from '../times/times-text.tsx';

export function CampaignSettings({ campaign }: { campaign: Campaign }) {
  const t = useTranslations('campaign.settings');
  const format = useFormatter();
  const { whatsAppConfig, contactSorts, callableTimes } = campaign;
  const named = (refs: ReadonlyArray<{ id: string; name?: string }>): string =>
    refs.length === 0 ? t('none') : refs.map(({ id, name }) => name ?? id).join(', ');
  const rows: Array<[string, ReactNode]> = [
    [t('list'), campaign.contactList.name ?? campaign.contactList.id],
    [t('filters'), named(campaign.contactListFilters)],
    [t('dnc'), named(campaign.dncLists)],
    [t('column'), whatsAppConfig.whatsAppColumns.join(', ')],
    [t('template'), whatsAppConfig.contentTemplate.name ?? whatsAppConfig.contentTemplate.id],
    [t('integration'), named([whatsAppConfig.whatsAppIntegration])],
    [t('rate'), format.number(campaign.messagesPerMinute)],
    [t('always'), t(campaign.alwaysRunning ? 'yes' : 'no')],
    [
      t('sort'),
      contactSorts.length === 0
        ? t('asImported')
        : contactSorts
            .map(({ fieldName, direction, numeric }) =>
              [fieldName, t(direction), ...(numeric ? [t('numeric')] : [])].join(' '),
            )
            .join(', '),
    ],
    [
      t('times'),
      callableTimes && callableTimes.ranges.length > 0 ? <TimesText times={callableTimes} /> : t('anyTime'),
    ],
    [t('division'), campaign.division.name ?? campaign.division.id],
    [
      t('changed'),
      format.dateTime(new Date(campaign.dateModified), { dateStyle: 'medium', timeStyle: 'short' }),
    ],
  ];
  return (
    <Card title={t('title')}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="lg" component="dl" m={0}>
        {rows.map(([label, value]) => (
          <Stack key={label} gap={0}>
            <Text size="xs" c="dimmed" component="dt">
              {label}
            </Text>
            <Text size="sm" component="dd" m={0} style={{ overflowWrap: 'anywhere' }}>
              {value}
            </Text>
          </Stack>
        ))}
      </SimpleGrid>
    </Card>
  );
}
