/** Who wants no messages of a number; and answers that may have meant it and were not taken for it. */
import { Button, Select, Stack, Text, Textarea } from '@mantine/core';
import { IconHandStop, IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import { useIntegrations } from '../campaigns/edit/choices.ts';
import { Confirm } from '../view/confirm.tsx';
import { FormDialog } from '../view/form-dialog.tsx';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { optOut, takeOff } from './opt-out-queries.ts';
import { OptOutTable } from './opt-out-table.tsx';
import { PossibleTable } from './possible-table.tsx';

export function OptOutsPage() {
  const t = useTranslations('optOuts');
  const { may } = useSession();
  const client = useQueryClient();
  const { search, change } = useListSearch({ by: '', descending: false });
  const { data: integrations } = useIntegrations();
  const [isAdding, setAdding] = useState(false);
  const [asked, setAsked] = useState<{ deed: 'optOut' | 'remove'; number: string } | null>(null);
  const integrationId = search.code ?? integrations?.[0]?.id ?? '';
  const again = () => client.invalidateQueries({ queryKey: ['opt-outs'] });
  const add = async (numbers: string[]): Promise<void> => {
    await optOut(integrationId, numbers);
    await again();
  };
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          may('outbound:optOut:add') &&
          integrationId !== '' && (
            <Button leftSection={<IconPlus size={18} />} onClick={() => setAdding(true)}>
              {t('add')}
            </Button>
          )
        }
      />
      <Stack gap="md">
        <Select
          label={t('integration')}
          maw={360}
          allowDeselect={false}
          data={(integrations ?? []).map(({ id, name, phoneNumber }) => ({
            value: id,
            label: [name, phoneNumber].filter(Boolean).join(' · '),
          }))}
          value={integrationId === '' ? null : integrationId}
          onChange={(code) => change({ code: code ?? undefined })}
        />
        {integrations?.length === 0 && (
          <Nothing icon={<IconHandStop />} title={t('noIntegration')} text={t('noIntegrationText')} />
        )}
        {integrationId !== '' && (
          <>
            <OptOutTable
              key={integrationId}
              integrationId={integrationId}
              {...(may('outbound:optOut:delete')
                ? { onRemove: (number: string) => setAsked({ deed: 'remove', number }) }
                : {})}
            />
            <PossibleTable
              integrationId={integrationId}
              {...(may('outbound:optOut:add')
                ? { onOptOut: (number: string) => setAsked({ deed: 'optOut', number }) }
                : {})}
            />
          </>
        )}
      </Stack>
      {isAdding && <AddNumbers onAdd={add} onClose={() => setAdding(false)} />}
      <Confirm
        question={
          asked && {
            title: t(`${asked.deed}Title`, { number: asked.number }),
            text: <Text>{t(`${asked.deed}Text`)}</Text>,
            confirm: t(asked.deed),
            isDangerous: asked.deed === 'remove',
            act: async () => {
              if (asked.deed === 'optOut') return add([asked.number]);
              await takeOff(integrationId, [asked.number]);
              await again();
            },
          }
        }
        onClose={() => setAsked(null)}
      />
    </>
  );
}

function AddNumbers({
  onAdd,
  onClose,
}: {
  onAdd: (numbers: string[]) => Promise<void>;
  onClose: () => void;
}) {
  const t = useTranslations('optOuts');
  const [text, setText] = useState('');
  const numbers = text
    .split(/[\n,;]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return (
    <FormDialog
      title={t('add')}
      submit={t('addCount', { count: numbers.length })}
      isIncomplete={numbers.length === 0}
      onClose={onClose}
      onSubmit={() => onAdd(numbers)}
    >
      <Textarea
        label={t('numbers')}
        description={t('numbersHelp')}
        data-autofocus
        autosize
        minRows={4}
        maxRows={14}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
