import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useCampaign, useCampaigns } from '../campaigns/campaign-queries.ts';

const SHOWN = 50;

/** A campaign is chosen as its name is typed. */
export function CampaignField({
  id,
  onChoose,
}: {
  id: string | undefined;
  onChoose: (id: string | undefined) => void;
}) {
  const t = useTranslations('interactions');
  const { data: chosen } = useCampaign(id ?? '');
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed === chosen?.name ? '' : typed, 250);
  const { data } = useCampaigns({
    pageSize: SHOWN,
    pageNumber: 1,
    sortBy: 'name',
    sortOrder: 'ascending',
    ...(search === '' ? {} : { name: search }),
  });
  const found = (data?.entities ?? []).filter((one) => one.id !== chosen?.id);
  return (
    <Select
      aria-label={t('campaign')}
      placeholder={t('anyCampaign')}
      w={{ base: '100%', xs: 220 }}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('anyCampaign') }}
      data={[...(chosen ? [chosen] : []), ...found].map((one) => ({ value: one.id, label: one.name }))}
      filter={({ options }) => options}
      onSearchChange={setTyped}
      value={id ?? null}
      onChange={(next) => onChoose(next ?? undefined)}
    />
  );
}
