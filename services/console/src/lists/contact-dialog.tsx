/** One contact: looked at, changed, added or removed. */
import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import { ApiFailure } from '../api/api-failure.ts';
import type { ContactList } from '../api/types.ts';
import { Confirm } from '../view/confirm.tsx';
import { FormDialog } from '../view/form-dialog.tsx';
import { addContact, cellOf, changeContact, removeContact, type ListedContact } from './contact-queries.ts';

type List = Pick<ContactList, 'id' | 'division'> &
  Partial<Pick<ContactList, 'columnNames' | 'whatsAppColumns' | 'contactIdColumn'>>;
type Props = {
  readonly list: List;
  /** Null: a new one. */
  readonly contact: ListedContact | null;
  readonly onClose: () => void;
};

export function ContactDialog({ list, contact, onClose }: Props) {
  const t = useTranslations('contacts');
  const client = useQueryClient();
  const { may } = useSession();
  const columns = list.columnNames ?? [];
  const [cells, setCells] = useState<ReadonlyMap<string, string>>(
    () => new Map(columns.map((name) => [name, contact ? cellOf(contact, name) : ''])),
  );
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [isRemoving, setRemoving] = useState(false);
  const mayDo = (verb: string): boolean => may(`outbound:contact:${verb}`, list.division.id);
  const isFixed = !mayDo(contact ? 'edit' : 'add');
  const numbers = (list.whatsAppColumns ?? []).map(({ columnName }) => columnName);
  const readAgain = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['contacts', list.id] });
    await client.invalidateQueries({ queryKey: ['contactlists'] });
  };
  const save = async (): Promise<void> => {
    setFaults(new Map());
    const data = Object.fromEntries(cells);
    if (contact) await changeContact(list.id, contact.id, data);
    else await addContact(list.id, data);
    await readAgain();
    notifications.show({ message: contact ? t('saved', { id: contact.id }) : t('added'), color: 'jade' });
  };
  /** @returns whether each fault has a field to stand beside */
  const showFaults = (error: unknown): boolean => {
    if (!(error instanceof ApiFailure)) return false;
    const beside = error.faults.flatMap(({ field, message }) => {
      const column = columns.find((name) => field !== null && field.endsWith(`data.${name}`));
      return column === undefined ? [] : [[column, message] as const];
    });
    setFaults(new Map(beside));
    return beside.length > 0 && beside.length === error.faults.length;
  };
  if (isRemoving && contact)
    return (
      <Confirm
        question={{
          title: t('removeTitle', { id: contact.id }),
          text: <Text>{t('removeText')}</Text>,
          confirm: t('remove'),
          isDangerous: true,
          act: async () => {
            await removeContact(list.id, contact.id);
            await readAgain();
            notifications.show({ message: t('removed', { id: contact.id }), color: 'jade' });
          },
        }}
        onClose={onClose}
      />
    );
  return (
    <FormDialog
      title={contact ? t('title', { id: contact.id }) : t('add')}
      size="lg"
      isIncomplete={isFixed}
      onClose={onClose}
      onSubmit={save}
      onRefused={showFaults}
    >
      {contact?.callable === false && <Alert color="amber">{t('isBlocked')}</Alert>}
      <Stack gap="sm">
        {columns.map((name) => (
          <TextInput
            key={name}
            label={name}
            readOnly={isFixed}
            value={cells.get(name) ?? ''}
            error={faults.get(name)}
            {...(numbers.includes(name)
              ? { description: t('number') }
              : name === list.contactIdColumn && !contact
                ? { description: t('idFromHere') }
                : {})}
            onChange={({ currentTarget: { value } }) => setCells(new Map(cells).set(name, value))}
          />
        ))}
      </Stack>
      <Text size="xs" c="dimmed">
        {t('place')}
      </Text>
      {contact && mayDo('delete') && (
        <Group>
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={() => setRemoving(true)}
          >
            {t('remove')}
          </Button>
        </Group>
      )}
    </FormDialog>
  );
}
