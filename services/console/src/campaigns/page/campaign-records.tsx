/** What was recorded of a campaign: every attempt to message somebody, and the event log. */
import { Tabs } from '@mantine/core';
import { IconListDetails, IconMessages } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../../access/session.tsx';
import type { Campaign } from '../../api/types.ts';
import { dayOf, type InteractionSearch } from '../../interactions/interaction-search.ts';
import { EventTable } from '../../watch/events-page.tsx';

const InteractionTable = lazy(async () => ({
  default: (await import('../../interactions/interaction-table.tsx')).InteractionTable,
}));

const FIRST_PAGE = { number: 1, size: 10 };

export function CampaignRecords({ campaign }: { campaign: Campaign }) {
  const t = useTranslations('shell.place');
  const { may } = useSession();
  const { id, division } = campaign;
  const maySeeEvents = may('outbound:eventLog:view', division.id);
  const maySeeInteractions = [
    'analytics:conversationDetail:view',
    'analytics:agentConversationDetail:view',
  ].some((permission) => may(permission, division.id));
  if (!maySeeEvents && !maySeeInteractions) return null;
  return (
    <Tabs defaultValue={maySeeInteractions ? 'interactions' : 'events'} keepMounted={false}>
      <Tabs.List mb="md">
        {maySeeInteractions && (
          <Tabs.Tab value="interactions" leftSection={<IconMessages size={16} />}>
            {t('interactions')}
          </Tabs.Tab>
        )}
        {maySeeEvents && (
          <Tabs.Tab value="events" leftSection={<IconListDetails size={16} />}>
            {t('events')}
          </Tabs.Tab>
        )}
      </Tabs.List>
      <Tabs.Panel value="interactions">
        <Suspense>
          <Interactions campaign={campaign} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="events">
        <Events entityId={id} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Interactions({ campaign }: { campaign: Campaign }) {
  const [page, setPage] = useState(FIRST_PAGE);
  const [search, setSearch] = useState<InteractionSearch>(() => ({
    campaignId: campaign.id,
    deliveryStatus: undefined,
    wrapUpCode: undefined,
    who: undefined,
    from: dayOf(new Date(campaign.dateCreated)),
    to: dayOf(new Date()),
  }));
  return (
    <InteractionTable
      ofCampaign
      search={search}
      onSearch={(changes) => {
        setSearch({ ...search, ...changes });
        setPage(FIRST_PAGE);
      }}
      page={page}
      onPage={setPage}
    />
  );
}

function Events({ entityId }: { entityId: string }) {
  const [page, setPage] = useState(FIRST_PAGE);
  const [level, setLevel] = useState<string | undefined>(undefined);
  return <EventTable page={page} onPage={setPage} level={level} onLevel={setLevel} entityId={entityId} />;
}
