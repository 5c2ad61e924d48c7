/** What was and will be sent to a webhook subscription, the latest first; what was given up can be sent again. */
import { Badge, Button, Group, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import type { Delivery, Subscription } from '../api/types.ts';
import { DataTable, type Column } from '../view/data-table.tsx';
import { Failure } from '../view/failure.tsx';
import { fromQuery } from '../view/from-query.ts';
import { Nothing } from '../view/nothing.tsx';
import { redeliver, useDeliveries, useReadAgain, type DeliveryState } from './subscription-queries.ts';

const STATES: readonly DeliveryState[] = ['WAITING', 'DELIVERED', 'DEAD'];
const COLOURS = { WAITING: 'amber', DELIVERED: 'jade', DEAD: 'red' } as const;

export function Deliveries({ subscription, onClose }: { subscription: Subscription; onClose: () => void }) {
  const t = useTranslations('subscriptions.sent');
  const close = useTranslations('dialog')('close');
  const { may } = useSession();
  const readAgain = useReadAgain();
  const [state, setState] = useState<DeliveryState | null>(null);
  const [page, setPage] = useState({ number: 1, size: 10 });
  const found = useDeliveries(subscription.id, state, page);
  const mayEdit = may('outbound:webhookSubscription:edit');
  const [refusal, setRefusal] = useState<unknown>(null);
  const again = (ids: string[] | null): void => {
    setRefusal(null);
    redeliver(subscription, ids).then(readAgain).catch(setRefusal);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('title', { name: subscription.name })}
      size="xl"
      closeButtonProps={{ 'aria-label': close }}
    >
      {refusal !== null && <Failure error={refusal} />}
      <DataTable
        label={t('title', { name: subscription.name })}
        name="deliveries"
        columns={useColumns(mayEdit ? (one) => again([one.id]) : null)}
        keyOf={({ id }) => id}
        {...fromQuery(found, page, setPage)}
        tools={
          <Group>
            <SegmentedControl
              aria-label={t('state')}
              value={state ?? 'any'}
              onChange={(chosen) => {
                setState(STATES.find((one) => one === chosen) ?? null);
                setPage({ ...page, number: 1 });
              }}
              data={['any' as const, ...STATES].map((one) => ({ value: one, label: t(one) }))}
            />
            {mayEdit && state === 'DEAD' && (
              <Button
                variant="default"
                leftSection={<IconMailForward size={16} />}
                onClick={() => again(null)}
              >
                {t('allAgain')}
              </Button>
            )}
          </Group>
        }
        empty={<Nothing icon={<IconMailForward />} title={t('none')} text={t('noneText')} />}
      />
    </Modal>
  );
}

function useColumns(onAgain: ((one: Delivery) => void) | null): ReadonlyArray<Column<Delivery>> {
  const t = useTranslations('subscriptions.sent');
  const format = useFormatter();
  const timeOf = (at: string) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'medium' });
  return [
    {
      id: 'at',
      header: t('at'),
      isFixed: true,
      cell: ({ dateCreated }) => (
        <Text size="sm" className="figures">
          {timeOf(dateCreated)}
        </Text>
      ),
    },
    { id: 'event', header: t('event'), isFixed: true, cell: ({ eventType }) => eventType },
    {
      id: 'state',
      header: t('state'),
      isFixed: true,
      cell: ({ state }) => (
        <Badge variant="light" color={COLOURS[state]} tt="none">
          {t(state)}
        </Badge>
      ),
    },
    { id: 'tries', header: t('tries'), align: 'end', cell: ({ tries }) => tries },
    {
      id: 'last',
      header: t('last'),
      cell: ({ lastTry }) =>
        lastTry && (
          <Stack gap={0}>
            <Text size="sm">
              {lastTry.status === undefined
                ? lastTry.failure
                : t('answered', { status: String(lastTry.status) })}
            </Text>
            <Text size="xs" c="dimmed" className="figures">
              {timeOf(lastTry.at)}
            </Text>
          </Stack>
        ),
    },
    {
      id: 'again',
      header: t('again'),
      align: 'end',
      cell: (one) =>
        onAgain &&
        one.state !== 'WAITING' && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('againOf', { id: one.id })}
            onClick={() => onAgain(one)}
          >
            {t('again')}
          </Button>
        ),
    },
  ];
}
