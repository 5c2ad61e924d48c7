/**
 * Create, copy and edit: the same page. Somebody else's change in between is shown field by field, and can be
 * kept or overwritten.
 */
import { Alert, Button, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { answerOf } from '../../api/api-failure.ts';
import { api } from '../../api/client.ts';
import type { Campaign, CampaignBody } from '../../api/types.ts';
import { Failure } from '../../view/failure.tsx';
import { PageHeader } from '../../view/page-header.tsx';
import { isActive, useCampaign } from '../campaign-queries.ts';
import { CampaignForm } from './campaign-form.tsx';
import { emptyValues, valuesOf, type CampaignValues } from './campaign-values.ts';
import { differences, merged } from './merge-values.ts';
import { readDraft } from './use-draft.ts';

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function NewCampaignPage() {
  const t = useTranslations('edit');
  const search: { copy?: string | undefined } = useSearch({ strict: false });
  const original = useCampaign(search.copy ?? '');
  if (search.copy !== undefined && !original.data)
    return original.error ? <Failure error={original.error} /> : <Skeleton height={300} radius="lg" />;
  const initial = original.data
    ? { ...valuesOf(original.data, ownZone()), name: t('copyOf', { name: original.data.name }).slice(0, 64) }
    : emptyValues(ownZone());
  return (
    <Editing
      key={search.copy ?? 'new'}
      draft={search.copy ? `copy.${search.copy}` : 'new'}
      initial={initial}
      present={null}
    />
  );
}

export function EditCampaignPage() {
  const { campaignId = '' }: { campaignId?: string } = useParams({ strict: false });
  const { data, error, refetch } = useCampaign(campaignId);
  // what somebody edits does not change under his hands
  const [first, setFirst] = useState<Campaign | null>(null);
  if (data && first?.id !== data.id) setFirst(data);
  if (!first)
    return error ? (
      <Failure error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton height={300} radius="lg" />
    );
  return <Editing key={first.id} draft={first.id} initial={valuesOf(first, ownZone())} present={first} />;
}

type EditingProps = { draft: string; initial: CampaignValues; present: Campaign | null };

function Editing({ draft, initial, present: read }: EditingProps) {
  const t = useTranslations('edit');
  const campaigns = useTranslations('campaigns');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [drafted, setDrafted] = useState(() => readDraft(draft));
  const [present, setPresent] = useState(read);
  const [conflict, setConflict] = useState<{ mine: CampaignValues; theirs: Campaign } | null>(null);
  const [round, setRound] = useState(0);
  const [start, setStart] = useState(drafted ?? initial);

  const save = async (body: CampaignBody): Promise<void> => {
    const saved = present
      ? await answerOf(
          api.PUT('/api/v2/outbound/messagingcampaigns/{messagingCampaignId}', {
            params: { path: { messagingCampaignId: present.id } },
            body,
          }),
        )
      : await answerOf(api.POST('/api/v2/outbound/messagingcampaigns', { body }));
    client.setQueryData(['campaign', saved.id], saved);
    await client.invalidateQueries({ queryKey: ['campaigns'] });
    notifications.show({ message: t(present ? 'saved' : 'created', { name: saved.name }), color: 'jade' });
    void navigate({ to: '/campaigns' });
  };
  const explain = async (mine: CampaignValues): Promise<void> => {
    if (!present) return;
    const theirs = await answerOf(
      api.GET('/api/v2/outbound/messagingcampaigns/{messagingCampaignId}', {
        params: { path: { messagingCampaignId: present.id } },
      }),
    );
    setConflict({ mine, theirs });
  };
  const goOn = (values: CampaignValues, theirs: Campaign): void => {
    setPresent(theirs);
    setStart(values);
    setConflict(null);
    setRound(round + 1);
  };
  return (
    <>
      <PageHeader
        title={present ? t('editTitle', { name: present.name }) : t('title')}
        above={{ label: campaigns('title'), to: '/campaigns' }}
      />
      <Stack gap="md">
        {drafted && (
          <Alert color="blue" title={t('draft')} maw={1000}>
            <Group justify="space-between">
              <Text size="sm">{t('draftHelp')}</Text>
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  setDrafted(null);
                  setStart(initial);
                  setRound(round + 1);
                }}
              >
                {t('startAfresh')}
              </Button>
            </Group>
          </Alert>
        )}
        {conflict && read && (
          <Conflict
            base={initial}
            mine={conflict.mine}
            theirs={valuesOf(conflict.theirs, ownZone())}
            onChoose={(values) => goOn(values, conflict.theirs)}
          />
        )}
        <CampaignForm
          key={round}
          draft={draft}
          initial={start}
          present={present}
          isRunning={present !== null && isActive(present.campaignStatus)}
          onSave={save}
          onCancel={() => void navigate({ to: '/campaigns' })}
          onConflict={(values) => void explain(values)}
        />
      </Stack>
    </>
  );
}

type ConflictProps = {
  base: CampaignValues;
  mine: CampaignValues;
  theirs: CampaignValues;
  onChoose: (values: CampaignValues) => void;
};

function Conflict({ base, mine, theirs, onChoose }: ConflictProps) {
  const t = useTranslations('edit');
  const rows = differences(base, mine, theirs);
  return (
    <Alert color="amber" title={t('conflict')} maw={1000} role="alert">
      <Stack gap="sm">
        <Text size="sm">{t('conflictHelp')}</Text>
        <Table withTableBorder>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('conflictField')}</Table.Th>
              <Table.Th>{t('yours')}</Table.Th>
              <Table.Th>{t('theirs')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ field, mine: own, theirs: other }) => (
              <Table.Tr key={field}>
                <Table.Td>{t(`fieldName.${field}`)}</Table.Td>
                <Table.Td>{own}</Table.Td>
                <Table.Td>{other}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Group>
          <Button size="xs" onClick={() => onChoose(merged(base, mine, theirs))}>
            {t('merge')}
          </Button>
          <Button size="xs" variant="default" onClick={() => onChoose(theirs)}>
            {t('takeTheirs')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
