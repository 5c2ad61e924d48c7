/** What may be done with a campaign, each after a question that says what will happen. */
import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconCopy,
  IconEdit,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import type { Campaign, Progress } from '../api/types.ts';
import { Confirm, type Question } from '../view/confirm.tsx';
import { LazyMenu } from '../view/lazy-menu.tsx';
import { campaignPermissions } from './campaign-permissions.ts';
import { useDeed, type Deed } from './campaign-queries.ts';
import { deedsOf, leftOf } from './campaign-state.ts';

const StartLook = lazy(async () => ({ default: (await import('./start/start-look.tsx')).StartLook }));

const icons: Record<Deed, ReactNode> = {
  start: <IconPlayerPlay size={16} />,
  stop: <IconPlayerStop size={16} />,
  recycle: <IconRefresh size={16} />,
  delete: <IconTrash size={16} />,
};

type Props = { campaign: Campaign; progress: Progress | undefined; isCompact?: boolean };

export function CampaignDeeds({ campaign, progress, isCompact = false }: Props) {
  const t = useTranslations('campaign');
  const { may } = useSession();
  const { question, ask, close } = useQuestions(campaign, progress);
  const mayDo = (verb: string): boolean =>
    campaignPermissions(verb).some((permission) => may(permission, campaign.division.id));
  const open = deedsOf(campaign.campaignStatus).filter(mayDo);
  const [main] = open.filter((deed) => deed === 'start' || deed === 'stop');
  const others = open.filter((deed) => deed !== main);
  const path = { campaignId: campaign.id } as never;
  return (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      {main &&
        (isCompact ? (
          <ActionIcon
            variant="light"
            size="lg"
            aria-label={t('deedOf', { deed: t(`deed.${main}`), name: campaign.name })}
            title={t(`deed.${main}`)}
            onClick={() => ask(main)}
          >
            {icons[main]}
          </ActionIcon>
        ) : (
          <Button
            leftSection={icons[main]}
            onClick={() => ask(main)}
            {...(main === 'stop' ? { variant: 'default' } : {})}
          >
            {t(`deed.${main}`)}
          </Button>
        ))}
      <LazyMenu label={t('moreOf', { name: campaign.name })} size={isCompact ? 'lg' : 'input-sm'}>
        {() => (
          <>
            {mayDo('edit') && (
              <Menu.Item
                component={Link}
                to="/campaigns/$campaignId/edit"
                params={path}
                leftSection={<IconEdit size={16} />}
              >
                {t('deed.edit')}
              </Menu.Item>
            )}
            {mayDo('add') && (
              <Menu.Item
                component={Link}
                to="/campaigns/new"
                search={{ copy: campaign.id } as never}
                leftSection={<IconCopy size={16} />}
              >
                {t('deed.copy')}
              </Menu.Item>
            )}
            {others.map((deed) => (
              <Menu.Item
                key={deed}
                leftSection={icons[deed]}
                onClick={() => ask(deed)}
                {...(deed === 'delete' ? { color: 'red' } : {})}
              >
                {t(`deed.${deed}`)}
              </Menu.Item>
            ))}
          </>
        )}
      </LazyMenu>
      {question && <Confirm question={question} onClose={close} />}
    </Group>
  );
}

function useQuestions(campaign: Campaign, progress: Progress | undefined) {
  const t = useTranslations('campaign');
  const format = useFormatter();
  const [deed, setDeed] = useState<Deed | null>(null);
  const { mutateAsync } = useDeed();
  const navigate = useNavigate();
  const { id, name, campaignStatus, messagesPerMinute } = campaign;
  const left = progress ? leftOf(progress) : 0;
  const rate = format.number(messagesPerMinute);
  const lines = (asked: Deed): string[] => {
    if (asked === 'start')
      return campaignStatus === 'off' && left > 0
        ? [t('ask.resume', { left, rate })]
        : progress && progress.runNumber > 0
          ? [t('ask.again'), t('ask.pace', { rate })]
          : [t('ask.start'), t('ask.pace', { rate })];
    if (asked === 'stop') return [t('ask.stop'), t('ask.stopLeft', { left })];
    if (asked === 'recycle')
      return [
        campaignStatus === 'on' || campaignStatus === 'stopping' ? t('ask.recycleOn') : t('ask.recycle'),
      ];
    return [
      t('ask.delete'),
      ...(left > 0 && progress && progress.runNumber > 0 ? [t('ask.deleteLeft', { left })] : []),
    ];
  };
  const question: Question | null = deed && {
    title: t(`askTitle.${deed}`, { name }),
    ...(deed === 'start' ? { size: 'lg' } : {}),
    text: (
      <>
        {lines(deed).map((line) => (
          <Text key={line}>{line}</Text>
        ))}
        {deed === 'start' && (
          <Suspense>
            <StartLook campaign={campaign} />
          </Suspense>
        )}
      </>
    ),
    confirm: t(`deed.${deed}`),
    isDangerous: deed === 'delete',
    act: async () => {
      await mutateAsync({ deed, id });
      notifications.show({ message: t(`did.${deed}`, { name }), color: 'jade' });
      if (deed === 'delete') void navigate({ to: '/campaigns' });
    },
  };
  return { question, ask: setDeed, close: () => setDeed(null) };
}
