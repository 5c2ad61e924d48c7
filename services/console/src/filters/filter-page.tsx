/** A contact list filter is made, copied or changed. */
import { Button, Group, Paper, Select, Skeleton, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import type { ContactListFilter } from '../api/types.ts';
import { useContactList, useContactLists } from '../campaigns/edit/choices.ts';
import { UsedBy } from '../campaigns/used-by.tsx';
import { Failure } from '../view/failure.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { areBesideConditions, FilterForm } from './filter-form.tsx';
import { saveFilter, useFilter } from './filter-queries.ts';
import { emptyFilter, isComplete, valuesOf, type FilterValues } from './filter-values.ts';

export function NewFilterPage() {
  const t = useTranslations('filters');
  const search: { copy?: string | undefined; list?: string | undefined } = useSearch({ strict: false });
  const original = useFilter(search.copy ?? '');
  if (search.copy !== undefined && !original.data)
    return original.error ? <Failure error={original.error} /> : <Skeleton height={300} radius="lg" />;
  const initial = original.data
    ? { ...valuesOf(original.data), name: t('copyOf', { name: original.data.name }).slice(0, 64) }
    : emptyFilter(search.list ?? '');
  return <Editing key={search.copy ?? 'new'} initial={initial} present={null} />;
}

export function FilterPage() {
  const { filterId = '' }: { filterId?: string } = useParams({ strict: false });
  const { data, error, refetch } = useFilter(filterId);
  // what somebody edits does not change under his hands
  const [first, setFirst] = useState<ContactListFilter | null>(null);
  if (data && first?.id !== data.id) setFirst(data);
  if (!first)
    return error ? (
      <Failure error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton height={300} radius="lg" />
    );
  return <Editing key={first.id} initial={valuesOf(first)} present={first} />;
}

function Editing({ initial, present }: { initial: FilterValues; present: ContactListFilter | null }) {
  const t = useTranslations('filters');
  const dialog = useTranslations('dialog');
  const { may } = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [values, setValues] = useState(initial);
  const [refused, setRefused] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const back = (): void => void navigate({ to: '/contact-list-filters' });
  const save = async (): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      const { name } = await saveFilter(values, present);
      await client.invalidateQueries({ queryKey: ['filters'] });
      notifications.show({ message: t('saved', { name }), color: 'jade' });
      back();
    } catch (error) {
      setRefused(error);
      setBusy(false);
    }
  };
  const maySave = may(present ? 'outbound:contactListFilter:edit' : 'outbound:contactListFilter:add');
  return (
    <>
      <PageHeader
        title={present ? present.name : t('create')}
        above={{ label: t('title'), to: '/contact-list-filters' }}
      />
      <Paper withBorder radius="lg" p="lg" bg="var(--surface)" maw={1100}>
        <Stack>
          {present && <UsedBy use={{ contactListFilterId: present.id }} />}
          {refused !== null && !areBesideConditions(refused) && <Failure error={refused} />}
          <ListChoice
            id={values.contactListId}
            isFixed={present !== null}
            onChoose={(id) => setValues({ ...emptyFilter(id), name: values.name })}
          />
          {values.contactListId !== '' && (
            <FilterForm values={values} onChange={setValues} refused={refused} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={back}>
              {dialog('cancel')}
            </Button>
            {maySave && (
              <Button
                loading={isBusy}
                disabled={!isComplete(values) || values.name.trim() === ''}
                onClick={() => void save()}
              >
                {dialog('save')}
              </Button>
            )}
          </Group>
        </Stack>
      </Paper>
    </>
  );
}

/** The list whose contacts it filters: of a filter that exists it stays. */
function ListChoice({
  id,
  isFixed,
  onChoose,
}: {
  id: string;
  isFixed: boolean;
  onChoose: (id: string) => void;
}) {
  const t = useTranslations('filters');
  const edit = useTranslations('edit');
  const { data: chosen } = useContactList(id);
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed === chosen?.name ? '' : typed, 200);
  const { data } = useContactLists(search);
  const lists = (data?.entities ?? []).filter((list) => list.id !== chosen?.id);
  return (
    <Select
      label={t('contactList')}
      description={t('contactListHelp')}
      placeholder={edit('typeToSearch')}
      required
      searchable
      disabled={isFixed}
      nothingFoundMessage={edit('nothingFound')}
      data={[...(chosen ? [chosen] : []), ...lists].map((list) => ({ value: list.id, label: list.name }))}
      filter={({ options }) => options}
      onSearchChange={setTyped}
      value={id === '' ? null : id}
      onChange={(next) => next !== null && next !== id && onChoose(next)}
    />
  );
}
