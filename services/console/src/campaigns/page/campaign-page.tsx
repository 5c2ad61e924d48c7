/**
 * One campaign: how far it is, why it goes as it goes, who was skipped and what failed, and what it is made
 * of.
 */
import { Grid, Skeleton, Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Campaign, Progress } from '../../api/types.ts';
import { Failure } from '../../view/failure.tsx';
import { PageHeader } from '../../view/page-header.tsx';
import { CampaignDeeds } from '../campaign-deeds.tsx';
import { useCampaign, useProgressOf } from '../campaign-queries.ts';
import { StatusBadge } from '../status-badge.tsx';
import { useSamples } from '../use-rates.ts';
import { FailedByCode, SkippedByReason } from './breakdowns.tsx';
import { CampaignRecords } from './campaign-records.tsx';
import { CampaignSettings } from './campaign-settings.tsx';
import { Funnel } from './funnel.tsx';
import { ResendCard } from './resend-card.tsx';
import { PaceCard } from './pace-card.tsx';
import { WhyCard } from './why-card.tsx';

export function CampaignPage() {
  const { campaignId = '' }: { campaignId?: string } = useParams({ strict: false });
  const t = useTranslations('campaigns');
  const { data: campaign, error, refetch } = useCampaign(campaignId);
  const alone = useMemo(() => (campaign ? [campaign] : []), [campaign]);
  const { data: all } = useProgressOf(alone);
  const progress = all?.get(campaignId);
  const samplesOf = useSamples(all?.values());
  const above = { label: t('title'), to: '/campaigns' };
  if (!campaign)
    return error ? (
      <>
        <PageHeader title={t('title')} above={above} />
        <Failure error={error} onRetry={() => void refetch()} />
      </>
    ) : (
      <Stack aria-busy>
        <Skeleton height={40} maw={360} />
        <Skeleton height={220} radius="lg" />
      </Stack>
    );
  return (
    <>
      <PageHeader
        title={campaign.name}
        above={above}
        badge={<StatusBadge status={campaign.campaignStatus} />}
        actions={<CampaignDeeds campaign={campaign} progress={progress} />}
      />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      <Body campaign={campaign} progress={progress} samples={samplesOf(campaign.id)} />
    </>
  );
}

type BodyProps = {
  campaign: Campaign;
  progress: Progress | undefined;
  samples: ReturnType<ReturnType<typeof useSamples>>;
};

function Body({ campaign, progress, samples }: BodyProps) {
  return (
    <Stack gap="md">
      <WhyCard campaign={campaign} progress={progress} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Funnel progress={progress} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <PaceCard campaign={campaign} progress={progress} samples={samples} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <SkippedByReason progress={progress} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <FailedByCode progress={progress} />
        </Grid.Col>
        <ResendCard campaign={campaign} progress={progress} />
        <Grid.Col span={12}>
          <CampaignSettings campaign={campaign} />
        </Grid.Col>
        <Grid.Col span={12}>
          <CampaignRecords campaign={campaign} />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
