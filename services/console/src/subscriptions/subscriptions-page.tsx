/** Webhook subscriptions: programs that are told what happens, and what was sent to them. */
import { Badge, Button, Code, Stack, Text } from '@mantine/core';
import {
  IconEdit,
  IconKey,
  IconListDetails,
  IconPlugConnected,
  IconPlugConnectedX,
  IconPlus,
  IconSearchOff,
  IconSend,
  IconTrash,
  IconWebhook,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import { ShownOnce, type Shown } from '../admin/shown-once.tsx';
import type { Subscription } from '../api/types.ts';
import { Confirm, type Question } from '../view/confirm.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { fromQuery } from '../view/from-query.ts';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { RowMenu } from '../view/row-menu.tsx';
import { SearchBox } from '../view/search-box.tsx';
import { Deliveries } from './deliveries.tsx';
import { EditSubscription } from './edit-subscription.tsx';
import { ALL_EVENTS } from './event-names.ts';
import {
  changeSubscription,
  deleteSubscription,
  rotateSecret,
  sendTest,
  useReadAgain,
  useSubscriptions,
} from './subscription-queries.ts';

export function SubscriptionsPage() {
  const t = useTranslations('subscriptions');
  const { may } = useSession();
  const { search, change, page, onPage } = useListSearch({ by: 'name', descending: false });
  const found = useSubscriptions({ q: search.q, page });
  const [edited, setEdited] = useState<Subscription | 'new' | null>(null);
  const [looked, setLooked] = useState<Subscription | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const onShow = (title: string, secret: string): void =>
    setShown({ title, lines: [[t('secret'), secret]], hint: t('secretHint') });
  const deeds: Deeds = { onEdit: setEdited, onLook: setLooked, onAsk: setQuestion, onShow };
  const create = may('outbound:webhookSubscription:add') && (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setEdited('new')}>
      {t('create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={create} />
      <DataTable
        label={t('title')}
        name="subscriptions"
        columns={useColumns(deeds)}
        keyOf={({ id }) => id}
        {...fromQuery(found, page, onPage)}
        tools={<SearchBox label={t('search')} value={search.q} onSearch={(q) => change({ q })} />}
        empty={
          search.q === undefined ? (
            <Nothing icon={<IconWebhook />} title={t('none')} text={t('noneText')} action={create} />
          ) : (
            <Nothing icon={<IconSearchOff />} title={t('noneFound')} text={t('noneFoundText')} />
          )
        }
      />
      {edited && (
        <EditSubscription
          subscription={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onMade={(name, secret) => onShow(t('madeTitle', { name }), secret)}
        />
      )}
      {looked && <Deliveries subscription={looked} onClose={() => setLooked(null)} />}
      <Confirm question={question} onClose={() => setQuestion(null)} />
      <ShownOnce shown={shown} onClose={() => setShown(null)} />
    </>
  );
}

type Deeds = {
  readonly onEdit: (one: Subscription) => void;
  readonly onLook: (one: Subscription) => void;
  readonly onAsk: (question: Question) => void;
  readonly onShow: (title: string, secret: string) => void;
};

function useColumns(deeds: Deeds): ReadonlyArray<Column<Subscription>> {
  const t = useTranslations('subscriptions');
  return [
    {
      id: 'name',
      header: t('name'),
      isFixed: true,
      cell: ({ name }) => (
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
      ),
    },
    {
      id: 'url',
      header: t('url'),
      cell: ({ url }) => <Code style={{ overflowWrap: 'anywhere' }}>{url}</Code>,
    },
    {
      id: 'events',
      header: t('events'),
      cell: ({ eventTypes }) => (
        <Stack gap={0}>
          {eventTypes.map((name) => (
            <Text key={name} size="xs" style={{ overflowWrap: 'anywhere' }}>
              {name === ALL_EVENTS ? t('allEvents') : name}
            </Text>
          ))}
        </Stack>
      ),
    },
    { id: 'state', header: t('state'), cell: (one) => <State subscription={one} /> },
    {
      id: 'actions',
      header: t('actions'),
      isFixed: true,
      align: 'end',
      cell: (one) => <SubscriptionDeeds subscription={one} {...deeds} />,
    },
  ];
}

function State({ subscription: { enabled, disabledReason, failingSince } }: { subscription: Subscription }) {
  const t = useTranslations('subscriptions');
  const format = useFormatter();
  const since =
    failingSince && format.dateTime(new Date(failingSince), { dateStyle: 'medium', timeStyle: 'short' });
  const why = disabledReason ?? (since && t('failing', { since }));
  return (
    <Stack gap={2} align="flex-start">
      <Badge variant="light" color={enabled ? (since ? 'amber' : 'jade') : 'gray'} tt="none">
        {t(enabled ? 'enabled' : 'disabled')}
      </Badge>
      {why && (
        <Text size="xs" c="dimmed">
          {why}
        </Text>
      )}
    </Stack>
  );
}

function SubscriptionDeeds({
  subscription,
  onEdit,
  onLook,
  onAsk,
  onShow,
}: Deeds & { subscription: Subscription }) {
  const t = useTranslations('subscriptions');
  const { may } = useSession();
  const readAgain = useReadAgain();
  const { name } = subscription;
  const mayEdit = may('outbound:webhookSubscription:edit');
  const ask = (deed: 'delete' | 'disable' | 'enable' | 'renew' | 'test', act: () => Promise<unknown>): void =>
    onAsk({
      title: t(`ask.${deed}.title`, { name }),
      text: <Text>{t(`ask.${deed}.text`)}</Text>,
      confirm: t(deed),
      isDangerous: deed === 'delete' || deed === 'disable',
      act: async () => {
        await act();
        await readAgain();
      },
    });
  const renew = async (): Promise<void> => {
    const { secret } = await rotateSecret(subscription);
    onShow(t('newSecretOf', { name }), secret);
  };
  const test = async (): Promise<void> => {
    await sendTest(subscription);
    onLook(subscription);
  };
  const turn = subscription.enabled
    ? ({ deed: 'disable', icon: <IconPlugConnectedX size={16} /> } as const)
    : ({ deed: 'enable', icon: <IconPlugConnected size={16} /> } as const);
  return (
    <RowMenu
      label={t('moreOf', { name })}
      deeds={[
        { label: t('deliveries'), icon: <IconListDetails size={16} />, act: () => onLook(subscription) },
        mayEdit && { label: t('edit'), icon: <IconEdit size={16} />, act: () => onEdit(subscription) },
        mayEdit && { label: t('test'), icon: <IconSend size={16} />, act: () => ask('test', test) },
        mayEdit && { label: t('renew'), icon: <IconKey size={16} />, act: () => ask('renew', renew) },
        mayEdit && {
          ...{ label: t(turn.deed), icon: turn.icon },
          act: () =>
            ask(turn.deed, () => changeSubscription(subscription, { enabled: !subscription.enabled })),
        },
        may('outbound:webhookSubscription:delete') && {
          ...{ label: t('delete'), icon: <IconTrash size={16} />, isDangerous: true },
          act: () => ask('delete', () => deleteSubscription(subscription)),
        },
      ]}
    />
  );
}
