/** Roles that somebody holds, and in which divisions. */
import { Badge, Group, Text, Tooltip } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { Grant } from '../api/types.ts';

const ALL = '*';

export function HeldRoles({ grants }: { grants: readonly Grant[] }) {
  const t = useTranslations('accounts');
  if (grants.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('noRole')}
      </Text>
    );
  return (
    <Group gap={6}>
      {grants.map(({ role, division, isByGroup }) => {
        const where = division.id === ALL ? t('allDivisions') : (division.name ?? division.id);
        const badge = (
          <Badge
            key={`${role.id} ${division.id} ${isByGroup}`}
            variant={isByGroup ? 'outline' : 'light'}
            color={division.id === ALL ? 'jade' : 'blue'}
            tt="none"
            maw="100%"
          >
            {t('roleIn', { role: role.name ?? role.id, division: where })}
          </Badge>
        );
        return isByGroup ? (
          <Tooltip key={`${role.id} ${division.id} group`} label={t('byGroup')}>
            {badge}
          </Tooltip>
        ) : (
          badge
        );
      })}
    </Group>
  );
}

/** Those that are given here: what a group gives is not changed. */
export const ownRoles = (grants: readonly Grant[]) =>
  grants
    .filter(({ isByGroup }) => !isByGroup)
    .map(({ role, division }) => ({ roleId: role.id, divisionId: division.id }));
