/** The last look before a start: how many, to whom first and with which words, how long, and what is in the way. */
import { Alert, Badge, Group, List, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { answerOf } from '../../api/api-failure.ts';
import { api } from '../../api/client.ts';
import type { Campaign, StartPreview } from '../../api/types.ts';
import { Failure } from '../../view/failure.tsx';
import { useZonedTime } from '../../view/zoned-time.ts';
import { Duration } from '../edit/duration.tsx';
import { isSkipReason } from '../page/known-codes.ts';
import classes from './start-look.module.css';

const useStartPreview = (messagingCampaignId: string) =>
  useQuery({
    queryKey: ['campaign', messagingCampaignId, 'preview'],
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/outbound/messagingcampaigns/{messagingCampaignId}/preview', {
          params: { path: { messagingCampaignId } },
        }),
      ),
    // each look is a new one
    gcTime: 0,
    retry: false,
  });

export function StartLook({ campaign }: { campaign: Campaign }) {
  const t = useTranslations('campaign.look');
  const { data: preview, error, refetch } = useStartPreview(campaign.id);
  if (error)
    return (
      <Stack gap="xs">
        <Text size="sm">{t('unseen')}</Text>
        <Failure error={error} onRetry={() => void refetch()} />
      </Stack>
    );
  if (!preview)
    return (
      <Stack aria-busy gap="xs">
        <Skeleton height={24} maw={320} />
        <Skeleton height={140} radius="md" />
      </Stack>
    );
  return (
    <Stack gap="md">
      {preview.problems.length > 0 && (
        <Alert color="amber" title={t('problems')}>
          <List size="sm">
            {preview.problems.map(({ code, message }) => (
              <List.Item key={code + message}>{message}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {preview.newRun && <Figures campaign={campaign} preview={preview} />}
      {preview.first.length > 0 && <First campaign={campaign} first={preview.first} />}
    </Stack>
  );
}

type Of = { campaign: Campaign; preview: StartPreview };

function Figures({ campaign, preview: { contacts, totalContacts, blockedContacts } }: Of) {
  const t = useTranslations('campaign.look');
  const isFiltered = campaign.contactListFilters.length > 0;
  const gets = contacts - (blockedContacts ?? 0);
  return (
    <Stack gap={2}>
      <Text fw={650} size="lg">
        {t('people', { count: gets })}
      </Text>
      {isFiltered && <Text size="sm">{t('kept', { kept: contacts, total: totalContacts })}</Text>}
      <Text size="sm">
        {blockedContacts === null ? t('notCounted') : t('blocked', { count: blockedContacts })}
      </Text>
      <Duration contacts={gets} rate={campaign.messagesPerMinute} max={campaign.messagesPerMinute} />
      {contacts === 0 && (
        <Text size="sm" c="amber" role="status">
          {t('nobody')}
        </Text>
      )}
    </Stack>
  );
}

function First({ campaign, first }: { campaign: Campaign; first: StartPreview['first'] }) {
  const t = useTranslations('campaign.look');
  const title = useId();
  const columns = campaign.contactSorts.map(({ fieldName }) => fieldName).join(', ');
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600} id={title}>
        {t('first', { count: first.length })}{' '}
        <Text component="span" size="sm" c="dimmed" fw={400}>
          {columns === '' ? t('asImported') : t('sortedBy', { columns })}
        </Text>
      </Text>
      <Paper
        withBorder
        radius="md"
        className={classes['first'] ?? ''}
        role="region"
        aria-labelledby={title}
        tabIndex={0}
      >
        <ol className={classes['list']}>
          {first.map((recipient) => (
            <Recipient
              key={recipient.contactId}
              recipient={recipient}
              zone={campaign.callableTimes?.timeZone}
            />
          ))}
        </ol>
      </Paper>
    </Stack>
  );
}

type RecipientProps = { recipient: StartPreview['first'][number]; zone: string | undefined };

function Recipient({ recipient, zone }: RecipientProps) {
  const t = useTranslations('campaign.look');
  const reasons = useTranslations('campaign.skipped.reason');
  const { inZone } = useZonedTime();
  const { contactId, phoneId, message, skipped, callableFrom } = recipient;
  return (
    <li className={classes['recipient']}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600} className="figures" style={{ overflowWrap: 'anywhere' }}>
          {phoneId === null ? contactId : `+${phoneId}`}
        </Text>
        {skipped && (
          <Badge variant="light" color="amber" tt="none">
            {isSkipReason(skipped.reason) ? reasons(skipped.reason) : skipped.reason}
          </Badge>
        )}
        {callableFrom !== null && zone !== undefined && (
          <Badge variant="light" color="blue" tt="none">
            {t('waits', { time: inZone(callableFrom, zone) })}
          </Badge>
        )}
      </Group>
      {message && (
        <Text size="sm" lineClamp={3} style={{ whiteSpace: 'pre-line' }}>
          {message.filter((line) => line !== '').join('\n')}
        </Text>
      )}
    </li>
  );
}
