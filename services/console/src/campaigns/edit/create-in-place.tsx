/**
 * What a campaign needs and is not there yet is made without leaving its page: nothing that was typed is
 * lost.
 */
import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../../access/session.tsx';
import type { Form } from './list-fields.tsx';

const NewList = lazy(async () => ({ default: (await import('../../lists/new-list.tsx')).NewList }));
const NewFilter = lazy(async () => ({ default: (await import('../../filters/new-filter.tsx')).NewFilter }));

type Kind = 'contactlists' | 'dnclists' | 'filter';
const needs: Record<Kind, string> = {
  contactlists: 'outbound:contactList:add',
  dnclists: 'outbound:dncList:add',
  filter: 'outbound:contactListFilter:add',
};

export function CreateInPlace({ kind, form }: { kind: Kind; form: Form }) {
  const t = useTranslations('edit.inPlace');
  const { may } = useSession();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const { contactListId, dncListIds, filterIds } = form.getValues();
  if (!may(needs[kind])) return null;
  const close = (): void => setOpen(false);
  return (
    <>
      <Group mt={-8}>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          disabled={kind === 'filter' && contactListId === ''}
          onClick={() => setOpen(true)}
        >
          {t(kind)}
        </Button>
      </Group>
      {isOpen && (
        <Suspense>
          {kind === 'filter' ? (
            <NewFilter
              contactListId={contactListId}
              onClose={close}
              onMade={({ id }) => form.setFieldValue('filterIds', [...filterIds, id])}
            />
          ) : (
            <NewList
              kind={kind}
              use={t('use')}
              onClose={close}
              onUse={({ id, whatsAppColumns, columnNames }) => {
                void client.invalidateQueries({ queryKey: ['contact-list', id] });
                if (kind === 'dnclists') return form.setFieldValue('dncListIds', [...dncListIds, id]);
                form.setValues({
                  contactListId: id,
                  filterIds: [],
                  whatsAppColumn: whatsAppColumns?.[0]?.columnName ?? '',
                  sorts: form.getValues().sorts.filter(({ fieldName }) => columnNames?.includes(fieldName)),
                });
                form.clearFieldError('contactListId');
              }}
            />
          )}
        </Suspense>
      )}
    </>
  );
}
