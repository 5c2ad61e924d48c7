/** Chooses roles, each in a division or in all. */
import { ActionIcon, Button, Fieldset, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Grant, RoleDivision } from '../api/types.ts';
import { useDivisions, withKnown } from '../campaigns/edit/choices.ts';
import { useRoles } from './account-queries.ts';

const ALL = '*';
const AT_MOST = 100;

type Props = {
  readonly value: readonly RoleDivision[];
  readonly onChange: (value: RoleDivision[]) => void;
  /** What is held already keeps its name, also where the user may not see it. */
  readonly held?: readonly Grant[];
};

export function RolesField({ value, onChange, held = [] }: Props) {
  const t = useTranslations('accounts');
  const roles = useRoles({ q: undefined, page: { number: 1, size: AT_MOST } });
  const { data: divisions = [] } = useDivisions();
  const roleChoices = withKnown(
    roles.data?.entities ?? [],
    held.map(({ role }) => role),
  ).map(({ id, name }) => ({ value: id, label: name }));
  const divisionChoices = [
    { value: ALL, label: t('allDivisions') },
    ...withKnown(
      divisions,
      held.map(({ division }) => division).filter(({ id }) => id !== ALL),
    ).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const put = (at: number, change: Partial<RoleDivision>): void =>
    onChange(value.map((one, position) => (position === at ? { ...one, ...change } : one)));
  return (
    <Fieldset
      legend={
        <Text span size="sm" fw={600}>
          {t('roles')}
        </Text>
      }
      radius="md"
    >
      <Stack gap="sm">
        {value.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('noRoleText')}
          </Text>
        )}
        {value.map(({ roleId, divisionId }, at) => (
          // rows have no names of their own, and are only added at the end
          <Group key={at} gap="xs" wrap="nowrap" align="flex-end">
            <Select
              flex={1}
              label={t('role')}
              data={roleChoices}
              value={roleId === '' ? null : roleId}
              placeholder={t('chooseRole')}
              searchable
              allowDeselect={false}
              onChange={(id) => put(at, { roleId: id ?? '' })}
            />
            <Select
              flex={1}
              label={t('division')}
              data={divisionChoices}
              value={divisionId}
              searchable
              allowDeselect={false}
              onChange={(id) => put(at, { divisionId: id ?? ALL })}
            />
            <ActionIcon
              variant="default"
              size="input-sm"
              aria-label={t('removeRole', { number: at + 1 })}
              onClick={() => onChange(value.filter((_, position) => position !== at))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} />}
            onClick={() => onChange([...value, { roleId: '', divisionId: ALL }])}
          >
            {t('addRole')}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

/** Those with a role: a row that was not filled in gives none. */
export const chosenRoles = (value: readonly RoleDivision[]): RoleDivision[] =>
  value.filter(({ roleId }) => roleId !== '');
